"""A browser in words, an address made coarse: what a person needs to know the own sessions again."""

from __future__ import annotations

import ipaddress

from django.utils.translation import gettext as _

# The first word that occurs counts: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


def device_of(user_agent: str) -> str:
    """Return for example ``Firefox · Windows``; empty when the browser does not say."""
    parts = [next((name for sign, name in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(part for part in parts if part)


def coarse(address: str) -> str:
    """Return the network of an address: 203.0.113.0 for 203.0.113.77; of IPv6 the first 48 bits."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    prefix = 24 if known.version == 4 else 48
    return str(ipaddress.ip_network((known, prefix), strict=False).network_address)


def where(address: str) -> str:
    """A coarse address in words, for the page and for mails."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return _("unknown")
    if known.is_loopback:
        return _("this machine")
    if known.version == 4:
        return address.rpartition(".")[0] + ".x"
    return f"{known} …"

"""Tags around one's own access: the tabs of the own pages, the clock of the session, the authority's sign-in."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from coordination.accounts import sessions
from coordination.accounts.devices import where as in_words

register = template.Library()

# label, name of the page, beginnings of paths that count as inside; a page that is not there is left out
OWN_PAGES = [
    (lambda: _("Profile"), "accounts:profile", ("/arbeit/profil/adresse/",)),
    (lambda: _("Access"), "mfa_index", ("/konto/zweiter-faktor/", "/konto/passwort/aendern/")),
    (lambda: _("Sessions"), "accounts:sessions", ("/arbeit/profil/sitzungen/",)),
    (lambda: _("Interface"), "accounts:tokens", ("/arbeit/profil/schnittstelle/",)),
    (lambda: _("My data"), "directory:my-data", ("/arbeit/meine-daten/",)),
]


@register.inclusion_tag("parts/_tabs.html", takes_context=True)
def access_tabs(context: Context) -> dict[str, Any]:
    """The sections of one's own pages: one calm row, wherever one is."""
    path = context["request"].path
    tabs = []
    for label, name, inside in OWN_PAGES:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        tabs.append(
            {"label": label(), "url": url, "current": path == url or path.startswith(inside), "count": None}
        )
    return {"tabs": tabs, "tabs_label": _("My account")}


@register.inclusion_tag("parts/_session.html", takes_context=True)
def session_clock(context: Context) -> dict[str, Any]:
    """When the session ends, for the script that says so in time."""
    request = context.get("request")
    if request is None or sessions.STAMPS not in getattr(request, "session", {}):
        return {}
    return {"left": sessions.left(request), "csrf_token": context.get("csrf_token")}


@register.simple_tag
def authority() -> str:
    """The name of the authority's sign-in, empty if none is set up."""
    if not settings.OIDC_SERVER:
        return ""
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["name"]


@register.filter
def where(address: str) -> str:
    return in_words(address)

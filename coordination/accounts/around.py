"""What stands around every public page: navigation, foot, the same page in the other language.

Pages of higher rooms are named, not imported; a room that is not installed is left out.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coordination.lib.named import address_of

Link = tuple[Any, str, str]  # label, icon, name of the page

NAVIGATION: list[Link] = [
    (_("Start"), "house", "site:start"),
    (_("Who helps?"), "help", "ways:finder"),
    (_("Who is in charge now?"), "phone", "charge:now"),
    (_("Reporting pathways"), "route", "ways:list"),
    (_("Actors"), "building", "public:list"),
    (_("Events"), "calendar", "dates:event-list"),
    (_("About the network"), "info", "site:about"),
]
FOOTER: list[tuple[Any, list[Link]]] = [
    (
        _("Find help"),
        [
            (_("Who is in charge now?"), "", "charge:now"),
            (_("Reporting pathways"), "", "ways:list"),
            (_("All actors"), "", "public:list"),
            (_("By place"), "", "public:places"),
            (_("By type"), "", "public:types"),
            (_("By topic"), "", "public:topics"),
        ],
    ),
    (
        _("The network"),
        [
            (_("About the network"), "", "site:about"),
            (_("Decisions"), "", "dates:decisions"),
            (_("Contact"), "", "site:contact"),
            (_("The network in figures"), "", "net:answers"),
            (_("Sources of data"), "", "places:sources"),
        ],
    ),
    (
        _("This site"),
        [
            (_("Easy language"), "easy", "site:easy"),
            (_("Accessibility"), "", "site:accessibility"),
            (_("Report a barrier"), "", "site:barrier"),
        ],
    ),
]
LEGAL: list[Link] = [
    (_("Imprint"), "", "site:imprint"),
    (_("Data protection"), "", "site:privacy"),
    (_("Accessibility"), "", "site:accessibility"),
    (_("Report a barrier"), "", "site:barrier"),
]
# Namespaces of pages that exist in every language.
SPOKEN = {"site", "public", "places", "charge", "net"}
NAMES = {"de": "Deutsch", "en": "English"}


def links(wanted: list[Link], request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """Return the links as the templates take them; the page one is on is marked."""
    found = []
    for label, icon, name in wanted:
        if not (url := address_of(name)):
            continue
        current = request is not None and (
            request.path == url or (name != "site:start" and request.path.startswith(url))
        )
        found.append({"label": label, "icon": icon, "url": url, "current": current, "count": None})
    return found


def german() -> SafeString:
    """The attribute for German content on a page in another language: entries are written in German."""
    return SafeString("" if (get_language() or "de").startswith("de") else 'lang="de"')


def footer() -> list[dict[str, Any]]:
    return [{"title": title, "links": links(wanted)} for title, wanted in FOOTER]


def tools(request: HttpRequest) -> list[dict[str, Any]]:
    """Easy language and the other language, at the top of public pages."""
    return [*links([(_("Easy language"), "easy", "site:easy")]), *other_languages(request)]


def other_languages(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in the other languages, as its own name says them."""
    match = request.resolver_match
    if match is None or match.namespace not in SPOKEN:
        return []
    here, path = get_language(), request.get_full_path()
    bare = path.removeprefix(f"/{here}") if path.startswith(f"/{here}/") else path
    return [
        {"label": label, "icon": "", "url": bare if code == "de" else f"/{code}{bare}", "lang": code}
        for code, label in NAMES.items()
        if code != here
    ]

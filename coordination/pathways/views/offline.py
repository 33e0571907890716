"""„Wer hilft?“ as an installable page: what it is called, what opens without net, and the script that sees to it.

Nothing is kept on a device unless somebody taps for it; never on the pages for young people.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.models import Service
from coordination.directory.reachability import reachable
from coordination.directory.views.public import AtNetwork
from coordination.pathways.finding import EMERGENCY_CODES, audiences, national

ON_CALL = "on_call"


@dataclass(frozen=True)
class Line:
    name: str
    number: str
    href: str
    hours: str


def lines(network: Network) -> list[Line]:
    """On-call services of the network that everybody may call, then the help lines for all of Germany."""
    at = timezone.localtime()
    rows = Service.objects.visible_to(None).of_kind(ON_CALL).filter(network=network)
    own = sorted(reachable(rows, at), key=lambda one: one.service.sort_key)
    wide = sorted(national(at), key=lambda one: one.service.pk)
    return [
        Line(
            str(one.service),
            str(one.number),
            one.number.href,
            str(getattr(one.service, "hours", "")) or one.service.hours_text,
        )
        for one in (*own, *wide)
        if one.number is not None and one.service.code not in EMERGENCY_CODES
    ]


class Offline(AtNetwork):
    """The page that opens without net."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "title": _("Emergency numbers"),
            "lines": lines(self.network),
            "day": timezone.localdate(),
            "noindex": True,
        }
        return render(request, "pathways/finder/offline.html", context)


class Manifest(AtNetwork):
    """What the page is called on the home screen (W3C Web Application Manifest)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start = reverse("ways:finder")
        icon = {"src": static("logo.svg"), "sizes": "any", "type": "image/svg+xml"}
        values = {
            "id": start,
            "name": f"{_('Who helps?')} – {self.network}",
            "short_name": _("Who helps?"),
            "lang": get_language(),
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#f3f4f7",
            "theme_color": "#14256b",
            "icons": [icon | {"purpose": "any"}],
        }
        return JsonResponse(values, content_type="application/manifest+json")


class Worker(AtNetwork):
    """The script of the device; it carries the state of the numbers, so that a changed number is fetched anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = repr([timezone.localdate(), get_language(), lines(self.network)])
        context = {
            "version": hashlib.sha256(state.encode()).hexdigest()[:12],
            "offline": reverse("ways:finder-offline"),
            "static": settings.STATIC_URL,
        }
        text = render_to_string("pathways/finder/sw.js", context)
        return HttpResponse(text, content_type="text/javascript; charset=utf-8")


class Embed(AtNetwork):
    """The questions as a small form for the website of a town: HTML to copy, no frame, no script, nothing of ours.

    Nobody's browser asks us for anything until the form is sent; a frame would tell us of every visitor of that page.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "audiences": audiences(self.network),
            "network": self.network,
            "action": request.build_absolute_uri(reverse("ways:finder")),
        }
        snippet = render_to_string("pathways/finder/snippet.html", context)
        page = {
            "title": _("“Who helps?” on your website"),
            "snippet": snippet,
            "raw_url": request.build_absolute_uri(reverse("ways:finder-snippet")),
            "crumbs": [
                (_("Start"), reverse("site:start")),
                (_("Who helps?"), reverse("ways:finder")),
                (_("For websites"), None),
            ],
        }
        if kwargs.get("raw"):
            return HttpResponse(snippet, content_type="text/html; charset=utf-8")
        return render(request, "pathways/finder/embed.html", page)

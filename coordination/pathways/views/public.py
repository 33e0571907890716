"""Public pages: all pathways of the network at this host, and one of them at a postcode. Nothing asked is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.directory.forms.charge import PlaceForm
from coordination.directory.views.public import AtNetwork
from coordination.pathways.finding import with_words
from coordination.pathways.flow import read
from coordination.pathways.models import Pathway
from coordination.pathways.public import in_force, print_formats
from coordination.pathways.resolve import Resolved, resolve_flow, shared_by
from coordination.pathways.tongues import ASKED, asked_for, in_asked_language
from coordination.pathways.wording import RULES, rows

LEAVE_TO = "https://de.wikipedia.org/"


class PathwayFinder(AtNetwork):
    """„Ich bin …“ and a postcode lead to the way; below stand all of them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        releases = list(in_force(self.network))
        slug, code = request.GET.get("weg", ""), request.GET.get("plz", "").strip()[:5]
        if any(one.pathway.slug == slug for one in releases):
            url = reverse("ways:detail", args=[slug])
            return redirect(with_words(url, plz=code, **asked_for(request)))
        context = {
            "title": _("Reporting pathways"),
            "lead": _(
                "Who does what when a child may be in danger, step by step, with the numbers for your place."
            ),
            "crumbs": [(_("Start"), reverse("site:start")), (_("Reporting pathways"), None)],
            "adults": [one for one in releases if one.pathway.voice != Pathway.Voice.YOUNG],
            "young": [one for one in releases if one.pathway.voice == Pathway.Voice.YOUNG],
            "network": self.network,
            "noindex": bool(request.GET),
        }
        return render(request, "pathways/public_list.html", context)


class PathwayPage(AtNetwork):
    """The way with its steps; with a postcode also who is in charge there and answers now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = get_object_or_404(in_force(self.network), pathway__slug=kwargs["slug"])
        flow, languages = in_asked_language(release.pathway, read(release.content), request)
        more = asked_for(request)
        form = PlaceForm(request.GET) if request.GET.get("plz") else PlaceForm()
        resolved = place_of(form, flow, user=None)
        is_young = flow.voice == Pathway.Voice.YOUNG
        elsewhere = resolved is not None and not self._ours(resolved)
        context = {
            "title": flow.title,
            "release": release,
            "flow": flow,
            "languages": languages,
            "form": form,
            "tongue": more.get(ASKED, ""),
            "change_url": with_words(request.path, **more),
            "resolved": resolved,
            "contacts": resolved.contacts if resolved else [],
            "rows": rows(flow, resolved),
            "branch": rows(flow, resolved, branch=True),
            "rules": () if is_young else RULES,
            "is_young": is_young,
            "leave_to": LEAVE_TO if is_young else "",
            "elsewhere": elsewhere,
            "formats": print_formats(request.GET.dict()) if resolved and not elsewhere else [],
            "network": self.network,
            "crumbs": [
                (_("Start"), reverse("site:start")),
                (_("Reporting pathways"), reverse("ways:list")),
                (flow.title, None),
            ],
            "noindex": bool(request.GET),
        }
        return render(request, "pathways/public_detail.html", context)

    def _ours(self, resolved: Resolved) -> bool:
        return self.network.catchment.filter(municipality=resolved.place.municipality).exists()


def place_of(form: PlaceForm, flow: Any, *, user: Any) -> Resolved | None:
    """Resolve at the place and moment of a form; what is unclear becomes a question of the form."""
    if not form.is_bound or not form.is_valid() or form.place is None:
        return None
    shared = shared_by(flow, form.place, user=user)
    if shared is not None and not form.settles(shared):
        return None
    return resolve_flow(flow, form.place, form.at, user=user)

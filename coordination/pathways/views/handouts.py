"""Public pages of paper: which format for which place, the PDF from the store, and what a printed code leads to."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.directory.forms.charge import PlaceForm
from coordination.directory.views.public_ways import AtNetwork
from coordination.lib import codes, limits
from coordination.lib.errors import RuleBroken
from coordination.lib.tasks import in_queue
from coordination.pathways import drawing
from coordination.pathways.currency_words import reason, said
from coordination.pathways.flow import read
from coordination.pathways.handout import language_of
from coordination.pathways.models import Handout
from coordination.pathways.public import in_force, print_formats
from coordination.pathways.resolve import finer_of
from coordination.pathways.services.handouts import catch_up, issue
from coordination.pathways.tasks import draw_handout
from coordination.pathways.tongues import ASKED, GERMAN, in_asked_language, known_tongues, tongue_of

AGAIN = dt.timedelta(seconds=60)  # a drawing that has not come after this is asked for once more
WAIT = 2  # seconds until the waiting page looks again
DRAWING = "ways:handout drawing"


class HandoutPage(AtNetwork):
    """The formats of a pathway for a postcode; with ``format`` the PDF itself. Nothing of who asks is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.release = get_object_or_404(in_force(self.network), pathway__slug=kwargs["slug"])
        self.release.pathway.network = self.network
        self.form = PlaceForm(request.GET) if request.GET.get("plz") else PlaceForm()
        place = self.form.place if self.form.is_bound and self.form.is_valid() else None
        kind = request.GET.get("format", "")
        if place is not None and kind in Handout.Format.values:
            try:
                handout = issue(
                    by=self._asker(),
                    release=self.release,
                    place=place,
                    format=kind,
                    language=self._language(),
                )
            except RuleBroken as broken:
                self.form.add_error(None if broken.code == "language" else "plz", broken)
            else:
                return paper(request, handout)
        return self._page(place if not self.form.errors else None)

    def _asker(self) -> Any:
        return self.request.user if self.request.user.is_authenticated else None

    def _language(self) -> str:
        """The language asked for; words that name none mean German."""
        asked = self.request.GET.get(ASKED, "")
        return asked if asked and any(one.code == asked for one in known_tongues()) else GERMAN.code

    def _page(self, place: Any) -> HttpResponse:
        flow = read(self.release.content)
        _way, languages = in_asked_language(self.release.pathway, flow, self.request)
        language = self._language()
        if place is not None and (finer := finer_of(flow, place)) is not None and finer.parts:
            self.form.ask_finer(finer)
        context = {
            "title": _("Print: %(title)s") % {"title": flow.title},
            "lead": _(
                "As a handout with the numbers for your place, with a code that says whether it still holds."
            ),
            "release": self.release,
            "flow": flow,
            "form": self.form,
            "place": place,
            "formats": print_formats(self.request.GET.dict()),
            "languages": languages,
            "spoken": "" if self.form.non_field_errors() or language == GERMAN.code else language,
            "network": self.network,
            "crumbs": [
                (_("Start"), reverse("site:start")),
                (_("Reporting pathways"), reverse("ways:list")),
                (flow.title, reverse("ways:detail", args=[self.kwargs["slug"]])),
                (_("Print"), None),
            ],
            "noindex": True,
        }
        return render(self.request, "pathways/public_handout.html", context)


def paper(request: HttpRequest, handout: Handout) -> HttpResponseBase:
    """The PDF from the store; what was not drawn yet is drawn in the background while a page waits for it."""
    file = drawing.kept(handout)
    if file is None:
        if refused := _too_many(request):
            return refused
        if in_queue():
            if handout.ask_drawing(again_after=AGAIN):
                draw_handout.enqueue(str(handout.uid))
            return _waiting(request, handout)
        file = drawing.drawn(handout)
    handout.count_print()
    place, language = handout.where.replace(" ", "-").replace(",", ""), language_of(handout.content)
    kind = handout.format if language == GERMAN.code else f"{handout.format}-{language}"
    response = FileResponse(
        file.path.open("rb"),
        filename=f"{handout.release.pathway.slug}-{place}-{kind}-{handout.code}.pdf",
        content_type="application/pdf",
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def _too_many(request: HttpRequest) -> HttpResponse | None:
    """Drawing costs seconds: one asker may have some sheets drawn, and as many from the store as there are."""
    if settings.LIMITS_OFF:
        return None
    rate, _writing = limits.parsed(settings.LIMITS[DRAWING])
    return limits.refusal(request, DRAWING, rate)


def _waiting(request: HttpRequest, handout: Handout) -> HttpResponse:
    context = {
        "title": _("Your handout is being drawn"),
        "handout": handout,
        "again": request.get_full_path(),
        "noindex": True,
    }
    response = render(request, "pathways/public_handout_waiting.html", context, status=202)
    response["Refresh"] = str(WAIT)
    return response


class Currency(View):
    """What a printed code leads to: current, outdated since when and why, or withdrawn; and the new one.

    Compared anew whenever anything was written since the last comparison, so it is never behind.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            handout = _of_code(kwargs["code"])
        except codes.CodeTyped as typo:
            return self.unknown(" ".join(typo.messages))
        catch_up(handout)
        handout.count_view()
        response = self.answer(handout)
        response["Cache-Control"] = (
            "public, no-cache"  # kept, but asked for anew: a stale answer would be a wrong one
        )
        return response

    def answer(self, handout: Handout) -> HttpResponse:
        return render(self.request, "pathways/public_currency.html", _facts(handout))

    def unknown(self, complaint: str) -> HttpResponse:
        return _asks(self.request, self.kwargs["code"], complaint, status=404)


class CurrencyData(Currency):
    """The same for programs and websites, without signing in."""

    def answer(self, handout: Handout) -> HttpResponse:
        day = handout.outdated_at or handout.withdrawn_at
        told = [said(one) for one in handout.changes]
        return JsonResponse(
            {
                "code": handout.shown,
                "state": handout.state,
                "since": day.isoformat() if day else None,
                "reason": handout.withdrawn_reason or (reason(handout.changes) if handout.changes else ""),
                "changes": [{"what": one.what, "old": one.old, "new": one.new} for one in told],
                "issued_at": handout.issued_at.isoformat(),
                "compared_at": handout.checked_at.isoformat(),
                "phrase": handout.phrase,
            }
        )

    def unknown(self, complaint: str) -> HttpResponse:
        return JsonResponse({"state": "unknown", "detail": complaint}, status=404)


def _of_code(typed: str) -> Handout:
    """Return the handout of a code. Raises ``CodeTyped`` for a typo, and for a code that nothing carries."""
    rows = Handout.objects.select_related("network", "municipality__district__land", "release__pathway")
    found = rows.filter(code=codes.read(typed)).first()
    if found is None:
        text = _("No handout of this site carries this code. Please compare it with the paper.")
        raise codes.CodeTyped(text, code="unknown")
    return found


def _facts(handout: Handout) -> dict[str, Any]:
    state, pathway = Handout.State, handout.release.pathway
    title = {
        state.CURRENT: _("This handout is current"),
        state.OUTDATED: _("This handout is outdated"),
        state.WITHDRAWN: _("This handout has been withdrawn"),
    }[state(handout.state)]
    kinds = {one["kind"] for one in handout.changes}
    gone, tongue = kinds & {"retired", "no_more"}, tongue_of(language_of(handout.content))
    spoken = tongue.code if tongue != GERMAN and "texts_gone" not in kinds else ""
    place = {"plz": handout.postcode, "ort": handout.municipality.ags, "teil": handout.part, ASKED: spoken}
    query = {name: value for name, value in place.items() if value}
    way = reverse("ways:detail", args=[pathway.slug])
    printed = reverse("ways:handout", args=[pathway.slug])
    return {
        "title": title,
        "handout": handout,
        "flow_title": handout.release.content.get("title", ""),
        "tongue": tongue if tongue != GERMAN else None,
        "reason": reason(handout.changes) if handout.state == state.OUTDATED else "",
        "changes": [said(one) for one in handout.changes],
        "way_url": "" if gone else f"{way}?{urlencode(query)}",
        "print_url": "" if gone else f"{printed}?{urlencode({**query, 'format': handout.format})}",
        "crumbs": [(_("Start"), reverse("site:start")), (_("Check a print"), None)],
        "noindex": True,
    }


class EnterCode(View):
    """For paper without a camera: type the code."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.GET.get("code", "").strip()[:40]
        if not typed:
            return _asks(request, "", "")
        try:
            return redirect("ways:currency", codes.shown(codes.read(typed)))
        except codes.CodeTyped as typo:
            return _asks(request, typed, " ".join(typo.messages))


def _asks(request: HttpRequest, typed: str, complaint: str, *, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Check a print"),
        "lead": _(
            "Each of our handouts carries a code of eight signs. It tells whether the print still holds."
        ),
        "typed": typed[:40],
        "complaint": complaint,
        "crumbs": [(_("Start"), reverse("site:start")), (_("Check a print"), None)],
        "noindex": True,
    }
    return render(request, "pathways/public_code.html", context, status=status)

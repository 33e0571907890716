"""„Wer hilft?“ for everybody: I am … → acute? → postcode → who helps now. No account, no cookie, nothing kept."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.forms.charge import PlaceForm
from coordination.directory.views.public import AtNetwork
from coordination.pathways.finding import (
    asked,
    audiences,
    handout_url,
    is_worried,
    national,
    to_call,
    what_to_say,
    with_words,
)
from coordination.pathways.flow import read
from coordination.pathways.models import Pathway
from coordination.pathways.public import in_force
from coordination.pathways.resolve import Resolved
from coordination.pathways.tongues import ASKED, asked_for, in_asked_language
from coordination.pathways.views.public import LEAVE_TO, place_of
from coordination.pathways.wording import RULES, rows

NOT_LISTED = "andere"
YES, NO = "ja", "nein"
SHOWN = 3  # numbers on the first screen of a telephone
UNFOLDED = "auf"  # the word that opens all texts, for who has no script


class Finder(AtNetwork):
    """The first question: „Ich bin …“. An address with ``ich`` and ``plz`` (the start page's form) leads on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug, code = request.GET.get("ich", ""), request.GET.get("plz", "").strip()[:5]
        found = audiences(self.network)
        more = asked_for(request)
        if slug == NOT_LISTED or any(one.slug == slug for one in found):
            return redirect(with_words(reverse("ways:finder-way", args=[slug]), plz=code, **more))
        context = {
            "title": _("Who helps?"),
            "lead": _("A few questions lead to the right people and their numbers. Nothing of it is stored."),
            "working": [one for one in found if not one.is_young and not one.is_worried],
            "worried": [one for one in found if one.is_worried],
            "young": [one for one in found if one.is_young],
            "not_listed": with_words(reverse("ways:finder-way", args=[NOT_LISTED]), **more),
            "words": f"?{urlencode(more)}" if more else "",
            "network": self.network,
            "crumbs": [(_("Start"), reverse("site:start")), (_("Who helps?"), None)],
            "noindex": bool(request.GET),
        }
        return render(request, "pathways/finder/who.html", context)


class FinderWay(AtNetwork):
    """The further questions and the result for one audience; each state is an address."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug = kwargs["slug"]
        release = in_force(self.network).filter(pathway__slug=slug).first()
        if release is None:
            return self.nobody(slug)
        flow, self.languages = in_asked_language(release.pathway, read(release.content), request)
        self.release, self.flow, self.slug, self.more = release, flow, slug, asked_for(request)
        self.is_young = flow.voice == Pathway.Voice.YOUNG
        acute = request.GET.get("akut", "")
        answer = (
            self.danger() if acute == YES else self.place_or_result() if acute == NO else self.ask_acute()
        )
        if self.is_young:  # nothing stays behind on the device, nothing is found by a search engine
            answer["Cache-Control"] = "private, no-store"
            answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    # --- The states
    def ask_acute(self) -> HttpResponse:
        context = {"yes_url": self._onward(YES), "no_url": self._onward(NO)}
        return self._page(
            "pathways/finder/acute.html", self._title(_("Is the child in danger now?")), context
        )

    def danger(self) -> HttpResponse:
        form, resolved = self._resolved()
        context = {
            "form": form,
            "action": self.request.path,
            "acute": YES,
            "resolved": resolved,
            "contacts": _of_branch(resolved),
            "branch": rows(self.flow, resolved, branch=True),
            "no_url": self._onward(NO),
        }
        return self._page("pathways/finder/danger.html", self._title(_("Act at once")), context)

    def place_or_result(self) -> HttpResponse:
        form, resolved = self._resolved()
        if resolved is None:
            context = {
                "form": form,
                "action": self.request.path,
                "acute": NO,
                "lines": national(timezone.localtime()) if form.errors else [],
                "without_url": with_words(reverse("ways:detail", args=[self.slug]), **self.more),
            }
            title = _("Where are you?") if self.is_young else _("Where does the child live?")
            return self._page("pathways/finder/place.html", title, context)
        return self.result(resolved)

    def result(self, resolved: Resolved) -> HttpResponse:
        (now, later), place = to_call(resolved), resolved.place
        here = partial(asked, place, **self.more)
        context = {
            "resolved": resolved,
            "now": now[:SHOWN],
            "more": now[SHOWN:],
            "later": later,
            "later_count": len(later) + len(resolved.empty),
            "rows": rows(self.flow, resolved),
            "branch": rows(self.flow, resolved, branch=True),
            "rules": () if self.is_young else RULES,
            "say": what_to_say(self.release.content),
            "elsewhere": not self.network.catchment.filter(municipality=place.municipality).exists(),
            "open": "open" if self.request.GET.get(UNFOLDED) else "",
            # A street stands in no link: who gave one opens the texts one by one.
            "unfold_url": "" if place.street else f"?{here(akut=NO, auf='1')}",
            "share_url": self.request.build_absolute_uri(f"{self.request.path}?{here(akut=NO)}"),
            "danger_url": f"{self.request.path}?{here(akut=YES)}",
            "way_url": f"{reverse('ways:detail', args=[self.slug])}?{here()}",
            "handout_url": handout_url(self.slug, place, self.more.get(ASKED, "")),
            "change_url": with_words(self.request.path, akut=NO, **self.more),
            "lines": national(resolved.at),
        }
        return self._page("pathways/finder/result.html", self.flow.title, context)

    def nobody(self, slug: str) -> HttpResponse:
        """No way for this audience here: the help lines of all of Germany, those that answer now first."""
        template = Pathway.objects.templates().for_people().filter(slug=slug).first()
        if slug != NOT_LISTED and template is None:
            raise Http404
        is_young = template is not None and template.voice == Pathway.Voice.YOUNG
        context = {
            "title": _("Help lines for all of Germany"),
            "who": template.who if template is not None else "",
            "network": self.network,
            "lines": national(timezone.localtime()),
            "is_young": is_young,
            "leave_to": LEAVE_TO if is_young else "",
            "crumbs": self._crumbs(_("Help lines for all of Germany")),
            "finder_url": self._finder(),
            "noindex": True,
        }
        return render(self.request, "pathways/finder/national.html", context)

    # --- What they share
    def _page(self, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        first = {
            "title": title,
            "release": self.release,
            "flow": self.flow,
            "languages": self.languages,
            "network": self.network,
            "is_young": self.is_young,
            "is_worried": is_worried(self.release.content),
            "leave_to": LEAVE_TO if self.is_young else "",
            "tongue": self.more.get(ASKED, ""),
            "finder_url": self._finder(),
            "crumbs": self._crumbs(self.flow.who),
            "noindex": True,
        }
        return render(self.request, template, first | context)

    def _title(self, title: str) -> str:
        return _("Are you in danger now?") if self.is_young else title

    def _crumbs(self, last: str) -> list[tuple[Any, str | None]]:
        return [
            (_("Start"), reverse("site:start")),
            (_("Who helps?"), self._finder()),
            (last, None),
        ]

    def _finder(self) -> str:
        """The first question, in the language asked for."""
        return with_words(reverse("ways:finder"), **asked_for(self.request))

    def _onward(self, acute: str) -> str:
        """The address of an answer, with the postcode where it is known already."""
        return with_words(self.request.path, akut=acute, plz=self._code(), **self.more)

    def _code(self) -> str:
        return self.request.GET.get("plz", "").strip()[:5]

    def _resolved(self) -> tuple[PlaceForm, Resolved | None]:
        form = PlaceForm(self.request.GET) if self.request.GET.get("plz") is not None else PlaceForm()
        form.fields["plz"].label = _("Your postcode") if self.is_young else form.fields["plz"].label
        return form, place_of(form, self.flow, user=None)


def _of_branch(resolved: Resolved | None) -> list[Any]:
    """Whom to call in danger after 110 and 112, who are there now."""
    if resolved is None:
        return []
    codes = {slot.kind.code for step in resolved.branch for slot in step.slots}
    now, _later = to_call(resolved, only=codes)
    return now

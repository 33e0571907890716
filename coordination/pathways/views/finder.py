"""„Wer hilft?“ for everybody: I am … → acute? → postcode → who helps now. No account, no cookie, nothing kept."""

from __future__ import annotations

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
    by_now,
    handout_url,
    is_worried,
    national,
    what_to_say,
)
from coordination.pathways.flow import read
from coordination.pathways.models import Pathway
from coordination.pathways.public import in_force
from coordination.pathways.resolve import Resolved
from coordination.pathways.tongues import ASKED, in_asked_language
from coordination.pathways.views.public import LEAVE_TO, place_of
from coordination.pathways.wording import RULES, rows

NOT_LISTED = "andere"
YES, NO = "ja", "nein"


class Finder(AtNetwork):
    """The first question: „Ich bin …“. An address with ``ich`` and ``plz`` (the start page's form) leads on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug, code = request.GET.get("ich", ""), request.GET.get("plz", "").strip()[:5]
        found = audiences(self.network)
        if slug == NOT_LISTED or any(one.slug == slug for one in found):
            url = reverse("ways:finder-way", args=[slug])
            return redirect(f"{url}?{urlencode({'plz': code})}" if code else url)
        context = {
            "title": _("Who helps?"),
            "lead": _("A few questions lead to the right people and their numbers. Nothing of it is stored."),
            "working": [one for one in found if not one.is_young and not one.is_worried],
            "worried": [one for one in found if one.is_worried],
            "young": [one for one in found if one.is_young],
            "not_listed": reverse("ways:finder-way", args=[NOT_LISTED]),
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
        self.release, self.flow, self.slug = release, flow, slug
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
                "without_url": reverse("ways:detail", args=[self.slug]),
            }
            title = _("Where are you?") if self.is_young else _("Where does the child live?")
            return self._page("pathways/finder/place.html", title, context)
        return self.result(resolved)

    def result(self, resolved: Resolved) -> HttpResponse:
        (now, later), place = by_now(resolved.contacts), resolved.place
        words = asked(place, akut=NO)
        context = {
            "resolved": resolved,
            "now": now,
            "later": later,
            "rows": rows(self.flow, resolved),
            "branch": rows(self.flow, resolved, branch=True),
            "rules": () if self.is_young else RULES,
            "say": what_to_say(self.release.content),
            "elsewhere": not self.network.catchment.filter(municipality=place.municipality).exists(),
            "share_url": self.request.build_absolute_uri(f"{self.request.path}?{words}"),
            "way_url": f"{reverse('ways:detail', args=[self.slug])}?{asked(place)}",
            "handout_url": handout_url(self.slug, place),
            "change_url": f"{self.request.path}?akut={NO}",
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
            "crumbs": self._crumbs(self.flow.who),
            "noindex": True,
        }
        return render(self.request, template, first | context)

    def _title(self, title: str) -> str:
        return _("Are you in danger now?") if self.is_young else title

    def _crumbs(self, last: str) -> list[tuple[Any, str | None]]:
        return [
            (_("Start"), reverse("site:start")),
            (_("Who helps?"), reverse("ways:finder")),
            (last, None),
        ]

    def _onward(self, acute: str) -> str:
        """The address of an answer, with the postcode where it is known already."""
        words = {"akut": acute, "plz": self._code(), ASKED: self.request.GET.get(ASKED, "")[:20]}
        return f"{self.request.path}?{urlencode({name: word for name, word in words.items() if word})}"

    def _code(self) -> str:
        return self.request.GET.get("plz", "").strip()[:5]

    def _resolved(self) -> tuple[PlaceForm, Resolved | None]:
        form = PlaceForm(self.request.GET) if self.request.GET.get("plz") is not None else PlaceForm()
        form.fields["plz"].label = _("Your postcode") if self.is_young else form.fields["plz"].label
        return form, place_of(form, self.flow, user=None)


def _of_branch(resolved: Resolved | None) -> list[Any]:
    """Those in charge in danger, each once, those that answer now first."""
    if resolved is None:
        return []
    seen = {
        one.service.pk: one for step in resolved.branch for slot in step.slots for one in slot.answers[:3]
    }
    return sorted(seen.values(), key=type(next(iter(seen.values()))).order) if seen else []

"""The personal page of a registration: GET shows, POST acts. The link is the key; no account, no cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from coordination.directory.views.public_ways import AtNetwork
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie
from meetings import wording
from meetings.forms.registering import ChangeForm, SubstituteForm, suggested_institutions
from meetings.links import of_link
from meetings.models import Registration
from meetings.services import participants, workshops
from meetings.services.registering import confirm

ACTS: dict[str, Callable[..., Any]] = {
    "confirm": confirm,
    "accept": participants.accept_offer,
    "decline": participants.decline_offer,
    "cancel": participants.cancel,
}
ANSWERS: dict[str, Callable[..., Any]] = {
    "accept_workshop": workshops.accept_workshop,
    "decline_workshop": workshops.decline_workshop,
}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@method_decorator(without_cookie, name="dispatch")
class _OfLink(AtNetwork):
    registration: Registration

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.uid, self.token = kwargs["uid"], kwargs["token"]
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Registration:
        found = of_link(self.uid, self.token, self.network)
        if found is None:
            raise Http404
        return found

    def url(self, name: str = "mine") -> str:
        return reverse(f"dates:{name}", args=[self.uid, self.token])

    def shown(self, template: str, one: Registration, title: str, **more: Any) -> HttpResponse:
        crumbs: list[tuple[Any, str | None]] = [(_("Events"), reverse("dates:event-list"))]
        if one.event.is_public:
            crumbs.append((one.event.title, one.event.get_public_url()))
        context = {
            "title": title,
            "event": one.event,
            "card": wording.card(one.event),
            "registration": one,
            "noindex": True,
            "crumbs": [*crumbs, (title, None)],
            **more,
        }
        response = render(self.request, template, context)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response


class Mine(_OfLink):
    """How things stand, and what can be done about it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.find())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = self.find()
        word, offer = request.POST.get("act", ""), request.POST.get("offer", "")
        act, answer = ACTS.get(word), ANSWERS.get(word)
        try:
            if answer is not None:
                answer(by=None, registration=one, booking=_uid(offer))
            elif act is not None:
                act(by=None, registration=one)
            else:
                return self.page(one)
        except RuleBroken as broken:
            return self.page(self.find(), told=broken.messages[0])
        return redirect(self.url())

    def page(self, one: Registration, told: str = "") -> HttpResponse:
        online = one.mode == Registration.Mode.ONLINE and one.state == one.State.ADMITTED and one.is_confirmed
        return self.shown(
            "meetings/public/mine.html",
            one,
            _("Your registration"),
            told=told,
            state=wording.state_of(one),
            bookings=list(one.bookings.fixed().select_related("session__room").order_by("starts_at", "id")),
            offers=workshops.offers_of(one),
            waits=wording.waits_of(one),
            story=wording.story_of(one),
            online_link=one.event.online_link if online else "",
            needs=getattr(one, "needs", None),
            change_url=self.url("mine-change"),
            substitute_url=self.url("mine-substitute"),
        )


class MineChange(_OfLink):
    """Change wishes, answers, consents."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = self.find()
        return self.page(one, ChangeForm(registration=one))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = self.find()
        form = ChangeForm(request.POST, registration=one)
        if form.is_valid():
            try:
                participants.change(
                    by=None, registration=one, wanted=form.wanted(one.language),
                    version=form.cleaned_data["version"],
                )  # fmt: skip
                return redirect(self.url())
            except RuleBroken as broken:
                form.add_error(None, broken)
        return self.page(one, form)

    def page(self, one: Registration, form: ChangeForm) -> HttpResponse:
        return self.shown(
            "meetings/public/mine_form.html", one, _("Change your registration"), form=form,
            cancel_url=self.url(), institutions=suggested_institutions(one.event), submit=_("Save changes"),
        )  # fmt: skip


class MineSubstitute(_OfLink):
    """Pass the place on to a colleague."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.find(), SubstituteForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = self.find()
        form = SubstituteForm(request.POST)
        if form.is_valid():
            try:
                participants.substitute(by=None, registration=one, **form.cleaned_data)
                return self.shown("meetings/public/passed_on.html", one, _("Passed on"))
            except RuleBroken as broken:
                form.add_error(None, broken)
        return self.page(one, form)

    def page(self, one: Registration, form: SubstituteForm) -> HttpResponse:
        return self.shown(
            "meetings/public/mine_form.html", one, _("Somebody else comes instead"), form=form,
            cancel_url=self.url(), submit=_("Pass the place on"),
            hint=_("Place and workshops go over to the other person, who confirms by mail. This link then ends."),
        )  # fmt: skip

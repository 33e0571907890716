"""Participants in the workspace: one registration, deciding on it, entering somebody, the list as a sheet, inviting."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import AuditEntry
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services import audit
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings import wording
from meetings.forms.events import DeclineForm
from meetings.forms.inviting import InviteForm
from meetings.forms.registering import OwnForm, suggested_institutions
from meetings.models import Booking, Event, Registration, SpecialNeed
from meetings.services import inviting, participants, registering
from meetings.views.events import crumbs_to, own_event, shown_event


def own_registration(user: Any, uid: Any) -> Registration:
    """A registration for an event of which the user runs the list of participants; 404 otherwise."""
    networks = scope_of(user).may("meetings.change_participant")
    rows = Registration.objects.filter(event__network__in=networks, event__removed_at__isnull=True)
    return get_object_or_404(rows.select_related("event__network", "event__venue", "institution"), uid=uid)


class RegistrationDetail(MayRequired, View):
    """One registration: answers, workshops, what happened; the coordination decides here."""

    permission = "meetings.view_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Registration.objects.visible_to(request.user).filter(
            event__in=Event.objects.of_networks_of(request.user)
        )
        related = ("event__network", "event__venue", "institution", "profession")
        one = get_object_or_404(rows.select_related(*related), uid=kwargs["uid"])
        scope = scope_of(request.user)
        everything = one.event.network_id in scope.may("meetings.view_participant")
        context = {
            "title": str(one),
            "registration": one,
            "event": one.event,
            "state": wording.state_of(one, to_office=one.user_id != request.user.pk),
            "bookings": list(one.bookings.select_related("session__room").order_by("starts_at", "id")),
            "waits": wording.waits_of(one),
            "answers": list(one.answers.visible_to(request.user).select_related("question"))
            if everything
            else [],
            "needs": SpecialNeed.objects.visible_to(request.user).filter(registration=one).first(),
            "story": wording.story_of(one, for_office=everything) if everything else [],
            "everything": everything,
            "may_change": one.event.network_id in scope.may("meetings.change_participant"),
            "crumbs": [
                *crumbs_to(one.event, "")[:-1],
                (_("Participants"), f"{one.event.get_absolute_url()}?bereich=teilnehmende"),
                (str(one), None),
            ],
        }
        return render(request, "meetings/registration_detail.html", context)


class RegistrationAct(MayRequired, View):
    """Approve, decline, cancel, confirm, give the offer away (POST)."""

    permission = "meetings.change_participant"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = own_registration(request.user, kwargs["uid"])
        reason = DeclineForm(request.POST)
        text = reason.cleaned_data["reason"] if reason.is_valid() else ""
        act = request.POST.get("act", "")
        try:
            if act == "approve":
                registering.approve(by=request.user, registration=one)
            elif act == "decline":
                registering.decline(by=request.user, registration=one, reason=text)
            elif act == "cancel":
                participants.cancel(by=request.user, registration=one, reason=text)
            elif act == "confirm":
                registering.confirm(by=request.user, registration=one)
            else:
                raise Http404
        except RuleBroken as broken:
            tell(request, broken.messages[0], kind="warning")
        else:
            one.refresh_from_db()
            words = {"name": one, "state": wording.state_of(one, to_office=True).label}
            mailed, silent = _("%(name)s: %(state)s. A mail is on its way."), _("%(name)s: %(state)s.")
            tell(request, (mailed if one.email else silent) % words)
        return redirect(one)


class _Register(MayRequired, View):
    template_name = "meetings/registration_form.html"
    own = False
    title: Any = ""

    def find(self) -> Event:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.find()
        user = request.user
        mine = {"first_name": user.first_name, "last_name": user.last_name} if self.own else {}  # type: ignore[union-attr]
        return self.page(event, OwnForm(event=event, own=self.own, initial=mine))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.find()
        form = OwnForm(request.POST, event=event, own=self.own)
        if not form.is_valid():
            return self.page(event, form)
        if self.own:
            form.cleaned_data["email"] = request.user.email  # type: ignore[union-attr]
        try:
            one = registering.register(
                by=request.user,
                event=event,
                wanted=form.wanted(get_language() or "de"),
                form_key=form.cleaned_data["key"] or uuid4(),
                as_office=not self.own,
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(event, form)
        tell(request, f"{one}: {wording.state_of(one, to_office=not self.own).label}.")
        return redirect(event if self.own else one)

    def page(self, event: Event, form: OwnForm) -> HttpResponse:
        context = {
            "title": self.title,
            "event": event,
            "form": form,
            "institutions": suggested_institutions(event),
            "cancel_url": event.get_absolute_url(),
            "submit_label": _("Register"),
            "crumbs": crumbs_to(event, self.title),
        }
        return render(self.request, self.template_name, context)


class RegisterMe(_Register):
    """Register oneself, signed in: the address is known, no mail to confirm."""

    permission = "meetings.view_event"
    own = True
    title = gettext_lazy("Register")

    def find(self) -> Event:
        return shown_event(self.request.user, self.kwargs["uid"])


class RegistrationAdd(_Register):
    """The coordination enters somebody who wrote or called."""

    permission = "meetings.change_participant"
    reach = Reach.ALL
    title = gettext_lazy("Enter a participant")

    def find(self) -> Event:
        event = shown_event(self.request.user, self.kwargs["uid"])
        if event.network_id not in scope_of(self.request.user).may("meetings.change_participant"):
            raise Http404
        return event


def rows_of(event: Event) -> Iterator[list[Any]]:
    """The rows of the sheet: who comes or waits, by name; read in pieces."""
    rows = Registration.objects.filter(event=event).live().order_by("sort_key", "id")
    booked: dict[int, list[str]] = {}
    for pk, title in (
        Booking.objects.fixed().filter(session__event=event).values_list("registration", "session__title")
    ):
        booked.setdefault(pk, []).append(title)
    states, modes = dict(Registration.State.choices), dict(Registration.Mode.choices)
    columns = (
        "pk", "last_name", "first_name", "email", "institution__name", "institution_name", "profession__name", "state",
        "mode", "place_no", "registered_at", "confirmed_at", "consent_list", "consent_photo",
    )  # fmt: skip
    yes, no = _("yes"), _("no")
    for (
        pk,
        last,
        first,
        mail,
        house,
        text,
        job,
        state,
        mode,
        place,
        at,
        sure,
        listed,
        photo,
    ) in rows.values_list(*columns).iterator(2000):
        yield [
            last, first, mail, house or text, job or "", str(states[state]), str(modes[mode]), place,
            timezone.localtime(at).date(), yes if sure else no, ", ".join(booked.get(pk, ())), yes if listed else no,
            yes if photo else no,
        ]  # fmt: skip


def columns_of() -> list[Any]:
    names = [
        _("Last name"), _("First name"), _("E-mail address"), _("Institution"), _("Profession"), _("State"),
        _("Takes part"), _("Place"), _("Registered"), _("Confirmed"), _("Workshops"), _("List of participants"),
        _("Photographs"),
    ]  # fmt: skip
    kinds = {7: "number", 8: "date"}
    return [
        sheets.Column(name=str(name), kind=kinds.get(number, "text")) for number, name in enumerate(names)
    ]


class PeopleSheet(MayRequired, View):
    """The list of participants as XLSX; without special needs. It stands in the log who took it."""

    permission = "meetings.change_participant"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = shown_event(request.user, kwargs["uid"])
        if event.network_id not in scope_of(request.user).may("meetings.change_participant"):
            raise Http404
        target = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
        sheets.write_xlsx(target, title=str(_("Participants")), columns=columns_of(), rows=rows_of(event))
        target.seek(0)
        audit.record(
            by=request.user, did=AuditEntry.Did.EXPORTED, to=event, network=event.network, detail=event.title
        )
        day = timezone.localdate().isoformat()
        return FileResponse(
            target, as_attachment=True, filename=f"teilnehmende-{slugify(event.slug)}-{day}.xlsx"
        )


class Invite(MayRequired, View):
    """The invitation list: unrepresented institutions first; a look at the mail, then send."""

    permission = "meetings.change_event"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        lines = inviting.lines(event)
        chosen = [one.institution.pk for one in lines if not one.is_invited and not one.is_registered]
        return self.page(event, InviteForm(lines=lines, initial={"institutions": chosen}), lines)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        lines = inviting.lines(event)
        form = InviteForm(request.POST, lines=lines)
        if form.is_valid() and "send" in request.POST:
            said = form.cleaned_data
            try:
                sent = inviting.invite(
                    by=request.user, event=event, institutions=said["institutions"], note=said["note"]
                )
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                words = ngettext(
                    "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent
                )
                tell(request, words % {"n": sent})
                return redirect(event)
        return self.page(event, form, lines, preview=form.is_valid())

    def page(self, event: Event, form: InviteForm, lines: list[Any], preview: bool = False) -> HttpResponse:
        picked = {str(value) for value in form["institutions"].value() or ()}
        note = form.cleaned_data.get("note", "") if preview else ""
        context = {
            "title": _("Invite"),
            "event": event,
            "form": form,
            "lines": [(line, str(line.institution.pk) in picked) for line in lines],
            "new": sum(line.is_new for line in lines),
            "preview": inviting.context_of(event, note) if preview else None,
            "chosen": len(picked),
            "crumbs": crumbs_to(event, _("Invite")),
            "cancel_url": reverse("meetings:event-detail", args=[event.uid]),
        }
        return render(self.request, "meetings/invite.html", context)

"""Registering for an event: who may, at once or after approval, with a place or on the waiting list.

Every verb locks the event's row first; promotion happens in the same transaction as what makes it possible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Membership
from coordination.accounts.roles import Role
from coordination.directory.models import Institution, Profession
from coordination.lib.errors import RuleBroken
from meetings import mails
from meetings.models import Answer, Event, Question, Registration, Session, SpecialNeed
from meetings.services import places, waiting
from meetings.services.places import fresh, note, write

State, Mode = Registration.State, Registration.Mode
CONFIRM_WITHIN = dt.timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a form gives: who, from where, in which form, what they wish and need."""

    first_name: str
    last_name: str
    email: str
    mode: str = Mode.ON_SITE
    institution: Institution | None = None
    institution_name: str = ""
    profession: Profession | None = None
    wishes: Sequence[Session] = ()  # the dearest first
    needs: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[Question, str] = field(default_factory=dict)
    consent_list: bool = False
    consent_photo: bool = False
    language: str = "de"


@transaction.atomic
def register(
    *, by: Any, event: Event, wanted: Wanted, form_key: UUID, as_office: bool = False
) -> Registration:
    """Register somebody; the same ``form_key`` again returns what it made the first time.

    ``as_office``: the coordination enters somebody, also outside the window; else the rules of the event hold. An
    address that is registered already gets the link of its registration once more, and nobody else learns of it; the
    office is told (RuleBroken ``already_registered``).
    """
    event = places.locked(event)
    key = wanted.email.strip().lower()
    known = Q(form_key=form_key)
    if key:
        known |= Q(mail_key=key, state__in=Registration.LIVE)
    rows = Registration.objects.filter(known, event=event)
    found = dict(rows.order_by("-id").values_list("form_key", "pk"))
    if form_key in found:
        return Registration.objects.get(pk=found[form_key])
    _check(event, wanted, by, as_office=as_office)
    if not wanted.email and not as_office:
        raise RuleBroken(_("Please give your mail address."), code="no_address")
    if found:
        if as_office:
            raise RuleBroken(_("This address is registered already."), code="already_registered")
        there = Registration.objects.get(pk=min(found.values()))
        there.event = event
        mails.tell(there, "again" if there.is_confirmed else "confirm")
        return there
    knows = as_office or _is_own(by, wanted.email)
    one = Registration(
        event=event,
        form_key=form_key,
        user=by if _is_own(by, wanted.email) else None,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        email=wanted.email.strip(),
        mode=wanted.mode,
        institution=wanted.institution,
        institution_name=wanted.institution_name,
        profession=wanted.profession,
        consent_list=wanted.consent_list,
        consent_photo=wanted.consent_photo,
        language=wanted.language,
        confirmed_at=timezone.now() if knows else None,
        hold_until=None if knows else _until(event),
    )
    _place(one, approve=not as_office and _needs_approval(event, by, wanted))
    _keep_answers(one, wanted, is_new=True)
    for rank, session in enumerate(wanted.wishes, start=1):
        waiting.queue(one, session, rank=rank)
    note(one, "registered", by=by)
    if knows and wanted.wishes:  # whoever comes frees nothing: only the own wishes may come true
        waiting.move_up(event, one)
        places.reread(one)
    mails.tell(one, str(one.state) if knows else "confirm")
    return one


def _until(event: Event) -> dt.datetime:
    return min(timezone.now() + CONFIRM_WITHIN, event.ends_at)


def _is_own(by: Any, email: str) -> bool:
    known = getattr(by, "is_authenticated", False) and bool(email.strip())
    return known and by.email.lower() == email.strip().lower()


def _check(event: Event, wanted: Wanted, by: Any, *, as_office: bool) -> None:
    if event.state == Event.State.CANCELLED:
        raise RuleBroken(_("This event does not take place."), code="called_off")
    if event.is_over:
        raise RuleBroken(_("This event is over."), code="over")
    if not as_office and not event.takes_registrations:
        raise RuleBroken(_("Registration is not open."), code="not_open")
    if event.mode != Event.Mode.HYBRID and wanted.mode != event.mode:
        raise RuleBroken(_("Please choose how you take part."), code="mode")
    if any(session.event_id != event.pk or session.capacity is None for session in wanted.wishes):
        raise RuleBroken(_("This workshop is not part of the event."), code="workshop")
    if event.who_may == Event.Rule.TARGET and not as_office and not in_target(event, wanted):
        raise RuleBroken(
            _("This event is for: %(groups)s. Please write to the coordination office if you think you belong to it.")
            % {"groups": ", ".join(str(one) for one in _audience(event))},
            code="not_in_target",
        )  # fmt: skip


def _audience(event: Event) -> list[Any]:
    return list(event.audience.select_related("institution_type", "profession"))


def in_target(event: Event, wanted: Wanted) -> bool:
    """Whether profession or type of institution belong to the target groups; without groups everybody does."""
    rows = _audience(event)
    professions = {row.profession_id for row in rows if row.profession_id}
    types = {row.institution_type_id for row in rows if row.institution_type_id}
    of_type = wanted.institution is not None and wanted.institution.type_id in types
    of_profession = wanted.profession is not None and wanted.profession.pk in professions
    return not rows or of_type or of_profession


def _needs_approval(event: Event, by: Any, wanted: Wanted) -> bool:
    """For events of multipliers whoever is not signed in as one is looked at: so nobody learns who is one."""
    if event.who_may == Event.Rule.MULTIPLIERS and not _is_multiplier(event, by, wanted.email):
        return True
    return event.needs_approval


def _is_multiplier(event: Event, by: Any, email: str) -> bool:
    roles = Membership.objects.in_force(timezone.localdate()).filter(
        network=event.network_id, role=Role.MULTIPLIER
    )
    return _is_own(by, email) and roles.filter(user=by).exists()


def _place(one: Registration, *, approve: bool) -> None:
    """Give the lowest free place, or put the person on the waiting list; saves."""
    if approve:
        one.state = State.REQUESTED
        one.save()
        return
    full = waiting.institution_is_full(one)
    number = None if full else places.free_place(one.event, one.mode)
    one.state, one.place_no = (State.WAITING, None) if number is None else (State.ADMITTED, number)
    if one._state.adding:
        one.save()
    else:
        write(one)
    if number is None:
        waiting.queue(one)
        note(one, "waiting", reason="institution_full" if full else "full")


def _keep_answers(one: Registration, wanted: Wanted, *, is_new: bool = False) -> None:
    needs = {name: text for name, text in wanted.needs.items() if text}
    if needs:
        SpecialNeed.objects.update_or_create(registration=one, defaults=dict(wanted.needs))
    elif not is_new:
        SpecialNeed.objects.filter(registration=one).delete()
    for question, text in wanted.answers.items():
        if text:
            Answer.objects.update_or_create(registration=one, question=question, defaults={"text": text})
        elif not is_new:
            Answer.objects.filter(registration=one, question=question).delete()


@transaction.atomic
def confirm(*, by: Any, registration: Registration) -> Registration:
    """The address is proved: the place is the person's own. A second time changes nothing."""
    one = fresh(registration)
    if not one.is_live:
        raise RuleBroken(_("This registration has ended. Please register anew."), code="ended")
    if one.is_confirmed:
        return one
    write(
        one,
        confirmed_at=timezone.now(),
        hold_until=one.hold_until if one.state == State.OFFERED else None,
    )
    note(one, "confirmed", by=by)
    waiting.move_up(one.event, one)
    places.reread(one)
    mails.tell(one, str(one.state))
    return one


@transaction.atomic
def approve(*, by: Any, registration: Registration) -> Registration:
    """Let somebody in: a place if one is free, else the waiting list."""
    one = fresh(registration)
    if one.state != State.REQUESTED:
        raise RuleBroken(_("This registration waits for no approval."), code="not_requested")
    _place(one, approve=False)
    note(one, "approved", by=by)
    waiting.move_up(one.event, one)
    places.reread(one)
    if one.is_confirmed:
        mails.tell(one, str(one.state))
    return one


@transaction.atomic
def decline(*, by: Any, registration: Registration, reason: str = "") -> Registration:
    """Do not let somebody in; the reason stands in the mail."""
    one = fresh(registration)
    if one.state != State.REQUESTED:
        raise RuleBroken(_("This registration waits for no approval."), code="not_requested")
    places.end(one, State.DECLINED, reason)
    note(one, "declined", by=by)
    mails.tell(one, "declined")
    return one

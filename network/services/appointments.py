"""Naming multipliers: proposed, confirmed by the head's name, active, paused, ended, followed by somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import require
from coordination.directory.models import Person
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from network.models import Appointment, AppointmentInstitution
from network.services.appointment_rules import (
    Institutions,
    check_institutions,
    check_overlap,
    check_term,
    guarded,
    ids_of,
    require_proposing,
)
from network.services.relays import adopt, release_from
from network.services.roles import end_role, give_role

STATE = Appointment.State
FORM = ChangeSet.Source.FORM
TERM = dt.timedelta(days=730)  # two years, as the kick-offs come round


def propose(
    *,
    by: Any,
    network: Network,
    person: Person,
    institutions: Institutions,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    source: str = FORM,
    **details: Any,
) -> Appointment:
    """Propose somebody for one or more institutions, each with the role „main“ or „deputy“.

    The coordination proposes anybody of the network, an editor for the own institution.
    ``details``: named_by, email, is_shown, minutes_a_week, note.
    """
    require_proposing(by, network, institutions)
    check_institutions(network, institutions)
    check_term(valid_from, valid_until)
    appointment = Appointment(
        network=network, person=person, valid_from=valid_from, valid_until=valid_until, **details
    )
    if valid_from and valid_until:
        check_overlap(appointment, {one.pk for one in institutions})
    with history.changes(by=by, source=source):
        appointment.save()
        for institution, role in institutions.items():
            AppointmentInstitution(appointment=appointment, institution=institution, role=role).save()
    return appointment


def save_details(
    *, by: Any, appointment: Appointment, institutions: Institutions | None = None
) -> Appointment:
    """Save what the form changed; open relays of an institution that is taken away are handed over."""
    require(by, "network.change_appointment", appointment.network_id)
    check_term(appointment.valid_from, appointment.valid_until)
    if institutions is not None:
        check_institutions(appointment.network, institutions, known=appointment)
    wanted = None if institutions is None else {one.pk: role for one, role in institutions.items()}
    held = dict(appointment.institutions.values_list("institution", "role"))
    check_overlap(appointment, set(held if wanted is None else wanted))
    with guarded(), history.changes(by=by, source=FORM):
        appointment.save()
        if wanted is not None:
            gone = held.keys() - wanted.keys()
            release_from(appointment=appointment, institutions=gone)
            for row in appointment.institutions.filter(institution__in=gone).order_by("id"):
                row.delete()
            for row in appointment.institutions.filter(institution__in=wanted.keys()).order_by("id"):
                if row.role != wanted[row.institution_id]:
                    row.role = wanted[row.institution_id]
                    row.save()
            for pk in wanted.keys() - held.keys():
                AppointmentInstitution(appointment=appointment, institution_id=pk, role=wanted[pk]).save()
            if appointment.state == STATE.ACTIVE:
                adopt(appointment=appointment)
    return appointment


def confirm(
    *,
    by: Any,
    appointment: Appointment,
    named_by: str,
    valid_from: dt.date,
    valid_until: dt.date,
    named_on: dt.date | None = None,
) -> Appointment:
    """Note that the head of the institution named this person, and for which term."""
    _require_state(by, appointment, STATE.PROPOSED, _("Only a proposal can be confirmed."))
    if not named_by.strip():
        raise RuleBroken(
            _("Please say who of the institution's head named the multiplier."), code="head_missing"
        )
    check_term(valid_from, valid_until)
    if valid_until < timezone.localdate():
        raise RuleBroken(_("The term lies in the past already."), code="past")
    appointment.valid_from, appointment.valid_until = valid_from, valid_until
    check_overlap(appointment, ids_of(appointment))
    with guarded(), history.changes(by=by, source=FORM):
        appointment.confirm(
            named_by=named_by.strip(),
            named_on=named_on or timezone.localdate(),
            valid_from=valid_from,
            valid_until=valid_until,
        )
    return appointment


def introduce(*, by: Any, appointment: Appointment) -> Appointment:
    """Note that the multiplier went through the onboarding kit, today."""
    require(by, "network.change_appointment", appointment.network_id)
    if appointment.state not in {STATE.ACTIVE, STATE.PAUSED}:
        raise RuleBroken(_("Only an active multiplier is introduced."), code="not_active")
    if appointment.kit_done_on is None:
        appointment.kit_done_on = timezone.localdate()
        with history.changes(by=by, source=FORM):
            appointment.save(update_fields=["kit_done_on"])
    return appointment


def activate(*, by: Any, appointment: Appointment) -> Appointment:
    """Let a confirmed or paused multiplier begin: the role is given, what waits at the institution is theirs.

    ``by`` is None for the daily work that begins terms.
    """
    if by is not None:
        require(by, "network.change_appointment", appointment.network_id)
    if appointment.state not in {STATE.CONFIRMED, STATE.PAUSED}:
        raise RuleBroken(_("Only a confirmed or paused multiplier can begin."), code="not_confirmed")
    today = timezone.localdate()
    if appointment.valid_from and appointment.valid_from > today:
        raise RuleBroken(_("The term has not begun yet."), code="too_early")
    if appointment.valid_until and appointment.valid_until < today:
        raise RuleBroken(_("The term is over. Please renew it first."), code="term_over")
    is_new = appointment.activated_at is None
    with guarded(), history.changes(by=by, source=FORM if by else ChangeSet.Source.SYSTEM):
        appointment.activate()
        give_role(by=by, appointment=appointment)
        adopt(appointment=appointment)
        for before in appointment.predecessors.filter(state=STATE.ACTIVE, valid_until__lt=today):
            finish(appointment=before)
        if is_new:
            from network.services.mails import send_kit  # noqa: PLC0415 -- mails know the verbs

            send_kit(appointment=appointment)
    return appointment


def show_oneself(*, by: Any, appointment: Appointment, agreed: bool) -> Appointment:
    """Whether the network sees one's name is one's own word, given and taken back at any time (Art. 7 (3) GDPR)."""
    if appointment.person.user_id is None or appointment.person.user_id != by.pk:
        raise RuleBroken(_("Only the person may say so."), code="not_oneself")
    if appointment.is_shown != agreed:
        with history.changes(by=by, source=FORM):
            appointment.is_shown = agreed
            appointment.save()
    return appointment


def pause(*, by: Any, appointment: Appointment) -> Appointment:
    """Parental leave, illness, a hole in the staff: open relays go to the deputy, the term runs on."""
    _require_state(by, appointment, STATE.ACTIVE, _("Only an active multiplier can pause."))
    with history.changes(by=by, source=FORM):
        appointment.pause()
        release_from(appointment=appointment)
        end_role(by=by, appointment=appointment)
    return appointment


def end(
    *,
    by: Any,
    appointment: Appointment,
    reason: str,
    last_day: dt.date | None = None,
    note: str = "",
) -> Appointment:
    """End an appointment. A last day to come is announced and held until then; else it ends now.

    Open relays go to the successor, a deputy, or the provider's multiplier.
    """
    require(by, "network.change_appointment", appointment.network_id)
    if appointment.state == STATE.ENDED:
        raise RuleBroken(_("This appointment has ended already."), code="already_ended")
    if reason not in Appointment.EndReason.values:
        raise RuleBroken(_("Please give a reason."), code="reason_missing")
    today = timezone.localdate()
    held = appointment.activated_at is not None
    if last_day and appointment.valid_from and last_day < appointment.valid_from:
        raise RuleBroken(_("The last day lies before the first."), code="term_order")
    if held and last_day and last_day >= today:
        if appointment.valid_until and last_day > appointment.valid_until:
            raise RuleBroken(
                _("The term ends before this day. Renew it, or give an earlier day."), code="after_term"
            )
        with history.changes(by=by, source=FORM):
            appointment.announce_end(last_day=last_day, reason=reason, note=note.strip())
        return appointment
    with history.changes(by=by, source=FORM):
        _end_now(by, appointment, last_day or today - dt.timedelta(days=1), reason, note.strip())
    return appointment


def finish(*, appointment: Appointment) -> Appointment:
    """End what is past its last day, as the daily work does."""
    reason = appointment.end_reason or Appointment.EndReason.TERM
    with history.changes(by=None, source=ChangeSet.Source.SYSTEM):
        _end_now(None, appointment, appointment.valid_until, reason, appointment.end_note)
    return appointment


def _end_now(by: Any, appointment: Appointment, last_day: dt.date | None, reason: str, note: str) -> None:
    until = appointment.valid_until
    if last_day and until:
        last_day = min(last_day, until)
    held = appointment.activated_at is not None
    appointment.end(last_day=last_day if held else None, reason=reason, note=note)
    release_from(appointment=appointment)
    end_role(by=by, appointment=appointment)


def renew(
    *,
    by: Any,
    appointment: Appointment,
    named_by: str,
    valid_until: dt.date,
    named_on: dt.date | None = None,
) -> Appointment:
    """A further term, named by the head again. The first day of the first term stays."""
    require(by, "network.change_appointment", appointment.network_id)
    if not appointment.is_running:
        raise RuleBroken(_("Only somebody who holds the task can go on."), code="not_running")
    if not named_by.strip():
        raise RuleBroken(
            _("Please say who of the institution's head named the multiplier."), code="head_missing"
        )
    if appointment.valid_until and valid_until <= max(appointment.valid_until, timezone.localdate()):
        raise RuleBroken(_("The new term ends after the present one, and in the future."), code="term_order")
    appointment.valid_until = valid_until
    check_overlap(appointment, ids_of(appointment))
    with guarded(), history.changes(by=by, source=FORM):
        appointment.renew(
            named_by=named_by.strip(), named_on=named_on or timezone.localdate(), valid_until=valid_until
        )
        if appointment.state == STATE.ACTIVE:
            give_role(by=by, appointment=appointment)
    return appointment


def name_successor(
    *, by: Any, appointment: Appointment, person: Person, valid_until: dt.date | None = None
) -> Appointment:
    """Propose a person for the same institutions and roles, from the day after the last one; returns the proposal."""
    require(by, "network.change_appointment", appointment.network_id)
    if person.pk == appointment.person_id:
        raise RuleBroken(_("Nobody follows themselves: renew the term instead."), code="same_person")
    if appointment.successor_id and appointment.successor and appointment.successor.state != STATE.ENDED:
        raise RuleBroken(_("A successor is named already."), code="has_successor")
    last = appointment.valid_until or timezone.localdate()
    first = max(last + dt.timedelta(days=1), timezone.localdate())
    rows = appointment.institutions.select_related("institution")
    with history.changes(by=by, source=FORM):
        following = propose(
            by=by,
            network=appointment.network,
            person=person,
            institutions={row.institution: row.role for row in rows},
            valid_from=first,
            valid_until=valid_until or first + TERM,
        )
        appointment.successor = following
        appointment.save()
    return following


def _require_state(by: Any, appointment: Appointment, state: str, sentence: str) -> None:
    require(by, "network.change_appointment", appointment.network_id)
    if appointment.state != state:
        raise RuleBroken(sentence, code=f"not_{state}")

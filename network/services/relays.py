"""What multipliers answer, and how relays change hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.permissions import Reach, require, scope_of
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from network.carriers import find_carriers, parents_of
from network.models import Appointment, AppointmentInstitution, Briefing, Relay

STATE = Relay.State
FORM = ChangeSet.Source.FORM


def require_answer(user: Any, relay: Relay) -> None:
    """The multiplier answers, whoever stands for the same institution, or the coordination."""
    scope = scope_of(user)
    network = relay.briefing.network_id
    if network in scope.may("network.change_relay"):
        return
    if network in scope.may("network.change_relay", reach=Reach.OWN):
        mine = Appointment.objects.active().filter(person__user=user.pk, network=network)
        if (relay.appointment_id and mine.filter(pk=relay.appointment_id).exists()) or mine.of_institution(
            [relay.institution_id]
        ).exists():
            return
    raise PermissionDenied("network.change_relay")


def _open(relay: Relay) -> None:
    if relay.briefing.state != Briefing.State.ISSUED:
        raise RuleBroken(_("This briefing is closed; nothing is asked any more."), code="briefing_closed")
    if relay.is_answered:
        raise RuleBroken(_("This relay has been answered already."), code="already_answered")


def answer(
    *,
    by: Any,
    relay: Relay,
    state: str,
    day: dt.date | None = None,
    how: str = "",
    reach: str = "",
    questions: str = "",
    text: str = "",
    source: str = FORM,
    is_checked: bool = False,
) -> Relay:
    """Note what became of a relay.

    ``day``: when it was passed on (default today) or for when it is planned; ``text``: why it does not fit, or what
    help is needed. ``is_checked``: a link from the mail has proved who answers (``by`` is None then).
    """
    if not is_checked:
        require_answer(by, relay)
    _open(relay)
    today = timezone.localdate()
    with history.changes(by=by, source=source):
        match state:
            case STATE.DONE:
                if (day or today) > today:
                    raise RuleBroken(_("This day lies in the future. Please plan it instead."), code="future")
                relay.finish(on=day or today, how=how, reach=reach, questions=questions.strip())
            case STATE.PLANNED:
                if day is None or day < today:
                    raise RuleBroken(_("Please give a day from today on."), code="planned_day")
                relay.plan_for(day)
            case STATE.NOT_RELEVANT:
                if not text.strip():
                    raise RuleBroken(_("Please say why it does not fit here."), code="reason_missing")
                relay.call_irrelevant(text.strip())
            case STATE.NEEDS_HELP:
                relay.ask_for_help(text.strip())
            case _:
                raise RuleBroken(_("This answer is not known here."), code="answer_unknown")
    return relay


def reopen(*, by: Any, relay: Relay) -> Relay:
    """Take an answer back; the coordination or whoever gave it."""
    require_answer(by, relay)
    if not relay.is_answered:
        raise RuleBroken(_("This relay is not answered yet."), code="not_answered")
    with history.changes(by=by, source=FORM):
        relay.reopen()
    return relay


def hand_over(*, by: Any, relay: Relay, to: Appointment) -> Relay:
    """Give an open relay to another multiplier of the network."""
    require(by, "network.change_relay", relay.briefing.network_id)
    _open(relay)
    if not Appointment.objects.active().filter(pk=to.pk, network=relay.briefing.network_id).exists():
        raise RuleBroken(_("This person is no active multiplier of the network."), code="not_active")
    if to.pk == relay.appointment_id:
        raise RuleBroken(_("This person carries it already."), code="same_person")
    with history.changes(by=by, source=FORM):
        _move(relay, to.pk, relay.through_id)
    return relay


def take_over(*, by: Any, relay: Relay) -> Relay:
    """Whoever stands for the same institution carries it from now on."""
    require_answer(by, relay)
    _open(relay)
    mine = (
        Appointment.objects.active()
        .filter(person__user=by.pk, network=relay.briefing.network_id)
        .of_institution([relay.institution_id])
        .exclude(pk=relay.appointment_id)
        .order_by("id")
        .first()
    )
    if mine is None:
        raise RuleBroken(_("You do not stand for this institution."), code="not_active")
    with history.changes(by=by, source=FORM):
        _move(relay, mine.pk, None)
    return relay


def release_from(*, appointment: Appointment, institutions: Collection[int] | None = None) -> int:
    """Move the open relays of an appointment that ends to its successor, else a deputy, else the provider's multiplier.

    Where nobody is, they wait without a multiplier. Returns how many moved; runs in the caller's change.
    """
    waiting = appointment.relays.filter(state__in=Relay.WAITING, briefing__state=Briefing.State.ISSUED)
    if institutions is not None:
        waiting = waiting.filter(institution__in=institutions)
    moving = list(waiting.select_related("briefing", "institution").order_by("id"))
    if not moving:
        return 0
    heirs = heirs_of(appointment, {relay.institution_id for relay in moving})
    for relay in moving:
        to, through = heirs.get(relay.institution_id, (None, None))
        _move(relay, to, through)
    return len(moving)


def heirs_of(
    appointment: Appointment, institutions: Collection[int]
) -> dict[int, tuple[int | None, int | None]]:
    """Institution → (appointment, provider it goes through): who takes over when somebody leaves."""
    return heirs_of_all({appointment: institutions})[appointment.pk]


def heirs_of_all(
    leaving: Mapping[Appointment, Collection[int]],
) -> dict[int, dict[int, tuple[int | None, int | None]]]:
    """Appointment → who takes over at its institutions, by the same few questions however many leave."""
    successors = {one.successor_id for one in leaving if one.successor_id}
    active = Appointment.objects.active().filter(
        Q(network__in={one.network_id for one in leaving}) | Q(pk__in=successors)
    )
    rows = AppointmentInstitution.objects.filter(appointment__in=active)
    standing: dict[int, list[tuple[int, str, int]]] = {}
    held: dict[int, set[int]] = {}
    for network, *row in rows.values_list("appointment__network", "institution", "role", "appointment"):
        standing.setdefault(network, []).append(tuple(row))
        held.setdefault(row[2], set()).add(row[0])
    parents = parents_of({pk for institutions in leaving.values() for pk in institutions})
    found: dict[int, dict[int, tuple[int | None, int | None]]] = {}
    for one, institutions in leaving.items():
        others: dict[int, list[tuple[str, int]]] = {}
        for institution, role, appointment in standing.get(one.network_id, ()):
            if appointment != one.pk:
                others.setdefault(institution, []).append((role, appointment))
        heirs = found[one.pk] = {}
        for carrier in find_carriers(others, parents, institutions):
            heirs.setdefault(carrier.institution, (carrier.appointment, carrier.through))
        for pk in held.get(one.successor_id or 0, set()) & set(institutions):
            heirs[pk] = (one.successor_id, None)
    return found


def adopt(*, appointment: Appointment) -> int:
    """Give a new multiplier what waits at the institutions without one. Runs in the caller's change."""
    here = appointment.institutions.values("institution")
    waiting = Relay.objects.without_multiplier().waiting()
    rows = waiting.filter(institution__in=here, briefing__network=appointment.network_id)
    found = list(rows.select_related("briefing").order_by("id"))
    for relay in found:
        _move(relay, appointment.pk, None)
    return len(found)


def _move(relay: Relay, to: int | None, through: int | None) -> None:
    """One multiplier carries one briefing into one institution once: a second relay for the same goes."""
    twin = Relay.objects.filter(briefing=relay.briefing_id, institution=relay.institution_id, appointment=to)
    if to is None:
        twin = twin.filter(state=STATE.OPEN)
    if twin.exclude(pk=relay.pk).exists():
        relay.delete()
        return
    relay.reminders.all().delete()  # whoever carries it now has not been reminded of anything
    relay.through_id = through
    relay.move_to(to)

"""Mails to multipliers: what has to be passed on, the weekly five minutes, reminders, the kit, the end of the term.

Each names a link that shows buttons; only pressing one acts (scanners of mails follow every link).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import Link
from coordination.lib import mail
from network.models import Appointment, Briefing, Relay, RelayReminder, WeeklyMail

MOST = 3  # things in one weekly mail
STILL_OPEN = dt.timedelta(days=30)  # how long a link works after the day something is due
SOON, LATE = dt.timedelta(days=3), dt.timedelta(days=3)


@dataclass(frozen=True)
class Thing:
    """One thing of a mail: what, for which institutions, until when, and the page with the buttons."""

    title: str
    points: list[str]
    institutions: list[str]
    due_on: dt.date | None
    is_duty: bool
    is_late: bool
    address: str


def send_duty(*, appointment: Appointment, briefing: Briefing) -> bool:
    """Tell one multiplier at once what has to be passed on; False: there is no address, or nothing is open."""
    relays = _open_relays([appointment], briefing=briefing)
    if not appointment.address or not relays:
        return False
    thing, token = _thing(appointment, briefing, relays)
    context = {"thing": thing, "briefing": briefing, **_of(appointment)}
    mail.queue(
        "network/mail/relay",
        to=appointment.address,
        context=context,
        tokens=[token],
        reply_to=_reply(appointment),
    )
    return True


def send_kit(*, appointment: Appointment) -> bool:
    """Welcome a new multiplier: what the task is, who helps, where everything stands."""
    if not appointment.address:
        return False
    rows = appointment.institutions.select_related("institution").order_by("institution__sort_key", "id")
    context = {
        "rows": list(rows),
        "appointment": appointment,
        "address": settings.SITE_ADDRESS.rstrip("/") + reverse("net:welcome"),
        **_of(appointment),
    }
    mail.queue("network/mail/welcome", to=appointment.address, context=context, reply_to=_reply(appointment))
    return True


def send_weekly(*, day: dt.date | None = None) -> int:
    """Send the five minutes of this week to whom something waits and who has not had them; return how many."""
    day = day or timezone.localdate()
    week = day - dt.timedelta(days=day.weekday())
    sent = 0
    for (network, person), appointments in _by_person(day).items():
        with transaction.atomic():
            record, _is_new = WeeklyMail.objects.select_for_update().get_or_create(
                network_id=network, person_id=person
            )
            if record.stopped_at or (record.week and record.week >= week):
                continue
            if _send_five_minutes(appointments, record, day):
                record.week = week
                record.save(update_fields=["week"])
                sent += 1
    return sent


def _by_person(day: dt.date) -> dict[tuple[int, int], list[Appointment]]:
    """(network, person) → active appointments with something open."""
    waiting = Relay.objects.waiting().exclude(state=Relay.State.NEEDS_HELP)
    waiting = waiting.exclude(state=Relay.State.PLANNED, planned_for__gt=day)
    rows = Appointment.objects.active(day).filter(
        Q(pk__in=waiting.values("appointment")) | _asks_for_term(day), network__is_active=True
    )
    found: dict[tuple[int, int], list[Appointment]] = {}
    for one in rows.select_related("person__user", "network").order_by("id"):
        found.setdefault((one.network_id, one.person_id), []).append(one)
    return found


def _asks_for_term(day: dt.date) -> Q:
    """The term ends within 60 days, nobody announced it, and the person has not said whether they go on."""
    return Q(valid_until__lte=day + dt.timedelta(days=60), end_reason="", wants_to_stay__isnull=True)


def _send_five_minutes(appointments: list[Appointment], record: WeeklyMail, day: dt.date) -> bool:
    to = next((one.address for one in appointments if one.address), "")
    if not to:
        return False
    first, tokens = appointments[0], []
    things: list[Thing] = []
    groups = _groups(_open_relays(appointments, day=day))
    terms = [one for one in appointments if _is_asked(one, day)]
    for (appointment, briefing), relays in groups[: MOST - len(terms[:1])]:
        thing, token = _thing(appointment, briefing, relays)
        things.append(thing)
        tokens.append(token)
    term = None
    if terms:
        _link, token = Link.make(
            Link.Purpose.TERM, recipient=to, network=terms[0].network, data={"appointment": str(terms[0].uid)}
        )
        tokens.append(token)
        term = {"until": terms[0].valid_until, "address": _page("net:term", token)}
    if not things and term is None:
        return False
    _link, stop = Link.make(
        Link.Purpose.WEEKLY, recipient=to, network=first.network, data={"person": str(first.person.uid)}
    )
    context = {
        "things": things,
        "term": term,
        "count": len(things) + bool(term),
        "more": len(groups) - len(things),
        "stop_address": _page("net:weekly-stop", stop),
        "concern_address": settings.SITE_ADDRESS.rstrip("/") + "/arbeit/netz/anliegen/",
        **_of(first),
    }
    mail.queue(
        "network/mail/weekly",
        to=to,
        context=context,
        tokens=[*tokens, stop],
        stop_address=_page("net:weekly-stop", stop),
        reply_to=_reply(first),
    )
    return True


def send_reminders(*, day: dt.date | None = None) -> int:
    """Remind of what has to be passed on: once three days before, once three days after; the rest is silence."""
    day = day or timezone.localdate()
    kinds = RelayReminder.Kind
    sent = 0
    for kind, due in (
        (kinds.SOON, Q(briefing__due_on__range=(day, day + SOON))),
        (kinds.LATE, Q(briefing__due_on__lte=day - LATE)),
    ):
        rows = Relay.objects.waiting().filter(due, briefing__is_duty=True, appointment__isnull=False)
        rows = rows.exclude(state=Relay.State.NEEDS_HELP).exclude(reminders__kind=kind)
        rows = rows.exclude(state=Relay.State.PLANNED, planned_for__gte=day)
        related = ("appointment__person__user", "appointment__network", "briefing", "institution", "through")
        for (appointment, briefing), relays in _groups(rows.select_related(*related).order_by("id")):
            with transaction.atomic():
                RelayReminder.objects.bulk_create([RelayReminder(relay=one, kind=kind) for one in relays])
                if not appointment.address:
                    continue
                thing, token = _thing(appointment, briefing, relays)
                context = {"thing": thing, "briefing": briefing, "reminder": kind, **_of(appointment)}
                mail.queue(
                    "network/mail/reminder",
                    to=appointment.address,
                    context=context,
                    tokens=[token],
                    reply_to=_reply(appointment),
                )
                sent += 1
    return sent


def _is_asked(appointment: Appointment, day: dt.date) -> bool:
    return bool(
        appointment.valid_until
        and appointment.valid_until <= day + dt.timedelta(days=60)
        and not appointment.end_reason
        and appointment.wants_to_stay is None
    )


def _open_relays(
    appointments: list[Appointment], *, briefing: Briefing | None = None, day: dt.date | None = None
) -> list[Relay]:
    rows = Relay.objects.waiting().filter(appointment__in=appointments).exclude(state=Relay.State.NEEDS_HELP)
    if briefing is not None:
        rows = rows.filter(briefing=briefing)
    if day is not None:
        rows = rows.exclude(state=Relay.State.PLANNED, planned_for__gt=day)
    return list(
        rows.select_related("briefing", "institution", "appointment__person__user", "appointment__network")
    )


def _groups(relays: Iterable[Relay]) -> list[tuple[tuple[Appointment, Briefing], list[Relay]]]:
    """Relays of one multiplier and briefing together; duties first, then by day."""
    found: dict[tuple[int, int], tuple[tuple[Any, Briefing], list[Relay]]] = {}
    for relay in relays:
        key = (relay.appointment_id or 0, relay.briefing_id)
        found.setdefault(key, ((relay.appointment, relay.briefing), []))[1].append(relay)
    far = dt.date.max
    return sorted(
        found.values(), key=lambda one: (not one[0][1].is_duty, one[0][1].due_on or far, one[0][1].pk)
    )


def _thing(appointment: Appointment, briefing: Briefing, relays: list[Relay]) -> tuple[Thing, str]:
    expires_at = None
    if briefing.due_on:
        last = max(briefing.due_on, timezone.localdate()) + STILL_OPEN
        expires_at = timezone.make_aware(dt.datetime.combine(last, dt.time(23, 59)))
    _link, token = Link.make(
        Link.Purpose.RELAY,
        recipient=appointment.address,
        network=appointment.network,
        expires_at=expires_at,
        data={"appointment": str(appointment.uid), "briefing": str(briefing.uid)},
    )
    thing = Thing(
        title=briefing.title,
        points=list(briefing.key_points),
        institutions=sorted(str(relay.institution) for relay in relays),
        due_on=briefing.due_on,
        is_duty=briefing.is_duty,
        is_late=briefing.is_overdue(),
        address=_page("net:relay", token),
    )
    return thing, token


def _of(appointment: Appointment) -> dict[str, Any]:
    return {
        "name": str(appointment.person),
        "network": appointment.network,
        "network_name": appointment.network.name,
    }


def _reply(appointment: Appointment) -> str | None:
    """Answers go to the coordination office."""
    return appointment.network.contact_email or None


def _page(name: str, token: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=[token])

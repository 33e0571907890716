"""Numbered places: the lock of the event, the lowest free number, giving and freeing. docs/adr/0029-numbered-places.md

Everything here is called with the event's row locked (``locked``): who registers, cancels, lowers, moves, waits for
whoever does so at the same event. The database refuses what slips past (meetings/guards_events.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from meetings.models import Booking, Event, Registration, RegistrationNote, Session


def locked(event: Event | int) -> Event:
    """Return the event with its row locked until the transaction ends (SQLite: the whole file is, IMMEDIATE).

    Network and venue at hand stay: whoever waits for the lock shall not wait for them as well.
    """
    rows = Event.objects.select_for_update(of=("self",))
    if isinstance(event, int):
        return rows.select_related("network", "venue").get(pk=event)
    fresh = rows.get(pk=event.pk)
    for name, pk in (("network", fresh.network_id), ("venue", fresh.venue_id)):
        at_hand = event._state.fields_cache.get(name)
        if at_hand is not None and at_hand.pk == pk:
            setattr(fresh, name, at_hand)
    return fresh


def lowest_free(rows: QuerySet[Any], most: int | None) -> int | None:
    """Return the lowest number from 1 to ``most`` that no row has; None: all are given. ``most`` None: no limit."""
    found = rows.filter(place_no__isnull=False).order_by().aggregate(count=Count("pk"), top=Max("place_no"))
    count, top = found["count"], found["top"] or 0
    if most is not None and count >= most:
        return None
    if count == top:
        return count + 1
    taken = set(rows.filter(place_no__isnull=False).values_list("place_no", flat=True))
    return next(number for number in range(1, top + 2) if number not in taken)


def gaps(rows: QuerySet[Any], most: int) -> Iterator[int]:
    """Yield the free numbers from 1 to ``most``, lowest first."""
    taken = set(rows.filter(place_no__lte=most).values_list("place_no", flat=True))
    return iter([number for number in range(1, most + 1) if number not in taken])


_GIVEN = (
    "SELECT count(*), coalesce(max(place_no), 0) FROM meetings_registration"
    " WHERE event_id = %s AND mode = %s AND place_no IS NOT NULL"
)


def free_place(event: Event, mode: str) -> int | None:
    """The lowest free place of the event, on site or online; None: full. Counted by hand: each registration asks."""
    most = event.places(mode)
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [event.pk, str(mode)])
        count, top = cursor.fetchone()
    if most is not None and count >= most:
        return None
    if count == top:
        return count + 1
    return lowest_free(Registration.objects.filter(event=event, mode=mode), most)


def free_in(session: Session) -> int | None:
    """The lowest free place of a workshop; None: full."""
    return lowest_free(Booking.objects.filter(session=session), session.capacity)


def note(registration: Registration, what: str, *, by: Any = None, **detail: Any) -> None:
    """Write down what happened to a registration."""
    RegistrationNote.objects.create(
        registration=registration, what=what, by=by if getattr(by, "pk", None) else None, detail=detail
    )


def write(registration: Registration, **values: Any) -> None:
    """Change a registration and count its version up."""
    for name, value in values.items():
        setattr(registration, name, value)
    registration.version += 1
    registration.save()


def end(registration: Registration, state: str, reason: str = "") -> None:
    """Take the place, the workshops and the waiting away. The caller fills what became free (``waiting.move_up``)."""
    registration.bookings.all().delete()
    registration.waiting.open().update(outcome="left", ended_at=timezone.now())
    write(
        registration, state=state, place_no=None, hold_until=None, ended_at=timezone.now(), end_reason=reason
    )


def book(
    registration: Registration,
    session: Session,
    number: int,
    rank: int,
    hold_until: dt.datetime | None = None,
) -> Booking:
    """Give the numbered place in a workshop, or offer it; the database refuses one given twice and an overlap."""
    return Booking.objects.create(
        registration=registration,
        session=session,
        place_no=number,
        rank=rank,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        hold_until=hold_until,
    )


def fresh(registration: Registration) -> Registration:
    """Lock the event and read the registration again, so that what is decided on is what stands there."""
    event = locked(registration.event_id)
    one = Registration.objects.select_related("institution").get(pk=registration.pk)
    one.event = event
    return one


def reread(registration: Registration) -> None:
    """Read it again after others moved; the event at hand stays."""
    event = registration.event
    registration.refresh_from_db()
    registration.event = event

"""Changing how many places there are, at the event or in a workshop, and moving a workshop in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings import mails
from meetings.models import Booking, Event, Registration, Session, WaitlistEntry
from meetings.services import places, waiting
from meetings.services.places import note, write
from meetings.services.queues import take_from

State, Mode = Registration.State, Registration.Mode


class BelowBooked(RuleBroken):
    """The new number lies below what is booked; ``too_many`` have to be moved to the waiting list first."""

    def __init__(self, too_many: int, booked: int) -> None:
        self.too_many, self.booked = too_many, booked
        super().__init__(
            _("%(booked)s places are given. Please choose %(too_many)s people who move to the waiting list.")
            % {"booked": booked, "too_many": too_many},
            code="below_booked",
        )


@transaction.atomic
def set_places(
    *, by: Any, event: Event, mode: str, most: int | None, moved: Sequence[Registration] = ()
) -> Event:
    """Set the places on site or online. Below what is given, ``moved`` go to the head of the waiting list.

    Raises ``BelowBooked`` when too few are named; more than needed are not moved. Raising it lets the next move up.
    """
    event = places.locked(event)
    holders = Registration.objects.filter(event=event, mode=mode).with_place()
    booked = holders.count()
    too_many = 0 if most is None else max(0, booked - most)
    chosen = list(holders.filter(pk__in=[one.pk for one in moved]).order_by("-place_no", "-id"))
    if len(chosen) < too_many:
        raise BelowBooked(too_many, booked)
    for one in chosen[:too_many]:
        one.event = event
        _displace(one)
    if most is not None:
        free = places.gaps(holders, most)
        for one in holders.filter(place_no__gt=most).order_by("place_no", "id"):
            write(one, place_no=next(free))
    setattr(event, "capacity_online" if mode == Mode.ONLINE else "capacity", most)
    event.save()
    waiting.move_up(event)
    return event


def _displace(one: Registration) -> None:
    """Take the place; what was booked becomes wishes again, and the person stands first in line."""
    for booking in one.bookings.select_related("session"):
        take_from(booking, one)
    one.waiting.open().filter(session=None).update(outcome=WaitlistEntry.Outcome.LEFT)
    write(one, state=State.WAITING, place_no=None, hold_until=None if one.is_confirmed else one.hold_until)
    waiting.queue(one, first=True)
    note(one, "displaced")
    mails.tell(one, "displaced")


@transaction.atomic
def set_workshop_places(
    *, by: Any, session: Session, most: int | None, moved: Sequence[Registration] = ()
) -> Session:
    """Set the places of a workshop; as ``set_places``. ``most`` None makes it open to all: bookings end."""
    places.locked(session.event_id)
    session = Session.objects.get(pk=session.pk)
    bookings = Booking.objects.filter(session=session)
    booked = bookings.count()
    if most is None and booked:
        raise BelowBooked(booked, booked)
    too_many = 0 if most is None else max(0, booked - most)
    chosen = list(
        bookings.filter(registration__in=[one.pk for one in moved])
        .select_related("registration__event__network", "session")
        .order_by("-place_no", "-id")
    )
    if len(chosen) < too_many:
        raise BelowBooked(too_many, booked)
    for booking in chosen[:too_many]:
        one = booking.registration
        take_from(booking, one)
        note(one, "displaced_workshop", session=session.title)
        mails.tell(one, "displaced_workshop", session=session.title)
    if most is not None:
        free = places.gaps(bookings, most)
        for booking in bookings.filter(place_no__gt=most).order_by("place_no", "id"):
            booking.place_no = next(free)
            booking.save(update_fields=["place_no"])
    session.capacity = most
    session.save()
    waiting.move_up(places.locked(session.event_id))
    return session


@transaction.atomic
def move_session(*, by: Any, session: Session, starts_at: dt.datetime, ends_at: dt.datetime) -> Session:
    """Move a session; its bookings move with it. Refused when somebody would be in two workshops at once."""
    event = places.locked(session.event_id)
    session.starts_at, session.ends_at = starts_at, ends_at
    if clash := clashes(session).count():
        raise RuleBroken(
            _("%(count)s people have another workshop at this time. Please change their workshops first.")
            % {"count": clash},
            code="bookings_overlap",
        )
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:
        raise RuleBroken(_("Somebody would be in two workshops at once."), code="bookings_overlap") from None
    waiting.move_up(event)
    return session


def clashes(session: Session) -> Any:
    """Bookings of other workshops that people of this one have at its (new) time."""
    people = Booking.objects.fixed().filter(session=session.pk).values("registration")
    return (
        Booking.objects.fixed()
        .filter(registration__in=people, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .exclude(session=session.pk)
    )

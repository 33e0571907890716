"""What the database refuses by itself, against raw SQL; each guard with its counter-check."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from coordination.lib import guards
from meetings import guards_events
from meetings.models import Booking, Event, Registration, Session
from tests.factories.meetings_events import BookingFactory, EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def drop(guard) -> None:
    """Take a guard down, for the counter-check; the test's transaction puts it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if guard is guards_events.NO_OVERLAP:
                cursor.execute(f"ALTER TABLE {guard.table} DROP CONSTRAINT {guard.name}")
            else:
                cursor.execute(f"DROP TRIGGER {guard.name} ON {guard.table}")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [guard.table]
        )
        for (name,) in cursor.fetchall():
            if name == guard.name or name.removeprefix(guard.name) in {"_insert", "_update"}:
                cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture
def event():
    return EventFactory(capacity=2)


@pytest.fixture
def pair(event):
    """Two workshops one after the other."""
    first = WorkshopFactory(event=event, capacity=1)
    second = WorkshopFactory(event=event, capacity=1, starts_at=first.ends_at)
    return first, second


def test_all_guards_are_up():
    assert not {guard.name for guard in guards_events.ALL} & guards.missing()


def test_a_place_above_the_capacity_is_refused(event):
    one = RegistrationFactory(event=event)

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_registration SET place_no = 3 WHERE id = %s", one.pk)


def test_without_the_guard_it_would_be_given(event):
    one = RegistrationFactory(event=event)
    drop(guards_events.EVENT_PLACES)

    sql("UPDATE meetings_registration SET place_no = 3 WHERE id = %s", one.pk)

    one.refresh_from_db()
    assert one.place_no == 3


def test_a_place_is_given_once(event):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_registration SET place_no = %s WHERE id = %s", first.place_no, second.pk)


def test_a_place_without_its_state_and_a_state_without_its_place_are_refused(event):
    one = RegistrationFactory(event=event)

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_registration SET place_no = NULL WHERE id = %s", one.pk)
    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_registration SET state = 'waiting' WHERE id = %s", one.pk)


def test_one_address_has_one_live_registration(event):
    one = RegistrationFactory(event=event, email="Mira@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(event=event, email="mira@Example.org ".strip())

    assert Registration.objects.get().pk == one.pk


def test_the_capacity_does_not_go_below_what_is_given(event):
    RegistrationFactory(event=event)
    RegistrationFactory(event=event)

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_event SET capacity = 1 WHERE id = %s", event.pk)

    drop(guards_events.EVENT_CAPACITY)
    sql("UPDATE meetings_event SET capacity = 1 WHERE id = %s", event.pk)
    assert Event.objects.get(pk=event.pk).capacity == 1


def test_places_online_are_counted_apart(event):
    hybrid = EventFactory(mode="hybrid", capacity=1, capacity_online=1)
    RegistrationFactory(event=hybrid, place_no=1)
    RegistrationFactory(event=hybrid, place_no=1, mode="online")

    with pytest.raises(IntegrityError):
        sql(
            "UPDATE meetings_registration SET place_no = 2 WHERE event_id = %s AND mode = 'online'", hybrid.pk
        )


def test_a_workshop_is_never_overbooked(pair):
    booking = BookingFactory(session=pair[0])

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_booking SET place_no = 2 WHERE id = %s", booking.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(session=pair[0], place_no=1)
    drop(guards_events.BOOKING_PLACES)
    sql("UPDATE meetings_booking SET place_no = 2 WHERE id = %s", booking.pk)


def test_the_capacity_of_a_workshop_does_not_go_below_what_is_booked(event):
    workshop = WorkshopFactory(event=event, capacity=2)
    BookingFactory(session=workshop)
    BookingFactory(session=workshop)

    with pytest.raises(IntegrityError):
        sql("UPDATE meetings_session SET capacity = 1 WHERE id = %s", workshop.pk)


def test_nobody_is_in_two_workshops_at_once(event, pair):
    one = BookingFactory(session=pair[0]).registration
    beside = WorkshopFactory(event=event, starts_at=pair[0].starts_at + dt.timedelta(minutes=30))

    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(session=beside, registration=one)

    assert BookingFactory(session=pair[1], registration=one).pk  # one after the other is fine


def test_without_the_guard_somebody_would_be(event, pair):
    one = BookingFactory(session=pair[0]).registration
    beside = WorkshopFactory(event=event, starts_at=pair[0].starts_at + dt.timedelta(minutes=30))
    drop(guards_events.NO_OVERLAP)

    assert BookingFactory(session=beside, registration=one).pk


def test_a_booking_has_the_times_of_its_session_and_nothing_else(pair):
    booking = BookingFactory(session=pair[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(starts_at=pair[1].starts_at, ends_at=pair[1].ends_at)


def test_bookings_move_with_their_session_also_by_raw_sql(pair):
    booking = BookingFactory(session=pair[0])
    later = pair[1].ends_at + dt.timedelta(hours=1)

    value = connection.ops.adapt_datetimefield_value(later)
    end = connection.ops.adapt_datetimefield_value(later + dt.timedelta(hours=1))
    sql("UPDATE meetings_session SET starts_at = %s, ends_at = %s WHERE id = %s", value, end, pair[0].pk)

    booking.refresh_from_db()
    assert (booking.starts_at, booking.ends_at) == (later, later + dt.timedelta(hours=1))


def test_a_session_does_not_move_onto_another_workshop_of_the_same_person(pair):
    one = BookingFactory(session=pair[0]).registration
    BookingFactory(session=pair[1], registration=one)

    session = Session.objects.get(pk=pair[0].pk)
    session.starts_at, session.ends_at = pair[1].starts_at, pair[1].ends_at

    with pytest.raises(IntegrityError), transaction.atomic():
        session.save()

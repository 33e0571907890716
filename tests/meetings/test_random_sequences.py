"""Whatever people do in whatever order: never overbooked, nobody waits beside a free place, order kept, no overlap."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import count, pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coordination.lib.errors import RuleBroken
from meetings.models import Booking, Event, Registration, WaitlistEntry
from meetings.services import capacity, participants, registering, selfcheck, workshops
from meetings.services.registering import Wanted
from tests.factories.meetings_events import EventFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

MAILS = count(1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.lists(st.integers(0, 2), max_size=3, unique=True)),
        st.tuples(st.just("cancel"), st.integers(0, 20)),
        st.tuples(st.just("accept"), st.integers(0, 20)),
        st.tuples(st.just("decline"), st.integers(0, 20)),
        st.tuples(st.just("confirm"), st.integers(0, 20)),
        st.tuples(
            st.just("answer"), st.tuples(st.integers(0, 20), st.sampled_from(["accept", "decline", "late"]))
        ),
        st.tuples(st.just("places"), st.integers(0, 6)),
        st.tuples(st.just("workshop"), st.tuples(st.integers(0, 2), st.integers(1, 4))),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 2), st.integers(0, 5))),
        st.tuples(st.just("wishes"), st.tuples(st.integers(0, 20), st.permutations([0, 1, 2]))),
    ),
    min_size=4,
    max_size=25,
)


class Play:
    def __init__(self, *, offers: bool) -> None:
        self.event = EventFactory(capacity=3, offer_hours=48 if offers else 0)
        start = self.event.starts_at + dt.timedelta(hours=2)
        # The first two at the same time, the third after them.
        self.workshops = [
            WorkshopFactory(event=self.event, capacity=2, starts_at=start),
            WorkshopFactory(event=self.event, capacity=1, starts_at=start + dt.timedelta(minutes=30)),
            WorkshopFactory(event=self.event, capacity=2, starts_at=start + dt.timedelta(hours=3)),
        ]

    def some(self, number: int, **states) -> Registration | None:
        rows = list(Registration.objects.live().filter(event=self.event, **states).order_by("id"))
        return rows[number % len(rows)] if rows else None

    def wanted(self, wishes, email=None) -> Wanted:
        for workshop in self.workshops:
            workshop.refresh_from_db()
        chosen = [self.workshops[number] for number in wishes]
        mail = email or f"jemand{next(MAILS)}@example.org"
        return Wanted(first_name="A", last_name="B", email=mail, wishes=chosen)

    def register(self, wishes):
        registering.register(
            by=None, event=self.event, wanted=self.wanted(wishes), form_key=uuid.uuid4(),
            as_office=len(wishes) != 1,  # those with one wish have to confirm
        )  # fmt: skip

    def cancel(self, number):
        if one := self.some(number):
            participants.cancel(by=None, registration=one)

    def accept(self, number):
        if one := self.some(number, state="offered"):
            participants.accept_offer(by=None, registration=one)

    def decline(self, number):
        if one := self.some(number, state="offered"):
            participants.decline_offer(by=None, registration=one)

    def confirm(self, number):
        if one := self.some(number, confirmed_at__isnull=True):
            registering.confirm(by=None, registration=one)

    def answer(self, what):
        number, word = what
        held = list(Booking.objects.offered().filter(session__event=self.event).order_by("id"))
        if not held:
            return
        one = held[number % len(held)]
        if word == "late":
            Booking.objects.filter(pk=one.pk).update(hold_until=timezone.now())
            participants.lapse(self.event)
            return
        verb = workshops.accept_workshop if word == "accept" else workshops.decline_workshop
        verb(by=None, registration=one.registration, booking=one.uid)

    def places(self, most):
        moved = list(Registration.objects.filter(event=self.event).with_place().order_by("-place_no"))
        capacity.set_places(by=None, event=self.event, mode="on_site", most=most, moved=moved)

    def workshop(self, what):
        number, most = what
        workshop = self.workshops[number]
        people = list(Registration.objects.filter(bookings__session=workshop))
        capacity.set_workshop_places(by=None, session=workshop, most=most, moved=people)

    def move(self, what):
        number, hours = what
        workshop = self.workshops[number]
        workshop.refresh_from_db()
        start = self.event.starts_at + dt.timedelta(hours=hours)
        capacity.move_session(
            by=None, session=workshop, starts_at=start, ends_at=start + dt.timedelta(hours=2)
        )

    def wishes(self, what):
        number, order = what
        if one := self.some(number):
            participants.change(
                by=None, registration=one, version=one.version, wanted=self.wanted(order, one.email)
            )

    def holds(self) -> None:
        """The invariants, counted without the code that is tried."""
        event = Event.objects.get(pk=self.event.pk)
        taken = list(
            Registration.objects.filter(event=event, place_no__isnull=False).values_list(
                "place_no", flat=True
            )
        )
        assert len(taken) == len(set(taken)) <= event.capacity
        assert all(1 <= number <= event.capacity for number in taken)

        waiting = WaitlistEntry.objects.open().filter(event=event, session=None)
        fitting = waiting.filter(registration__state="waiting", registration__confirmed_at__isnull=False)
        assert len(taken) == event.capacity or not fitting.exists()

        for workshop in self.workshops:
            workshop.refresh_from_db()
            booked = list(Booking.objects.filter(session=workshop).values_list("place_no", flat=True))
            assert len(booked) == len(set(booked)) <= workshop.capacity
        by_person: dict[int, list[Booking]] = {}
        for booking in Booking.objects.fixed().filter(session__event=event).order_by("starts_at"):
            assert (booking.starts_at, booking.ends_at) == (
                booking.session.starts_at,
                booking.session.ends_at,
            )
            by_person.setdefault(booking.registration_id, []).append(booking)
        for bookings in by_person.values():
            assert all(one.ends_at <= other.starts_at for one, other in pairwise(bookings))
        assert selfcheck.findings(event) == {}


@settings(
    max_examples=12,
    phases=[Phase.generate],  # shrinking takes minutes; the sequence that fails is printed
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, offers=st.booleans())
def test_no_sequence_breaks_the_promises(transactional_guard, steps, offers):
    with transaction.atomic():
        play = Play(offers=offers)
        for name, value in steps:
            try:
                with transaction.atomic():
                    getattr(play, name)(value)
            except RuleBroken:
                pass
            play.holds()
        transaction.set_rollback(True)


@pytest.fixture
def transactional_guard(db):
    return None


def test_who_waits_longest_moves_up_first():
    play = Play(offers=False)
    for _ in range(6):
        play.register([])
    first, second = Registration.objects.filter(event=play.event, state="waiting").order_by("id")[:2]

    play.cancel(0)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("admitted", "waiting")

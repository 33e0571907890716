"""Factories of events, programme and registration."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from meetings.models import (
    Booking,
    Event,
    EventSeries,
    Registration,
    Room,
    Session,
    Speaker,
    Venue,
    WaitlistEntry,
)
from tests.factories.accounts import NetworkFactory

NEXT_MONTH = dt.timedelta(days=30)


def at(hour: int, minute: int = 0, *, day: int = 30) -> dt.datetime:
    """A moment in Berlin so many days from today."""
    there = timezone.localtime() + dt.timedelta(days=day)
    return there.replace(hour=hour, minute=minute, second=0, microsecond=0)


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = EventSeries

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Reihe {n}")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Stadthalle {n}")
    address = "Kölner Str. 167, 53840 Troisdorf"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Raum {n}")
    seats = 30


class EventFactory(DjangoModelFactory):
    """An open event in a month, 9 to 16 o'clock, without a limit of places."""

    class Meta:
        model = Event

    network = factory.SubFactory(NetworkFactory)
    title = factory.Sequence(lambda n: f"Fachtag {n}")
    slug = factory.Sequence(lambda n: f"fachtag-{n}")
    state = Event.State.OPEN
    starts_at = factory.LazyFunction(lambda: at(9))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + dt.timedelta(hours=7))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    kind = Session.Kind.LECTURE
    title = factory.Sequence(lambda n: f"Vortrag {n}")
    starts_at = factory.LazyAttribute(lambda session: session.event.starts_at)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + dt.timedelta(hours=1))


class WorkshopFactory(SessionFactory):
    kind = Session.Kind.WORKSHOP
    title = factory.Sequence(lambda n: f"Workshop {n}")
    starts_at = factory.LazyAttribute(lambda session: session.event.starts_at + dt.timedelta(hours=4))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + dt.timedelta(hours=2))
    capacity = 10


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = Speaker

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Dr. Vortrag {n}")


class RegistrationFactory(DjangoModelFactory):
    """Somebody with a confirmed place; numbers count per event."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    state = Registration.State.ADMITTED
    place_no = factory.LazyAttribute(
        lambda one: Registration.objects.filter(event=one.event, place_no__isnull=False).count() + 1
    )
    first_name = "Teil"
    last_name = factory.Sequence(lambda n: f"Nehmerin {n}")
    email = factory.Sequence(lambda n: f"teil{n}@example.org")
    confirmed_at = factory.LazyFunction(timezone.now)


class WaitingFactory(RegistrationFactory):
    """Somebody on the waiting list of the event."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    state = Registration.State.WAITING
    place_no = None

    @factory.post_generation
    def entry(self, create, extracted, **options):
        WaitlistEntry.objects.create(
            event=self.event, registration=self, position=WaitlistEntry.objects.count() + 1
        )


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = Booking

    session = factory.SubFactory(WorkshopFactory)
    registration = factory.LazyAttribute(lambda one: RegistrationFactory(event=one.session.event))
    place_no = factory.LazyAttribute(lambda one: one.session.bookings.count() + 1)
    starts_at = factory.LazyAttribute(lambda one: one.session.starts_at)
    ends_at = factory.LazyAttribute(lambda one: one.session.ends_at)

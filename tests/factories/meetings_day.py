"""Factories of the day itself and what comes after."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coordination.lib import files
from meetings.files import MATERIAL
from meetings.models import (
    Attendance,
    Certificate,
    CertificateTerms,
    Event,
    Feedback,
    Material,
    ProgrammeRelease,
    Session,
)
from tests.factories.meetings_events import (
    EventFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
    at,
)

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def released(event: Event, *, number: int = 1, **facts) -> ProgrammeRelease:
    """Freeze the sessions of an event as they stand."""
    rows = [
        {
            "uid": str(one.uid),
            "kind": one.kind,
            "title": one.title,
            "abstract": one.abstract,
            "track": one.track,
            "room": one.room.name if one.room else "",
            "room_access": one.room.accessibility if one.room else "",
            "starts_at": one.starts_at.isoformat(),
            "ends_at": one.ends_at.isoformat(),
            "capacity": one.capacity,
            "online": one.is_online_too,
            "speakers": [
                {
                    "uid": str(link.speaker.uid),
                    "name": link.speaker.name,
                    "title": link.speaker.title,
                    "bio": "",
                }
                for link in one.speaking.all()
            ],
        }
        for one in event.sessions.order_by("starts_at", "id")
    ]
    return ProgrammeRelease.objects.create(event=event, number=number, content={"sessions": rows}, **facts)


def fachtag(network, *, day: int = -2, **facts) -> Event:
    """A whole Fachtag, 9 to 15 o'clock: greeting, lecture, break, two workshops side by side, discussion."""
    venue = VenueFactory(network=network)
    hall, small = RoomFactory(venue=venue, name="Großer Saal"), RoomFactory(venue=venue, name="Raum 2")
    values = {"state": Event.State.HELD if day < 0 else Event.State.OPEN, **facts}
    event = EventFactory(
        network=network, venue=venue, starts_at=at(9, day=day), ends_at=at(15, day=day), **values
    )
    kind = Session.Kind
    plan = [
        (kind.GREETING, "Begrüßung", 9, 0, 9, 30, hall, "", None),
        (kind.LECTURE, "Schutzkonzepte, die gelebt werden", 9, 30, 10, 30, hall, "", None),
        (kind.BREAK, "Kaffee", 10, 30, 11, 0, None, "", None),
        (kind.WORKSHOP, "Gespräche mit Eltern", 11, 0, 12, 30, hall, "Kita", 10),
        (kind.WORKSHOP, "Meldung nach § 8a", 11, 0, 12, 30, small, "Schule", 10),
        (kind.BREAK, "Mittagessen", 12, 30, 13, 30, None, "", None),
        (kind.PANEL, "Was nehmen wir mit?", 13, 30, 15, 0, hall, "", None),
    ]
    for what, title, h1, m1, h2, m2, room, track, places in plan:
        start, end = at(h1, m1, day=day), at(h2, m2, day=day)
        session = SessionFactory(
            event=event, kind=what, title=title, starts_at=start, ends_at=end, room=room, track=track,
            capacity=places, abstract=f"{title}: worum es geht.",
        )  # fmt: skip
        if what == kind.LECTURE:
            session.speaking.create(speaker=SpeakerFactory(event=event, name="Dr. Ina Beispiel"))
    released(event)
    return event


class AttendanceFactory(DjangoModelFactory):
    """Somebody who was there from the beginning to the end."""

    class Meta:
        model = Attendance

    registration = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration.event")
    name = factory.LazyAttribute(lambda one: str(one.registration))
    house = factory.LazyAttribute(lambda one: one.registration.house)
    present_from = factory.LazyAttribute(lambda one: one.event.starts_at)


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = CertificateTerms

    event = factory.SubFactory(EventFactory)
    signed_by = "Ada Beispiel, Netzwerkkoordination"


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate

    registration = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration.event")
    name = factory.LazyAttribute(lambda one: str(one.registration))
    minutes = 270
    content = factory.LazyAttribute(
        lambda one: {
            "title": one.event.title,
            "kind": "Fachtag",
            "place": "Stadthalle, Troisdorf",
            "first_day": one.event.days[0].isoformat(),
            "last_day": one.event.days[1].isoformat(),
            "organiser": one.event.network.name,
            "of_minutes": 270,
            "units": 6,
            "hours": "4.5",
            "contents": ["Vortrag"],
            "signed_by": "Ada Beispiel",
            "remark": "",
        }
    )


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"Folien {n}")
    file = factory.LazyAttribute(
        lambda one: files.keep(
            PDF, purpose=MATERIAL, by=None, network_id=one.event.network_id, name="folien.pdf"
        )
    )


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = Feedback

    event = factory.SubFactory(EventFactory)
    overall = 5
    contents = 4
    practice = 4
    exchange = 5
    organisation = 3
    on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=1))

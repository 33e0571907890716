"""Canaries of events, programme and registration."""

from coordination.lib.levels import Level
from meetings.models import Answer, Event, Question, RegistrationNote, SpecialNeed
from tests.factories.meetings_events import (
    BookingFactory,
    EventFactory,
    RegistrationFactory,
    RoomFactory,
    SeriesFactory,
    SpeakerFactory,
    VenueFactory,
    WaitingFactory,
    WorkshopFactory,
)


def fill(world, network):
    seen, people, needs, plans = (
        "meetings.view_event",
        "meetings.view_participant",
        "meetings.view_specialneed",
        "meetings.change_event",
    )

    def word(stands_in, right, **more):
        return world.canary(stands_in, Level.PUBLIC, network, right=right, **more)

    series = SeriesFactory(network=network, name=f"Reihe {network.slug}")
    venue = VenueFactory(network=network, name=word("venue.name", seen), address="")
    room = RoomFactory(venue=venue, name="Saal")
    inner = EventFactory(
        network=network,
        series=series,
        venue=venue,
        is_public=False,
        slug=f"intern-{network.slug}",
        title=word("event.title", seen),
        online_link=f"https://video.example.org/{word('event.online_link', plans)}",
        mode="hybrid",
    )
    draft = EventFactory(
        network=network,
        slug=f"entwurf-{network.slug}",
        state=Event.State.DRAFT,
        title=word("draft.title", people),
    )
    workshop = WorkshopFactory(event=inner, title=word("session.title", people), room=room)
    speaker = SpeakerFactory(event=inner, name="Vortrag", email="vortrag@example.org")
    one = RegistrationFactory(event=inner, last_name=word("registration.last_name", people))
    waits = WaitingFactory(event=inner, last_name=word("waiting.last_name", people))
    need = SpecialNeed.objects.create(registration=one, diet=word("specialneed.diet", needs))
    question = Question.objects.create(event=inner, label="Womit kommen Sie?")
    answer = Answer.objects.create(registration=one, question=question, text=word("answer.text", people))
    RegistrationNote.objects.create(registration=one, what="registered")
    booking = BookingFactory(session=workshop, registration=one)
    place = waits.waiting.get()
    for thing in (
        series, venue, room, inner, draft, workshop, speaker, one, waits, booking, need, answer, place, question,
    ):  # fmt: skip
        world.keep(thing, network, Level.COORDINATION)

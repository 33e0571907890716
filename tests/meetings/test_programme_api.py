"""Planning an event in the interface: venue with rooms, event, speakers, items, steps, release."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings.models import Event, Room, Session, Speaker
from tests.api import Program, is_problem
from tests.factories.meetings_events import (
    BookingFactory,
    EventFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db

MORNING, NOON = "2027-05-12T09:00:00+02:00", "2027-05-12T12:00:00+02:00"


@pytest.fixture
def program(ada):
    return Program(ada)


def made(program, noun, body):
    answer = program.post(noun, body)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_an_event_from_nothing_to_its_released_programme(program, network):
    hall = {"name": "Saal", "seats": 120, "is_step_free": True, "accessibility": "Rampe links"}
    venue = made(program, "venues", {"name": "Stadthalle", "rooms": [hall, {"name": "Raum 2"}]})
    by_name = {one["name"]: one for one in venue["rooms"]}
    assert (by_name["Saal"]["seats"], by_name["Saal"]["accessibility"]) == (120, "Rampe links")
    event = made(
        program,
        "events",
        {"title": "Fachtag", "kind": "fachtag", "mode": "on_site", "who_may": "all", "offer_hours": 48,
         "starts_at": MORNING, "ends_at": NOON, "capacity": 20, "venue_uid": venue["uid"]},
    )  # fmt: skip
    assert (event["state"], event["network"]) == ("draft", network.slug)
    assert dt.datetime.fromisoformat(event["starts_at"]) == dt.datetime.fromisoformat(MORNING)
    speaker = made(program, "speakers", {"event": event["uid"], "name": "Dr. Ina Beispiel"})
    item = {"event": event["uid"], "kind": "workshop", "title": "Gespräche", "starts_at": MORNING,
            "ends_at": "2027-05-12T10:00:00+02:00", "room": by_name["Saal"]["uid"], "capacity": 10,
            "speakers": [speaker["uid"]]}  # fmt: skip
    session = made(program, "sessions", item)
    assert session["speakers"] == [speaker["uid"]]

    moved = program.change(f"sessions/{session['uid']}", {"title": "Elterngespräche"})

    assert (moved.status_code, moved.json()["room"], moved.json()["speakers"]) == (
        200, by_name["Saal"]["uid"], [speaker["uid"]],
    )  # fmt: skip
    assert program.post(f"events/{event['uid']}/step", {"step": "open"}).json()["state"] == "open"
    released = program.post(f"events/{event['uid']}/release-programme", {"note": "Erste Fassung"})
    assert (released.status_code, released.json()["number"]) == (201, 1)
    is_problem(program.post(f"events/{event['uid']}/release-programme"), 409, "unchanged")
    off = program.post(f"events/{event['uid']}/call-off", {"reason": "Sturm"})
    assert (off.json()["state"], off.json()["cancel_reason"]) == ("cancelled", "Sturm")


def test_each_goes_away_as_on_its_page(program, network):
    event = EventFactory(network=network)
    session, speaker = SessionFactory(event=event), SpeakerFactory(event=event)
    venue = VenueFactory(network=network)
    booked = BookingFactory(session=WorkshopFactory(event=event)).session

    for address in (f"sessions/{session.uid}", f"speakers/{speaker.uid}", f"venues/{venue.uid}"):
        assert program.delete(address, If_Match=program.get(address)["ETag"]).status_code == 204

    assert (Session.objects.count(), Speaker.objects.count()) == (1, 0)
    address = f"sessions/{booked.uid}"
    is_problem(program.delete(address, If_Match=program.get(address)["ETag"]), 409, "booked")
    assert program.delete(f"events/{event.uid}", If_Match='"1"').status_code in {
        400,
        409,
    }  # people are registered


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"ends_at": "2027-05-12T08:00:00+02:00"}, 400, "/ends_at"),
        ({"starts_at": "gestern"}, 400, "/starts_at"),
        ({"title": ""}, 400, "/title"),
        ({"room": "6a3d0c52-52f1-4e0a-9a53-0c6a9d5c9d11"}, 400, "/room"),
        ({"speakers": ["6a3d0c52-52f1-4e0a-9a53-0c6a9d5c9d11"]}, 400, "/speakers"),
        ({"capacity": 0}, 400, "/capacity"),
        ({"color": "rot"}, 400, "/color"),
        ({"ends_at": "2027-05-13T10:00:00+02:00"}, 409, ""),  # outside the event
    ],
)
def test_what_is_wrong_is_named_at_its_place(program, network, change, status, pointer):
    event = made(program, "events", {"title": "Tag", "starts_at": MORNING, "ends_at": NOON, "kind": "fachtag",
                                     "mode": "on_site", "who_may": "all", "offer_hours": 0})  # fmt: skip
    good = {
        "event": event["uid"],
        "kind": "lecture",
        "title": "Vortrag",
        "starts_at": MORNING,
        "ends_at": NOON,
    }

    problem = is_problem(program.post("sessions", good | change), status)

    assert not pointer or pointer in {one["pointer"] for one in problem["errors"]}
    assert not Session.objects.exists()


def test_a_room_in_a_programme_does_not_go_and_fewer_places_than_booked_are_refused(program, network):
    venue = VenueFactory(network=network)
    workshop = WorkshopFactory(event=EventFactory(network=network, capacity=5, venue=venue), capacity=3,
                               room=RoomFactory(venue=venue, name="Saal"))  # fmt: skip
    BookingFactory.create_batch(2, session=workshop)

    is_problem(program.change(f"venues/{venue.uid}", {"rooms": []}), 409, "room_in_use")
    is_problem(program.change(f"sessions/{workshop.uid}", {"capacity": 1}), 409, "below_booked")
    is_problem(program.patch(f"sessions/{workshop.uid}", {"capacity": 5}), 428)

    assert Room.objects.count() == 1
    assert Session.objects.get().capacity == 3


def test_others_read_and_write_nothing_of_it(program, mira, network, other_network):
    theirs = EventFactory(network=other_network)
    things = {
        "venues": VenueFactory(network=other_network),
        "sessions": SessionFactory(event=theirs),
        "speakers": SpeakerFactory(event=theirs),
        "events": theirs,
    }
    for noun, thing in things.items():
        if noun != "events" or not thing.is_public:
            assert program.get(f"{noun}/{thing.uid}").status_code == 404
        for method in ("patch", "delete"):
            body = {} if method == "patch" else None
            assert program.send(method, f"{noun}/{thing.uid}", body, If_Match='"1"').status_code == 404
    own = EventFactory(network=network)
    session = SessionFactory(event=own)
    reader = Program(mira)
    assert reader.get(f"sessions/{session.uid}").status_code in {403, 404}
    is_problem(reader.post(f"events/{own.uid}/step", {"step": "close"}), 403)
    is_problem(reader.patch(f"events/{own.uid}", {"title": "Anders"}, If_Match='"1"'), 403)
    assert program.post("sessions", {"event": str(theirs.uid), "title": "X", "starts_at": MORNING,
                                     "ends_at": NOON}).status_code == 404  # fmt: skip
    own.refresh_from_db()
    assert own.state == Event.State.OPEN

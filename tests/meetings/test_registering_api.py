"""Registering and deciding in the interface: as the office does on its pages, with the same sentences."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from meetings.models import Attendance, Event, Registration
from tests.api import Program
from tests.factories.meetings_events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(network):
    return EventFactory(network=network, capacity=1)


@pytest.fixture
def program(ada):
    return Program(ada)


def somebody(event: Event, **more) -> dict[str, object]:
    said = {"event": str(event.uid), "first_name": "Gülay", "last_name": "Muster", "email": "g@example.org"}
    return said | more


def test_somebody_is_registered_once_with_wishes(program, event):
    workshop = WorkshopFactory(event=event)
    body = somebody(event, wishes=[str(workshop.uid)])
    key = str(uuid.uuid4())

    first = program.post("registrations", body, Idempotency_Key=key)
    again = program.post("registrations", body, Idempotency_Key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["state"] == "admitted"
    assert Registration.objects.get().bookings.get().session == workshop


def test_full_events_have_their_waiting_list_and_cancelling_lets_the_next_move_up(program, event):
    one = program.post("registrations", somebody(event)).json()
    two = program.post("registrations", somebody(event, email="")).json()
    assert two["state"] == "waiting"

    assert (
        program.post(f"registrations/{one['uid']}/cancel", {"reason": "krank"}).json()["state"] == "cancelled"
    )

    assert program.get(f"registrations/{two['uid']}").json()["state"] == "admitted"
    twice = program.post(f"registrations/{one['uid']}/cancel")
    assert twice.status_code in {400, 409}
    assert twice.json()["code"] == "ended"


def test_deciding_about_a_request(program, event):
    rows = [
        RegistrationFactory(event=event, state="requested", place_no=None, email=f"r{n}@example.org")
        for n in (1, 2)
    ]

    assert program.post(f"registrations/{rows[0].uid}/approve").json()["state"] == "admitted"
    assert (
        program.post(f"registrations/{rows[1].uid}/decline", {"reason": "voll"}).json()["state"] == "declined"
    )


def test_what_is_wrong_is_named(program, event):
    answer = program.post("registrations", somebody(event, first_name="", email="nein"))

    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/first_name", "/email"}


def test_others_events_and_registrations_are_not_found(program, event, other_network, mira):
    theirs = EventFactory(network=other_network)
    one = RegistrationFactory(event=event)

    assert program.post("registrations", somebody(theirs)).status_code == 404
    assert program.post(f"registrations/{RegistrationFactory(event=theirs).uid}/cancel").status_code == 404
    assert Program(mira).post("registrations", somebody(event)).status_code in {403, 404}
    assert Program(mira).post(f"registrations/{one.uid}/cancel").status_code in {403, 404}


def test_somebody_is_checked_into_a_session(program, network):
    start = timezone.now() - dt.timedelta(minutes=10)
    event = EventFactory(network=network, starts_at=start, ends_at=start + dt.timedelta(hours=6))
    workshop = WorkshopFactory(event=event, starts_at=start, ends_at=start + dt.timedelta(hours=2))
    one = RegistrationFactory(event=event)
    body = {"registration": str(one.uid), "session": str(workshop.uid)}

    assert program.post("attendance", body).status_code == 201

    assert Attendance.objects.get().session == workshop
    foreign = WorkshopFactory()
    assert program.post("attendance", body | {"session": str(foreign.uid)}).status_code == 404

"""The desk: each tap once, several desks, telephones offline or with a wrong clock, people without a place."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, Event, Registration
from tests.factories.meetings_day import AttendanceFactory
from tests.factories.meetings_events import BookingFactory, EventFactory, RegistrationFactory, WorkshopFactory

State = Registration.State
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event(network):
    """It has begun an hour ago."""
    now = timezone.now()
    return EventFactory(network=network, starts_at=now - HOUR, ends_at=now + 5 * HOUR)


@pytest.fixture
def desk(client, ada, event):
    client.force_login(ada)

    def send(*taps, sent_at=None, **more):
        data = {"taps": list(taps), "sent_at": (sent_at or timezone.now()).isoformat(), **more}
        response = client.post(reverse("meetings:check-in", args=[event.uid]), data, "application/json")
        return response.json() if response.status_code == 200 else response

    return send


def tap(person, what="in", **more):
    return {"key": str(uuid4()), "what": what, "registration": str(person.uid), **more}


def codes(answer):
    return [one["code"] for one in answer["answers"]]


def test_a_tap_is_one_row_however_often_it_is_sent(desk, event):
    one = tap(RegistrationFactory(event=event))

    assert codes(desk(one)) == codes(desk(one)) == ["in"]
    assert Attendance.objects.count() == 1


def test_two_desks_tap_the_same_name_and_the_second_learns_since_when(desk, event):
    person = RegistrationFactory(event=event)
    desk(tap(person))
    answer = desk(tap(person))

    assert codes(answer) == ["again"]
    assert answer["counts"] == {"there": 1, "expected": 0, "waiting": 0}


def test_a_tap_taken_back_offline_is_taken_back_in_its_order_and_does_not_come_again(desk, event):
    person = RegistrationFactory(event=event)
    come = tap(person)
    back = tap(person, "undo", undoes=come["key"])

    assert codes(desk(come, back)) == ["in", "undone"]
    assert codes(desk(come)) == ["taken_back"]
    assert Attendance.objects.standing().count() == 0
    assert codes(desk(tap(person))) == ["in"]


def test_the_door_of_a_workshop_counts_for_itself(client, desk, event, other_network):
    workshop, elsewhere = (
        WorkshopFactory(event=event),
        WorkshopFactory(event=EventFactory(network=other_network)),
    )
    booked = BookingFactory(session=workshop).registration
    guest = RegistrationFactory(event=event, last_name="Ohneplatz")
    door = {"session": str(workshop.uid)}
    come = tap(booked, **door)

    assert codes(desk(tap(booked), come, tap(guest, **door), tap(guest, session=str(elsewhere.uid)))) == [
        "in",
        "in",
        "in",
        "no_session",
    ]
    address = reverse("meetings:check-in-list", args=[event.uid])
    here = client.get(address, {"einlass": str(workshop.uid)}).json()
    assert here["counts"] == {"there": 2, "expected": 0, "waiting": 0}
    assert {one["uid"]: one["booked"] for one in here["people"]} == {
        str(booked.uid): True,
        str(guest.uid): False,
    }
    assert client.get(address).json()["counts"] == {"there": 1, "expected": 1, "waiting": 0}

    assert codes(desk(tap(booked, "undo", undoes=come["key"], **door))) == ["undone"]
    there = Attendance.objects.standing().filter(registration=booked).get()
    assert there.session is None


def test_the_page_of_a_workshop_names_who_booked_it_and_finds_everybody(client, ada, event):
    client.force_login(ada)
    workshop, address = WorkshopFactory(event=event), reverse("meetings:check-in", args=[event.uid])
    booked = BookingFactory(session=workshop).registration
    RegistrationFactory(event=event, last_name="Ohneplatz")
    door = {"einlass": str(workshop.uid)}

    assert client.get(address, door).content.decode().count('value="in"') == 1
    assert "Ohneplatz" in client.get(address, {**door, "q": "ohn"}).content.decode()
    client.post(f"{address}?einlass={workshop.uid}", tap(booked, session=str(workshop.uid)))
    assert Attendance.objects.get().session == workshop
    assert client.get(address, {**door, "zeigen": "fehlt"}).content.decode().count('value="in"') == 0
    for wrong in ("x", uuid4()):
        assert client.get(address, {"einlass": str(wrong)}).status_code == 404


@pytest.mark.parametrize("slow_by", [0, -90, 90, 3 * 24 * 60])
def test_whatever_the_clock_of_the_telephone_says_the_moment_is_put_right(desk, event, slow_by):
    """Tapped twenty minutes ago by its clock, sent now by its clock, which is wrong by so many minutes."""
    now, wrong = timezone.now(), dt.timedelta(minutes=slow_by)
    one = tap(RegistrationFactory(event=event), at=(now - dt.timedelta(minutes=20) - wrong).isoformat())
    answer = desk(one, sent_at=now - wrong)

    there = Attendance.objects.get()
    assert abs(there.present_from - (now - dt.timedelta(minutes=20))) < dt.timedelta(seconds=5)
    assert there.device_at is not None
    assert len(answer["answers"][0]["message"]) > (60 if slow_by else 0)


def test_a_clock_set_back_between_tap_and_sending_leaves_nothing_impossible(desk, event):
    desk(tap(RegistrationFactory(event=event), at="2031-01-01T00:00:00+00:00"))
    desk(tap(RegistrationFactory(event=event), at="2003-01-01T00:00:00+00:00"))

    for there in Attendance.objects.all():
        assert event.starts_at - 12 * HOUR <= there.present_from <= timezone.now()


@pytest.mark.parametrize(
    "state", [State.CANCELLED, State.LAPSED, State.DECLINED, State.WAITING, State.REQUESTED]
)
def test_who_has_no_place_is_answered_clearly_and_not_noted(desk, event, state):
    ended = timezone.now() if state in {State.CANCELLED, State.LAPSED, State.DECLINED} else None
    person = RegistrationFactory(
        event=event, state=state, place_no=None, ended_at=ended, last_name="Ohneplatz"
    )
    (answer,) = desk(tap(person))["answers"]

    assert (answer["ok"], answer["code"]) == (False, str(state))
    assert "Ohneplatz" in answer["message"]
    assert not Attendance.objects.exists()


def test_one_bad_entry_does_not_hold_up_the_others(desk, event, other_network):
    stranger = RegistrationFactory(event=EventFactory(network=other_network))
    answer = desk(tap(stranger), tap(RegistrationFactory(event=event)))

    assert codes(answer) == ["unknown", "in"]
    assert not Attendance.objects.filter(registration=stranger).exists()


@pytest.mark.parametrize(
    ("days", "state", "code"),
    [
        (3, Event.State.OPEN, "too_early"),
        (-20, Event.State.HELD, "too_late"),
        (0, Event.State.CANCELLED, "event_cancelled"),
    ],
)
def test_on_the_wrong_day_nothing_is_noted(desk, event, days, state, code):
    event.starts_at += dt.timedelta(days=days)
    event.ends_at += dt.timedelta(days=days)
    event.state, event.cancel_reason = state, "x"
    event.save()

    assert codes(desk(tap(RegistrationFactory(event=event)))) == [code]


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        "null",
        '{"taps": 3}',
        '{"taps": [{"key": "x"}]}',
        '{"taps": [null]}',
        "{" * 50,
        '{"taps": [{"key": 1}]}',
    ],
)
def test_rubbish_is_refused_with_a_sentence(client, ada, event, body):
    client.force_login(ada)
    response = client.post(reverse("meetings:check-in", args=[event.uid]), body, "application/json")

    assert response.status_code == 400
    assert response.json()["message"]


def test_strange_moments_count_as_none(desk, event):
    for moment in ("gestern", "2026-13-45T99:00", 12, "2026-11-21T09:00:00", None, "9999-12-31T23:59:59Z"):
        assert codes(desk(tap(RegistrationFactory(event=event), at=moment))) == ["in"]


def test_without_script_forms_do_the_same(client, ada, event):
    client.force_login(ada)
    person, address = RegistrationFactory(event=event), reverse("meetings:check-in", args=[event.uid])
    there = client.post(address, tap(person), follow=True)
    assert person.last_name in there.content.decode()
    assert Attendance.objects.standing().count() == 1

    left = client.post(address, tap(person, "out"))
    assert left.status_code == 302
    assert Attendance.objects.get().present_until is not None
    client.post(address, tap(person, "undo"))
    assert not Attendance.objects.standing().exists()
    assert client.post(address, {"what": "in"}).status_code == 404


@pytest.mark.parametrize(
    ("text", "found"), [("mül", 1), ("mue", 1), ("hans m", 1), ("son", 1), ("zzz", 0), ("\x00", 1)]
)
def test_three_letters_find_a_person(client, ada, event, text, found):
    client.force_login(ada)
    RegistrationFactory(event=event, first_name="Hans", last_name="Müller", institution_name="Sonnenblume")
    page = client.get(reverse("meetings:check-in", args=[event.uid]), {"q": text}).content.decode()

    assert page.count("<b>Hans Müller</b>") == found


def test_the_camera_is_open_on_this_page_alone(client, ada, event):
    client.force_login(ada)
    assert "camera=(self)" in client.get(reverse("meetings:check-in", args=[event.uid]))["Permissions-Policy"]
    assert "camera=()" in client.get(reverse("overview:today"))["Permissions-Policy"]


@pytest.mark.parametrize("name", ["check-in", "check-in-list", "check-in-counts"])
def test_other_networks_and_people_without_the_right_find_nothing(client, event, noor, mira, auditor, name):
    address = reverse(f"meetings:{name}", args=[event.uid])
    for user, status in ((noor, 404), (mira, 403), (auditor, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
    client.force_login(noor)
    if name == "check-in":
        body = json.dumps({"taps": []})
        assert client.post(address, body, "application/json").status_code == 404


@pytest.mark.parametrize("name", ["check-in", "check-in-list", "check-in-counts"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_database_equally_often(
    client, ada, event, rows, name, django_assert_max_num_queries
):
    client.force_login(ada)
    for _row in range(rows):
        AttendanceFactory(registration__event=event)

    with django_assert_max_num_queries(10):
        client.get(reverse(f"meetings:{name}", args=[event.uid]), {"q": "neh"})
    workshop = BookingFactory(session__event=event).session
    with django_assert_max_num_queries(12):
        client.get(reverse(f"meetings:{name}", args=[event.uid]), {"q": "neh", "einlass": str(workshop.uid)})


def test_a_tap_asks_at_most_ten_times_for_what_is_its_own(desk, event, django_assert_max_num_queries):
    one = tap(RegistrationFactory(event=event))
    with django_assert_max_num_queries(13):  # with session, rights and the savepoint of the test
        desk(one)

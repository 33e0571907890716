"""Events in the bin and back, gone after 30 days; the time line, and taking one change of the programme back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import tasks_events
from meetings.models import Event, Registration, Session, Speaker
from tests.factories.meetings_day import AttendanceFactory
from tests.factories.meetings_events import (
    BookingFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(network):
    return EventFactory(network=network, title="Fachtag Hinsehen", slug="hinsehen")


@pytest.fixture
def office(client, ada):
    client.force_login(ada)
    return client


def remove(office, event, reason="Doppelt angelegt"):
    return office.post(reverse("meetings:event-remove", args=[event.uid]), {"reason": reason}, follow=True)


def test_a_removed_event_is_nowhere_and_comes_back_whole(office, event):
    SessionFactory(event=event, title="Vortrag")

    page = remove(office, event).content.decode()

    assert "Fachtag Hinsehen" in page
    assert "Doppelt angelegt" in page
    assert 'class="sn-toast__undo"' in page
    assert office.get(event.get_absolute_url()).status_code == 404
    assert office.get(event.get_public_url()).status_code == 404
    office.post(reverse("meetings:event-restore", args=[event.uid]))
    assert office.get(event.get_absolute_url()).status_code == 200
    assert event.sessions.get().title == "Vortrag"


def test_with_people_it_is_called_off_first_and_what_is_evidence_stays(office, event):
    one = RegistrationFactory(event=event)
    remove(office, event)
    assert Event.objects.get().removed_at is None

    AttendanceFactory(event=event, registration=one)
    Registration.objects.update(state="cancelled", place_no=None, ended_at=timezone.now())
    remove(office, event)
    assert Event.objects.get().removed_at is None


def test_after_thirty_days_it_is_gone_history_too(office, event):
    SpeakerFactory(event=event, name="Dr. Unvergessen")
    remove(office, event)
    tasks_events.empty_bin()
    assert Event.objects.exists()

    gone = Event.objects.get()
    gone.removed_at = timezone.now() - dt.timedelta(days=31)
    gone.save()
    tasks_events.empty_bin()

    assert not Event.objects.exists()
    assert not Event.history.exists()
    assert not Speaker.history.filter(name="Dr. Unvergessen").exists()


def test_an_item_taken_out_comes_back_from_the_time_line(office, event):
    session = SessionFactory(event=event, title="Vortrag", starts_at=event.starts_at)
    office.post(reverse("meetings:session-delete", args=[session.uid]))
    assert not Session.objects.exists()
    story = office.get(reverse("meetings:event-story", args=[event.uid]))
    assert "Vortrag" in story.content.decode()

    office.post(story.context["entries"][0].undo_url)

    assert Session.objects.get().uid == session.uid


def test_a_speaker_removed_comes_back_with_the_items(office, event):
    speaker = SpeakerFactory(event=event)
    session = SessionFactory(event=event)
    session.speaking.create(speaker=speaker)
    office.post(reverse("meetings:speaker-delete", args=[speaker.uid]))
    assert not session.speaking.exists()

    story = office.get(reverse("meetings:event-story", args=[event.uid]))
    office.post(story.context["entries"][0].undo_url)

    assert session.speaking.get().speaker == speaker


def test_what_would_overbook_is_not_taken_back(office, event):
    workshop = WorkshopFactory(event=event, capacity=1)
    office.post(reverse("meetings:session-places", args=[workshop.uid]), {"most": 2})
    BookingFactory(session=workshop)
    BookingFactory(session=workshop)
    story = office.get(reverse("meetings:event-story", args=[event.uid]))

    answer = office.post(story.context["entries"][0].undo_url, follow=True)

    assert answer.status_code == 200
    workshop.refresh_from_db()
    assert workshop.capacity == 2


def test_what_mails_have_told_is_not_taken_back(office, event):
    office.post(reverse("meetings:event-call-off", args=[event.uid]), {"reason": "Krankheit"})
    story = office.get(reverse("meetings:event-story", args=[event.uid]))

    assert not story.context["entries"][0].may_undo


@pytest.mark.parametrize("name", ["event-remove", "event-story"])
def test_foreign_events_are_not_found(office, other_network, name):
    theirs = EventFactory(network=other_network)

    assert office.get(reverse(f"meetings:{name}", args=[theirs.uid])).status_code == 404

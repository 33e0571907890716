"""The public programme: page, print, schedule, calendar; nothing before its release, nothing of other networks."""

from __future__ import annotations

import datetime as dt
import io
import json
from uuid import uuid4

import icalendar
import page
import pytest
from django.urls import reverse
from pypdf import PdfReader

from coordination.accounts.models import NetworkHost
from meetings.models import Event, Material, Session
from tests.factories.meetings_day import MaterialFactory, fachtag, released
from tests.factories.meetings_events import EventFactory, SessionFactory, at

FILES = ["programme", "programme-pdf", "schedule-json", "schedule-xml", "programme-calendar"]


@pytest.fixture
def event(network):
    return fachtag(network, day=30, title="Hinsehen und handeln")


def get(client, name, event, *more, **headers):
    return client.get(reverse(f"dates:{name}", args=[event.slug, *more]), headers=headers)


def dates(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_the_page_shows_every_item_as_table_and_as_list(client, event):
    table, found = get(client, "programme", event).content.decode(), event.sessions.all()
    listed = client.get(reverse("dates:programme", args=[event.slug]), {"ansicht": "liste"}).content.decode()

    assert all(one.title in table and one.title in listed for one in found)
    assert table.count("<tbody") == 1
    assert "<tbody" not in listed
    assert "Dr. Ina Beispiel" in table


def test_the_public_reads_the_release_and_not_the_working_version(client, event):
    session = event.sessions.get(title="Begrüßung")
    session.title = "Noch geheim"
    session.save()
    assert "Noch geheim" not in get(client, "programme", event).content.decode()

    released(event, number=2)

    assert "Noch geheim" in get(client, "programme", event).content.decode()


@pytest.mark.parametrize("name", FILES)
def test_before_the_release_and_for_hidden_events_there_is_nothing(client, network, event, name):
    unreleased = EventFactory(network=network)
    hidden = fachtag(network, day=30, is_public=False)
    draft = fachtag(network, day=30, state=Event.State.DRAFT)

    for one in (unreleased, hidden, draft):
        assert get(client, name, one).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_at_another_networks_host_there_is_nothing(client, network, other_network, event, name):
    NetworkHost.objects.create(network=network, host="unser.example.org")
    NetworkHost.objects.create(network=other_network, host="testserver")

    assert get(client, name, event).status_code == 404


@pytest.mark.parametrize("name", [*FILES, "event-calendar"])
def test_who_has_it_already_gets_304_without_a_cookie(client, event, name):
    first = get(client, name, event)
    again = get(client, name, event, **{"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert not first.cookies
    assert "max-age" in first["Cache-Control"]


@pytest.mark.parametrize("name", [*FILES, "event-calendar"])
@pytest.mark.parametrize("count", [1, 60])
def test_the_database_is_asked_equally_often(client, network, name, count, django_assert_max_num_queries):
    event = EventFactory(network=network)
    for number in range(count):
        start = at(9 + number % 8, day=30 + number // 16)
        SessionFactory(
            event=event, starts_at=start, ends_at=start + dt.timedelta(minutes=45), track=f"T{number % 4}"
        )
    released(event)
    get(client, name, event)  # the print is drawn once

    with django_assert_max_num_queries(8):
        assert get(client, name, event).status_code == 200


def test_the_calendar_of_the_event_keeps_its_uid_counts_up_and_says_when_it_is_called_off(client, event):
    (before,) = dates(get(client, "event-calendar", event))
    event.state, event.cancel_reason = Event.State.OPEN, ""
    event.call_off("Hochwasser")
    response = get(client, "event-calendar", event)
    (after,) = dates(response)

    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert b"BEGIN:VTIMEZONE" in response.content
    assert before["dtstart"].params["TZID"] == "Europe/Berlin"


def test_a_session_dropped_from_the_programme_is_cancelled_in_calendars(client, event):
    session = event.sessions.get(title="Gespräche mit Eltern")
    (before,) = dates(get(client, "session-calendar", event, session.uid))
    Session.objects.get(pk=session.pk).delete()
    released(event, number=2)
    (after,) = dates(get(client, "session-calendar", event, session.uid))

    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert get(client, "session-calendar", event, uuid4()).status_code == 404


def test_schedule_json_may_be_read_by_pages_elsewhere(client, event):
    response = get(client, "schedule-json", event)

    assert response["Access-Control-Allow-Origin"] == "*"
    rooms = json.loads(response.content)["schedule"]["conference"]["days"][0]["rooms"]
    assert {"Großer Saal", "Raum 2"} <= set(rooms)


def test_public_materials_stand_at_their_session_and_others_nowhere(client, event):
    session = event.sessions.get(title="Begrüßung")
    public = MaterialFactory(
        event=event, session=session, title="Grußwort", audience=Material.Audience.PUBLIC
    )
    inner = MaterialFactory(event=event, session=session, title="Nur für uns")
    shown = get(client, "programme", event).content.decode()

    assert "Grußwort" in shown
    assert "Nur für uns" not in shown
    response = get(client, "material", event, public.uid)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert response.getvalue().startswith(b"%PDF")
    assert get(client, "material", event, inner.uid).status_code == 404


def test_the_print_is_tagged_and_holds_every_item(client, event):
    content = get(client, "programme-pdf", event).content

    assert page.validate_pdf_bytes(content).is_compliant
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    assert all(one.title in text for one in event.sessions.exclude(kind=Session.Kind.BREAK))

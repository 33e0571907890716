"""schedule.json and schedule.xml: valid against the published schemas, the same sessions in both."""

import datetime as dt
import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.programme import Programme
from meetings.schedule import schedule_json, schedule_xml
from tests.meetings.programmes import a_day, moment, programme, slot

ADDRESS, BASE = "https://netz.example.org/veranstaltungen/fachtag-2026/programm/", "https://netz.example.org/"
SCHEMAS = (
    Path(os.environ.get("STANDARDS", Path(__file__).parents[3] / "shared" / "standards")) / "schedule-v1"
)
real = [
    pytest.mark.real,
    pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the published schemas are not here"),
]

PROGRAMMES = {
    "a day": a_day(),
    "nothing yet": programme(),
    "two days": programme(
        slot(1, "09:00", "12:00"), slot(2, "09:00", "12:00", day=dt.date(2026, 11, 27), room="Saal")
    ),
    "short slug, hostile words": programme(
        slot(1, "09:00", "10:00", "</title><script>\x00\x0b & „Größe“", text="]]>", room='R"1'), slug="ft"
    ),
    "the night the clock goes back": programme(
        slot(1, "00:30", "04:30", day=dt.date(2026, 10, 25)), start=moment("00:00", dt.date(2026, 10, 25))
    ),
}


@pytest.fixture(params=PROGRAMMES.values(), ids=PROGRAMMES)
def one(request):
    return request.param


def files(one: Programme):
    values = json.loads(schedule_json(one, address=ADDRESS, base=BASE))
    return values, ET.fromstring(schedule_xml(one, address=ADDRESS, base=BASE))


@pytest.mark.parametrize("one", [pytest.param(p, id=n, marks=real) for n, p in PROGRAMMES.items()])
def test_json_is_valid_by_the_published_schema(one):
    import jsonschema

    schema = json.loads((SCHEMAS / "schedule.schema.json").read_text())
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(files(one)[0])] == []


@pytest.mark.parametrize("one", [pytest.param(p, id=n, marks=real) for n, p in PROGRAMMES.items()])
def test_xml_is_valid_by_the_published_schema(one):
    import xmlschema

    schema = xmlschema.XMLSchema(str(SCHEMAS / "schedule.xml.xsd"))
    errors = list(schema.iter_errors(schedule_xml(one, address=ADDRESS, base=BASE).decode()))
    assert [error.reason for error in errors] == []


def test_both_files_tell_of_the_same_sessions(one):
    values, root = files(one)
    days = values["schedule"]["conference"]["days"]
    told = {
        (
            event["guid"],
            event["title"].replace("\x00", "").replace("\x0b", ""),
            event["date"],
            event["duration"],
            event["room"],
        )
        for day in days
        for events in day["rooms"].values()
        for event in events
    }
    written = {
        (
            event.get("guid"),
            event.findtext("title"),
            event.findtext("date"),
            event.findtext("duration"),
            event.findtext("room"),
        )
        for event in root.iterfind("day/room/event")
    }
    assert told == written
    assert len(told) == len(one.slots)
    assert values["schedule"]["conference"]["daysCount"] == len(root.findall("day")) == len(days)


def test_a_cancelled_session_is_left_out():
    values, root = files(programme(slot(1, "09:00", "10:00", cancelled=True), slot(2, "10:00", "11:00")))

    assert [event.get("id") for event in root.iterfind("day/room/event")] == ["2"]
    assert "Sitzung 1" not in json.dumps(values)


def test_four_hours_over_the_hour_that_comes_twice_are_five():
    values, _root = files(PROGRAMMES["the night the clock goes back"])
    (event,) = values["schedule"]["conference"]["days"][0]["rooms"].popitem()[1]

    assert event["duration"] == "05:00"
    assert event["date"].endswith("+02:00")
    assert event["end"].endswith("+01:00")


@given(title=st.text(max_size=60), room=st.text(max_size=20), track=st.text(max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_words_make_readable_files(title, room, track):
    _values, root = files(
        programme(slot(1, "09:00", "10:00", title, room=room, track=track), tracks=(track,))
    )

    assert len(root.findall("day/room/event")) == 1

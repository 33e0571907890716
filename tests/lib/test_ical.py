"""Calendars as programs read them: the same moment everywhere, the same date after each change."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from coordination.lib.ical import BERLIN, Date, calendar

UID = uuid.UUID("0b7a6f1e-4c55-4d9e-8a43-1f6e2f0c9d11")
CHANGED = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def date(**more):
    values = {
        "uid": UID,
        "title": "Steuerungsgruppe",
        "start": dt.datetime(2026, 10, 24, 9, 0, tzinfo=BERLIN),
        "end": dt.datetime(2026, 10, 24, 11, 0, tzinfo=BERLIN),
        "changed_at": CHANGED,
    }
    return Date(**{**values, **more})


def written(*dates, **more) -> bytes:
    return calendar("Netzwerk Musterstadt", dates, host="netzwerk.example.org", **more)


def event_of(content: bytes):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def test_a_date_keeps_its_uid_and_counts_its_changes():
    first, second = event_of(written(date())), event_of(written(date(version=2, title="Verlegt")))

    assert first["uid"] == second["uid"] == f"{UID}@netzwerk.example.org"
    assert (first["sequence"], second["sequence"]) == (0, 1)


def test_the_same_values_give_the_same_bytes():
    assert written(date()) == written(date())


@pytest.mark.parametrize("year", range(2026, 2046))
@pytest.mark.parametrize("month", [3, 10])
def test_for_twenty_years_no_change_of_the_clock_shifts_a_date(year, month):
    last_sunday = max(day for day in range(25, 32) if dt.date(year, month, day).weekday() == 6)
    for days in (-1, 0, 1):
        day = dt.date(year, month, last_sunday) + dt.timedelta(days=days)
        start = dt.datetime.combine(day, dt.time(9, 30), BERLIN)
        event = event_of(written(date(start=start, end=start + dt.timedelta(hours=2))))

        assert event.decoded("dtstart").astimezone(dt.UTC) == start.astimezone(dt.UTC)
        assert event.decoded("dtstart").strftime("%H:%M") == "09:30"


def test_the_zone_describes_both_its_times():
    zone = Calendar.from_ical(written(date())).walk("VTIMEZONE")[0]
    offsets = {part["tzoffsetto"].td for part in zone.subcomponents}

    assert zone["tzid"] == "Europe/Berlin"
    assert offsets == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_a_moment_from_elsewhere_is_shown_in_our_time():
    start = dt.datetime(2026, 7, 1, 8, 0, tzinfo=ZoneInfo("America/New_York"))

    assert b"DTSTART;TZID=Europe/Berlin:20260701T140000" in written(date(start=start, end=start))


def test_a_whole_day_ends_the_day_after():
    content = written(date(start=dt.date(2026, 12, 24), end=dt.date(2026, 12, 25)))

    assert b"DTSTART;VALUE=DATE:20261224" in content
    assert b"DTEND;VALUE=DATE:20261226" in content
    assert b"VTIMEZONE" not in content


def test_what_is_called_off_is_told():
    event = event_of(
        written(date(cancelled=True, version=3, remind_before=dt.timedelta(hours=1)), method="CANCEL")
    )

    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 2
    assert not event.walk("VALARM")


def test_text_with_traps_comes_back_as_it_was():
    text = "Bitte mitbringen: Stifte; Karten, Äpfel\nZweite Zeile \\ Ende\r\nBEGIN:VEVENT"
    calendar_read = Calendar.from_ical(written(date(text=text, title="a\nATTENDEE:mailto:x@example.org")))

    assert len(calendar_read.walk("VEVENT")) == 1
    assert calendar_read.walk("VEVENT")[0]["description"].replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert "attendee" not in calendar_read.walk("VEVENT")[0]


def test_lines_are_folded_after_75_bytes():
    assert max(len(line) for line in written(date(text="ä" * 300)).split(b"\r\n")) <= 75


def test_reminder_organiser_and_address_are_there():
    event = event_of(
        written(
            date(
                organiser=("Büro, Netzwerk", "buero@example.org"),
                remind_before=dt.timedelta(hours=2),
                address="https://netzwerk.example.org/termine/1/",
                place="Rathaus",
            )
        )
    )

    assert event["organizer"] == "mailto:buero@example.org"
    assert event["organizer"].params["CN"] == "Büro, Netzwerk"
    assert event.walk("VALARM")[0]["trigger"].dt == dt.timedelta(hours=-2)
    assert event["url"] == "https://netzwerk.example.org/termine/1/"


def test_dates_are_in_their_order_and_the_calendar_has_its_name():
    later = date(uid=uuid.uuid4(), start=dt.date(2027, 1, 1), end=dt.date(2027, 1, 1), title="später")
    read = Calendar.from_ical(written(later, date()))

    assert [str(event["summary"]) for event in read.walk("VEVENT")] == ["Steuerungsgruppe", "später"]
    assert read["x-wr-calname"] == "Netzwerk Musterstadt"
    assert read["method"] == "PUBLISH"


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": dt.datetime(2026, 10, 24, 8, 0, tzinfo=BERLIN)},
        {"start": dt.datetime(2026, 10, 24, 9, 0)},  # noqa: DTZ001 -- that is the point
        {"start": dt.date(2026, 10, 24)},
    ],
)
def test_a_date_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"zone|ends before"):
        written(date(**wrong))

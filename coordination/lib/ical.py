"""Calendars: values in, bytes out. What programs expect and often do not get stands here once.

Times are Europe/Berlin with its summer time described inside (VTIMEZONE), so that a calendar abroad shows the right
hour also after the next change. A date keeps its UID for ever; each change counts its SEQUENCE up; what is called off
is sent as CANCELLED, since a date that merely vanishes stays in people's calendars.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

BERLIN = ZoneInfo("Europe/Berlin")
PRODUCT = "-//Schutznetz//Kalender//DE"


@dataclass(frozen=True, kw_only=True)
class Date:
    """One date for a calendar. ``start`` and ``end`` are moments, or days for a whole day (``end`` inclusive)."""

    uid: UUID
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    changed_at: dt.datetime
    version: int = 1
    place: str = ""
    text: str = ""
    address: str = ""
    organiser: tuple[str, str] | None = None  # name, mail
    cancelled: bool = False
    remind_before: dt.timedelta | None = None


def calendar(name: str, dates: Iterable[Date], *, host: str, method: str = "PUBLISH") -> bytes:
    """Return a calendar of ``dates``; ``host`` makes their UIDs unique in the world.

    ``method``: PUBLISH for feeds and downloads, REQUEST or CANCEL in invitations by mail. Raises ``ValueError`` for a
    date that ends before it begins or whose moments have no zone.
    """
    entries = sorted(dates, key=lambda date: (_moment(date.start), str(date.uid)))
    result = Calendar()
    result.add("prodid", PRODUCT)
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", method)
    result.add("x-wr-calname", name)
    result.add("x-wr-timezone", BERLIN.key)
    result.add("refresh-interval;value=duration", "PT6H")
    if any(isinstance(date.start, dt.datetime) for date in entries):
        result.add_component(_zone(entries))
    for date in entries:
        result.add_component(_event(date, host))
    return result.to_ical()


def _event(date: Date, host: str) -> Event:
    event = Event()
    event.add("uid", f"{date.uid}@{host}")
    event.add("sequence", date.version - 1)
    event.add("dtstamp", date.changed_at.astimezone(dt.UTC))
    event.add("last-modified", date.changed_at.astimezone(dt.UTC))
    event.add("dtstart", _local(date.start))
    event.add("dtend", _end(date))
    event.add("summary", date.title)
    for key, value in (("location", date.place), ("description", date.text), ("url", date.address)):
        if value:
            event.add(key, value)
    event.add("status", "CANCELLED" if date.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if date.cancelled else "OPAQUE")
    event.add("class", "PUBLIC")
    if date.organiser:
        name, mail = date.organiser
        who = vCalAddress(f"mailto:{mail}")
        who.params["CN"] = vText(name)
        event["organizer"] = who
    if date.remind_before and not date.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", date.title)
        alarm.add("trigger", -date.remind_before)
        event.add_component(alarm)
    return event


def _local(value: dt.datetime | dt.date) -> dt.datetime | dt.date:
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return value.astimezone(BERLIN)


def _end(date: Date) -> dt.datetime | dt.date:
    """Calendars count the end of whole days as the day after."""
    end = _local(date.end)
    if isinstance(date.start, dt.datetime) != isinstance(date.end, dt.datetime) or _moment(end) < _moment(
        date.start
    ):
        raise ValueError(f"This date ends before it begins: {date.uid}")
    return end if isinstance(end, dt.datetime) else end + dt.timedelta(days=1)


def _moment(value: dt.datetime | dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time(), BERLIN)


def _zone(dates: list[Date]) -> Timezone:
    first = min(_moment(date.start) for date in dates).date()
    last = max(_moment(date.end) for date in dates).date()
    return Timezone.from_tzid(
        BERLIN.key, first_date=dt.date(first.year - 1, 1, 1), last_date=dt.date(last.year + 2, 1, 1)
    )

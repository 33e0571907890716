"""Calendars: values in, bytes out. What programs expect and often do not get stands here once.

Times are Europe/Berlin with its summer time described inside (VTIMEZONE), so that a calendar abroad shows the right
hour also after the next change. A date keeps its UID for ever; each change counts its SEQUENCE up; what is called off
is sent as CANCELLED, since a date that merely vanishes stays in people's calendars.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vDuration

BERLIN = ZoneInfo("Europe/Berlin")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
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
    head, end, _rest = result.to_ical().decode().rpartition("END:VCALENDAR")
    return "".join([head, *(_event(date, host) for date in entries), end, "\r\n"]).encode()


def _event(date: Date, host: str) -> str:
    """One date as lines. Written here, since the library takes twenty times as long and a programme has sixty."""
    stamp = f"{date.changed_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{date.uid}@{host}",
        f"SEQUENCE:{date.version - 1}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"DTSTART{_when(_local(date.start))}",
        f"DTEND{_when(_end(date))}",
        f"SUMMARY:{_text(date.title)}",
    ]
    lines += [
        f"{name}:{_text(value)}"
        for name, value in (("LOCATION", date.place), ("DESCRIPTION", date.text))
        if value
    ]
    if date.address:
        lines.append(f"URL:{date.address}")
    lines += [
        f"STATUS:{'CANCELLED' if date.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if date.cancelled else 'OPAQUE'}",
        "CLASS:PUBLIC",
    ]
    if date.organiser:
        name, mail = date.organiser
        shown = _CONTROL.sub(" ", name.replace('"', "'"))
        lines.append(f'ORGANIZER;CN="{shown}":mailto:{mail}')
    if date.remind_before and not date.cancelled:
        before = vDuration(-date.remind_before).to_ical().decode()
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(date.title)}", f"TRIGGER:{before}"]
        lines.append("END:VALARM")
    lines.append("END:VEVENT")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _when(value: dt.datetime | dt.date) -> str:
    if isinstance(value, dt.datetime):
        return f";TZID={BERLIN.key}:{value:%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{value:%Y%m%d}"


def _text(value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _CONTROL.sub(" ", value.replace("\n", "\\n"))


def _folded(line: str) -> str:
    """At most 75 bytes a line (RFC 5545, 3.1), never through a letter."""
    if len(line) <= 75 and line.isascii():
        return line
    parts, room = [""], 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("")
            room = 74  # the blank that continues it counts
        parts[-1] += sign
        room -= size
    return "\r\n ".join(parts)


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

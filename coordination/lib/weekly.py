"""A week of opening hours as people think of it, and its OSM ``opening_hours`` text (the stored form).

Weekday rules are joined by commas, so that a span over midnight keeps its second half; what replaces a day (public
holidays, school holidays, single dates) follows after semicolons. Reading who is open when is ``lib/hours.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import NamedTuple

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = 24 * 60
ALWAYS = "24/7"


class Span(NamedTuple):
    """From minute to minute of a day; an end beyond 1440 lies on the next day."""

    start: int
    end: int

    @property
    def over_midnight(self) -> bool:
        return self.end > DAY


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Dated:
    """Other hours from one day to another, both inclusive; no spans: closed."""

    first: dt.date
    last: dt.date
    spans: Spans = ()
    note: str = ""


@dataclass(frozen=True)
class Week:
    """Hours of the seven weekdays. ``public`` and ``school``: None means as on any such weekday, () closed."""

    days: tuple[Spans, ...] = ((),) * 7
    public: Spans | None = None
    school: Spans | None = None  # on Monday to Friday; the weekend is closed then
    exceptions: tuple[Dated, ...] = field(default=())

    @property
    def is_always(self) -> bool:
        return all(spans == (Span(0, DAY),) for spans in self.days) and self.public is None is self.school

    def on(self, day: dt.date, *, is_public: bool = False, is_school: bool = False) -> Spans:
        """The spans that begin on a day: a single date outweighs a public holiday, this one school holidays."""
        for one in self.exceptions:
            if one.first <= day <= one.last:
                return one.spans
        if is_public and self.public is not None:
            return self.public
        if is_school and self.school is not None:
            return self.school if day.weekday() < 5 else ()
        return self.days[day.weekday()]

    def to_osm(self) -> str:
        if self.is_always and not self.exceptions:
            return ALWAYS
        rules = ", ".join(f"{_days(group)} {_times(spans)}" for group, spans in self.groups())
        more = [rules or "Mo-Su off"]
        if self.school is not None:
            more.append(f"SH Mo-Fr {_times(self.school)}; SH Sa-Su off" if self.school else "SH off")
        if self.public is not None:
            more.append(f"PH {_times(self.public)}")
        for one in self.exceptions:
            note = f' "{one.note}"' if one.note else ""
            more.append(f"{date_text(one.first, one.last)} {_times(one.spans)}{note}")
        return "; ".join(more)

    def groups(self) -> list[tuple[list[int], Spans]]:
        """Weekdays with the same hours together, in the order of the week; closed days are left out."""
        found: dict[Spans, list[int]] = {}
        for number, spans in enumerate(self.days):
            if spans:
                found.setdefault(spans, []).append(number)
        return [(numbers, spans) for spans, numbers in found.items()]


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """[0, 1, 2, 4] → [(0, 2), (4, 4)]."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def clock(minute: int) -> str:
    """ "08:30"; the end of a day is 24:00, an end on the next day its time there."""
    minute = minute - DAY if minute > DAY else minute
    return f"{minute // 60:02}:{minute % 60:02}"


def date_text(first: dt.date, last: dt.date | None = None) -> str:
    """ "2026 Dec 24-2027 Jan 01" """
    text = f"{first.year} {_MONTHS[first.month - 1]} {first.day:02}"
    return text if last is None or last == first else f"{text}-{date_text(last)}"


def _days(numbers: list[int]) -> str:
    return ",".join(CODES[a] if a == b else f"{CODES[a]}-{CODES[b]}" for a, b in runs(numbers))


def _times(spans: Spans) -> str:
    return ",".join(f"{clock(span.start)}-{clock(span.end)}" for span in spans) or "off"


# --- Reading our own texts back ---------------------------------------------------------------------------------------
_CODE = "|".join(CODES)
_TIME = r"(\d\d):(\d\d)-(\d\d):(\d\d)"
_TIMES = rf"(?P<times>off|{_TIME.replace('(', '(?:')}(?:,{_TIME.replace('(', '(?:')})*)"
_RULE = re.compile(rf"(?P<days>(?:{_CODE})(?:[-,](?:{_CODE}))*) {_TIMES}")
_SPECIAL = re.compile(rf"(?P<what>PH|SH|SH Mo-Fr|SH Sa-Su) {_TIMES}")
_DATE = rf"(\d{{4}}) ({'|'.join(_MONTHS)}) (\d\d)"
_DATED = re.compile(
    rf"(?P<first>{_DATE.replace('(', '(?:')})(?:-(?P<last>{_DATE.replace('(', '(?:')}))? {_TIMES}"
    r'(?: "(?P<note>[^"]*)")?'
)


def from_osm(text: str) -> Week | None:
    """Return the week of a text as ``to_osm`` writes it; None for other (right or wrong) OSM texts."""
    if text == ALWAYS:
        return Week(days=((Span(0, DAY),),) * 7)
    first, *others = text.split("; ")
    days: list[Spans] = [()] * 7
    for rule in first.split(", "):
        found = _RULE.fullmatch(rule)
        if found is None:
            return None
        for number in _numbers(found["days"]):
            days[number] = _spans(found["times"])
    public: Spans | None = None
    school: Spans | None = None
    exceptions: list[Dated] = []
    for rule in others:
        if found := _SPECIAL.fullmatch(rule):
            if found["what"] == "PH":
                public = _spans(found["times"])
            elif found["what"] != "SH Sa-Su":
                school = _spans(found["times"])
        elif found := _DATED.fullmatch(rule):
            start = _date(found["first"])
            end = _date(found["last"]) if found["last"] else start
            if start is None or end is None:
                return None
            exceptions.append(Dated(start, end, _spans(found["times"]), found["note"] or ""))
        else:
            return None
    return Week(tuple(days), public, school, tuple(exceptions))


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        found += range(CODES.index(first), CODES.index(last or first) + 1)
    return found


def _spans(text: str) -> Spans:
    found = []
    for match in re.finditer(_TIME, text):
        hour, minute, until_hour, until_minute = map(int, match.groups())
        start, end = hour * 60 + minute, until_hour * 60 + until_minute
        found.append(Span(start, end if end > start else end + DAY))
    return tuple(found)


def _date(text: str) -> dt.date | None:
    year, month, day = text.split()
    try:
        return dt.date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None

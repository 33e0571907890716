"""Opening hours: who is open when, and when next. The one door to ``opening_hours`` and to ``holidays``.

The engine knows neither the Länder nor school holidays and reads a span over midnight wrongly where another rule covers
the next day. Therefore holidays are written into the text as dates before it reads it, each with the hours that
reach into it from the night before. Times are those of Europe/Berlin.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import Lock
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext_lazy as _
from opening_hours import (  # type: ignore[attr-defined]  # its stub leaves the error out
    OpeningHours,
    ParserError,
)

from coordination.lib.errors import RuleBroken
from coordination.lib.weekly import ALWAYS, DAY, Span, Week, clock, date_text, from_osm

BERLIN = ZoneInfo("Europe/Berlin")
AHEAD = 70  # days for which holidays are written into a text: longer than any school holidays
_ROUNDS = 8  # so a closure of a year and more is followed to its end
_loading = Lock()
_SYMBOL = re.compile(r"(?:^|[;,])\s*(?:PH|SH)\b")


@dataclass(frozen=True)
class Calendar:
    """Holidays where a service stands: the Land's public ones, and the school holidays of the Land."""

    land: str = ""  # abbreviation (NW); empty: what holds in all of Germany
    school: tuple[tuple[dt.date, dt.date], ...] = ()

    def public(self, day: dt.date) -> str:
        """The name of the public holiday on a day, or nothing."""
        return _public(self.land, day.year).get(day, "")

    def is_school(self, day: dt.date) -> bool:
        return any(first <= day <= last for first, last in self.school)


@dataclass(frozen=True)
class Standing:
    """Open or not at a moment. ``until``: when that changes; None: it never does."""

    is_open: bool
    until: dt.datetime | None = None
    always: bool = field(default=False)

    @property
    def opens_at(self) -> dt.datetime | None:
        return None if self.is_open else self.until


@cache
def _germany() -> type[holidays.HolidayBase]:
    """The holidays of Germany alone: the library's own way to them loads those of 250 countries (8 MiB).

    Its package of countries is not run for that, and stands ready for whoever asks for another one.
    """
    name = "holidays.countries"
    with _loading:
        known = sys.modules.get(name)
        if known is None and (spec := find_spec(name)) is not None:
            sys.modules[name] = module_from_spec(spec)
        try:
            return import_module(f"{name}.germany").Germany
        finally:
            if known is None:
                sys.modules.pop(name, None)


@lru_cache(maxsize=256)
def _public(land: str, year: int) -> Mapping[dt.date, str]:
    return dict(_germany()(subdiv=land or None, years=year, language="de"))


def checked(text: str) -> str:
    """Return the text if the engine reads it; raise RuleBroken that quotes the place otherwise."""
    try:
        OpeningHours(_without_symbols(text), timezone=BERLIN)
    except ParserError as fault:
        found = re.search(r"--> 1:(\d+)", str(fault))
        place = text[int(found[1]) - 1 :][:20] if found else text[:20]
        raise RuleBroken(
            _(
                "These opening hours cannot be read, from “%(place)s” on. For example: Mo-Fr 08:00-16:00; PH off"
            )
            % {"place": place},
            code="hours_unreadable",
        ) from None
    return text


def standing(text: str, calendar: Calendar, at: dt.datetime) -> Standing:
    """Say whether somebody is there at a moment, until when, and when next."""
    if text == ALWAYS:
        return Standing(True, None, always=True)
    return _standing(text, calendar, at.astimezone(dt.UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)
def _standing(text: str, calendar: Calendar, minute: dt.datetime) -> Standing:
    """Reckoned once a minute for all who keep these hours. In UTC: the hour that autumn repeats is two moments."""
    moment = local = minute.astimezone(BERLIN)
    is_open = _engine(text, calendar, local.date()).is_open(local)
    for _round in range(_ROUNDS):  # holidays are written for some weeks only: ask again from where they end
        until = _engine(text, calendar, moment.date()).next_change(moment)
        if until is None or until < _midnight(moment) + dt.timedelta(days=AHEAD - 3):
            return Standing(is_open, until)
        moment = _midnight(moment) + dt.timedelta(days=AHEAD - 3)
        if _engine(text, calendar, moment.date()).is_open(moment) != is_open:
            return Standing(is_open, moment)
    return Standing(is_open)


def _midnight(moment: dt.datetime) -> dt.datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def intervals(
    text: str, calendar: Calendar, start: dt.datetime, end: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the open spans between two moments, cut off at both; one after the other, touching ones joined."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    start, end = start.astimezone(BERLIN), end.astimezone(BERLIN)
    while start < end:
        stop = min(end, start + dt.timedelta(days=AHEAD - 10))
        engine = _engine(text, calendar, start.date())
        for first, last, state, _comment in engine.intervals(start, stop):
            if str(state) == "open":
                if found and found[-1][1] == first:
                    found[-1] = (found[-1][0], last)
                else:
                    found.append((first, last))
        start = stop
    return found


@lru_cache(maxsize=4096)
def _engine(text: str, calendar: Calendar, day: dt.date) -> OpeningHours:
    return OpeningHours(_written_out(text, calendar, day), timezone=BERLIN)


def _written_out(text: str, calendar: Calendar, day: dt.date) -> str:
    """Return the text without PH and SH, with the days around ``day`` that they mean as dates."""
    days = [day + dt.timedelta(days=number) for number in range(-2, AHEAD)]
    week = from_osm(text)
    if week is None:
        return _foreign(text, calendar, days)
    base = Week(days=week.days).to_osm()
    dated: list[str] = []
    before = False
    for one in days:
        own = _spans_on(week, calendar, one)
        special = own != week.days[one.weekday()]
        if special or before:  # a rule for a date hides the night before: it is written again
            tail = [
                Span(0, span.end - DAY)
                for span in _spans_on(week, calendar, one - dt.timedelta(days=1))
                if span.over_midnight
            ]
            dated.append(f"{date_text(one)} {_times_over((*tail, *own))}")
        before = special
    return "; ".join([base, *dated])


def _spans_on(week: Week, calendar: Calendar, day: dt.date) -> tuple[Span, ...]:
    return week.on(day, is_public=bool(calendar.public(day)), is_school=calendar.is_school(day))


def _times_over(spans: tuple[Span, ...]) -> str:
    return ",".join(f"{clock(span.start)}-{_end(span.end)}" for span in spans) or "off"


def _end(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _foreign(text: str, calendar: Calendar, days: list[dt.date]) -> str:
    """A text that others wrote: its PH and SH rules become rules of dates."""
    rules = []
    for rule in text.split(";"):
        word = rule.strip()
        if word[:2] not in {"PH", "SH"}:
            rules.append(word)
            continue
        is_public = word.startswith("PH")
        meant = [one for one in days if (calendar.public(one) if is_public else calendar.is_school(one))]
        rules += [f"{date_text(one)} {word[2:].strip(' :')}" for one in meant]
    return "; ".join(rule for rule in rules if rule)


def _without_symbols(text: str) -> str:
    return re.sub(r"\b(PH|SH)\b", "2026 Jan 01", text)

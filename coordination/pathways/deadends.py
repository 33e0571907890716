"""Dead ends: when somebody answers, as sets of quarters of an hour; and what follows for a step and for a whole way.

A set is one large integer, a bit per quarter, so that a week is joined and intersected at once. Values in, values out;
``services/deadends.py`` asks the directory. A service counts for a quarter only if it is there all of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from coordination.lib.hours import BERLIN, Calendar
from coordination.pathways.flow import Flow, FlowStep

QUARTER = 15
PER_HOUR, PER_DAY = 4, 96
ACTING = frozenset({"report", "emergency"})
WEEK, HOLIDAY, CHRISTMAS = "week", "holiday", "christmas"


class State(IntEnum):
    """Who answers, from worst to best."""

    NOBODY = 0
    ONLY_110 = 1
    STANDBY = 2  # on-call service, stand-in, or a help line for all of Germany
    OPEN = 3  # a service in charge here


@dataclass(frozen=True)
class Stretch:
    """Days that are looked at together: a typical week, a public holiday, Christmas. ``name``: of the holiday."""

    key: str
    first: dt.date
    days: int
    name: str = ""

    @property
    def start(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time(), BERLIN)

    @property
    def end(self) -> dt.datetime:
        return dt.datetime.combine(self.first + dt.timedelta(days=self.days), dt.time(), BERLIN)


class Masks(NamedTuple):
    """When a kind of service answers at a place: those in charge, those who stand by, the police alone."""

    own: int = 0
    standby: int = 0
    police: int = 0

    def __or__(self, other: Masks) -> Masks:
        return Masks(self.own | other.own, self.standby | other.standby, self.police | other.police)

    @property
    def anybody(self) -> int:
        return self.own | self.standby

    def state(self, bits: int) -> State:
        """The worst state within some quarters."""
        if bits & ~(self.own | self.standby | self.police):
            return State.NOBODY
        if bits & ~(self.own | self.standby):
            return State.ONLY_110
        return State.STANDBY if bits & ~self.own else State.OPEN


def stretches(today: dt.date, calendar: Calendar) -> tuple[Stretch, ...]:
    """The next week without holidays, the next public holiday on a weekday, the next Christmas."""
    monday = today + dt.timedelta(days=7 - today.weekday())
    weeks = [monday + dt.timedelta(weeks=number) for number in range(26)]
    quiet = [one for one in weeks if not any(calendar.public(day) for day in _days(one, 7))]
    plain = [one for one in quiet if not any(calendar.is_school(day) for day in _days(one, 7))]
    week = (plain or quiet or weeks)[0]
    found = [Stretch(WEEK, week, 7)]
    for day in _days(today + dt.timedelta(days=1), 400):
        is_christmas = day.month == 12 and day.day in {24, 25, 26}
        if day.weekday() < 5 and not is_christmas and (name := calendar.public(day)):
            found.append(Stretch(HOLIDAY, day, 1, name))
            break
    year = today.year if today <= dt.date(today.year, 12, 24) else today.year + 1
    return (*found, Stretch(CHRISTMAS, dt.date(year, 12, 24), 3))


def _days(first: dt.date, count: int) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range(count))


class Timeline:
    """All quarters of the stretches, one after the other."""

    def __init__(self, parts: Iterable[Stretch]) -> None:
        self.parts = tuple(parts)
        self.offsets: list[int] = []
        count = 0
        for part in self.parts:
            self.offsets.append(count)
            count += part.days * PER_DAY
        self.count = count
        self.whole = (1 << count) - 1

    def mask(self, spans_of: Callable[[Stretch], Iterable[tuple[dt.datetime, dt.datetime]]]) -> int:
        """The quarters that spans of time fill wholly; by the clock on the wall: both DST days have 24 hours."""
        found = 0
        for part, offset in zip(self.parts, self.offsets, strict=True):
            for start, end in spans_of(part):
                first = max(0, -(-self._minute(part, start) // QUARTER))
                last = min(part.days * PER_DAY, self._minute(part, end) // QUARTER)
                if last > first:
                    found |= ((1 << (last - first)) - 1) << (offset + first)
        return found

    def _minute(self, part: Stretch, moment: dt.datetime) -> int:
        local = moment.astimezone(BERLIN).replace(tzinfo=None)
        return int((local - dt.datetime.combine(part.first, dt.time())).total_seconds() // 60)

    def bits(self, part: int, day: int, hour: int, hours: int) -> int:
        """The quarters from an hour of a day of a stretch on."""
        start = self.offsets[part] + day * PER_DAY + hour * PER_HOUR
        return ((1 << (hours * PER_HOUR)) - 1) << start

    def spans(self, mask: int) -> list[tuple[Stretch, int, int]]:
        """The runs of a set: stretch, first quarter, quarter after the last, counted within the stretch."""
        found = []
        for part, offset in zip(self.parts, self.offsets, strict=True):
            size = part.days * PER_DAY
            rest = (mask >> offset) & ((1 << size) - 1)
            place = 0
            while rest:
                skip = (rest & -rest).bit_length() - 1
                place, rest = place + skip, rest >> skip
                length = (~rest & (rest + 1)).bit_length() - 1
                found.append((part, place, place + length))
                place, rest = place + length, rest >> length
        return found


def acting(flow: Flow) -> tuple[FlowStep, ...]:
    """The steps in which a report must arrive; where a way has none, all that name a kind of service."""
    steps = tuple(step for step in flow.steps if step.slots)
    return tuple(step for step in steps if step.kind in ACTING) or steps


def of_step(step: FlowStep, there: dict[str, Masks]) -> Masks:
    """When somebody answers at a step: any of its kinds of services will do."""
    found = Masks()
    for code in step.slots:
        found |= there.get(code, Masks())
    return found


def of_way(flow: Flow, there: dict[str, Masks]) -> Masks:
    """When a report on this way reaches somebody."""
    found = Masks()
    for step in acting(flow):
        found |= of_step(step, there)
    return found


def worst(masks: Iterable[Masks]) -> Masks:
    """What holds everywhere at once: the worst state of each quarter over several places or ways."""
    rows = list(masks)
    if not rows:
        return Masks()
    own, anybody, reached = rows[0].own, rows[0].anybody, rows[0].anybody | rows[0].police
    for one in rows[1:]:
        own &= one.own
        anybody &= one.anybody
        reached &= one.anybody | one.police
    return Masks(own, anybody & ~own, reached & ~anybody)

"""The dead-end check as a page shows it: rows of cells of four hours, and the same in words. Values in, values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.pathways.deadends import CHRISTMAS, HOLIDAY, PER_DAY, WEEK, Masks, State, Stretch, Timeline

HOURS = 4
CSS = {State.OPEN: "o", State.STANDBY: "p", State.ONLY_110: "f", State.NOBODY: "x"}
SIGN = {State.OPEN: "", State.STANDBY: "", State.ONLY_110: "!", State.NOBODY: "×"}
WORDS = {
    State.OPEN: gettext_lazy("a service in charge answers"),
    State.STANDBY: gettext_lazy("on call, stand-in or national line"),
    State.ONLY_110: gettext_lazy("only 110 answers"),
    State.NOBODY: gettext_lazy("nobody answers"),
}


@dataclass(frozen=True)
class Cell:
    state: State
    words: str
    begins_day: bool
    tag: str
    hour: int

    @property
    def css(self) -> str:
        return f"{CSS[self.state]}{' day' if self.begins_day else ''}"

    @property
    def sign(self) -> str:
        return SIGN[self.state]

    @property
    def is_dead(self) -> bool:
        return self.state <= State.ONLY_110


@dataclass(frozen=True)
class Day:
    """A column group: „Mo“, „Neujahr, 01.01.“"""

    label: str
    date: dt.date
    part: int
    number: int


@dataclass(frozen=True)
class HeatRow:
    label: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Gap:
    """A time in which a way leads to nobody, or to the police alone."""

    state: State
    when: str
    tag: str
    zeit: str


def days(timeline: Timeline) -> list[Day]:
    """The days of all stretches, with what they are called."""
    found = []
    for number, part in enumerate(timeline.parts):
        for day in range(part.days):
            date = part.first + dt.timedelta(days=day)
            label = date_format(date, "D")
            if part.key == HOLIDAY:
                label = f"{part.name}, {date_format(date, 'd.m.')}"
            elif part.key == CHRISTMAS:
                label = date_format(date, "d.m.")
            found.append(Day(label, date, number, day))
    return found


def cells(masks: Masks, timeline: Timeline) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for day in days(timeline):
        for hour in range(0, 24, HOURS):
            state = masks.state(timeline.bits(day.part, day.number, hour, HOURS))
            words = f"{day.label} {hour}–{hour + HOURS}: {WORDS[state]}"
            found.append(Cell(state, words, hour == 0 and bool(found), day.date.strftime("%d.%m.%Y"), hour))
    return tuple(found)


def gaps(masks: Masks, timeline: Timeline) -> list[Gap]:
    """When nobody or only the police answers, in words, worst first, then as the calendar runs."""
    nobody = timeline.whole & ~(masks.anybody | masks.police)
    only_police = timeline.whole & ~masks.anybody & ~nobody
    found = []
    for state, mask in ((State.NOBODY, nobody), (State.ONLY_110, only_police)):
        for part, group in _by_stretch(timeline.spans(mask)):
            first = group[0][0]
            moment = part.start + dt.timedelta(days=first // PER_DAY)
            found.append(Gap(state, when(part, group), moment.strftime("%d.%m.%Y"), clock(first % PER_DAY)))
    return found


def _by_stretch(
    spans: list[tuple[Stretch, int, int]],
) -> Iterator[tuple[Stretch, list[tuple[int, int]]]]:
    parts = dict.fromkeys(part for part, _start, _end in spans)
    for part in parts:
        yield part, [(start, end) for one, start, end in spans if one == part]


def when(part: Stretch, spans: list[tuple[int, int]]) -> str:
    """ "Mo 16:00 bis Di 8:30, …"; the whole of a stretch in one word."""
    name = stretch_name(part)
    if spans == [(0, part.days * PER_DAY)]:
        return (
            _("%(name)s: at no time") % {"name": name}
            if part.key == WEEK
            else _("%(name)s: all day") % {"name": name}
        )
    return f"{name}: {', '.join(_span(part, start, end) for start, end in spans)}"


def stretch_name(part: Stretch) -> str:
    if part.key == WEEK:
        return _("Typical week")
    if part.key == HOLIDAY:
        return f"{part.name} ({date_format(part.first, 'SHORT_DATE_FORMAT')})"
    return _("Christmas (24 to 26 December)")


def _span(part: Stretch, start: int, end: int) -> str:
    first, last = start // PER_DAY, (end - 1) // PER_DAY
    begin = f"{_day(part, first)} {clock(start % PER_DAY)}"
    until = clock(end - last * PER_DAY)
    return f"{begin}–{until}" if first == last else f"{begin} – {_day(part, last)} {until}"


def _day(part: Stretch, number: int) -> str:
    date = part.first + dt.timedelta(days=number)
    return date_format(date, "D" if part.key == WEEK else "d.m.")


def clock(quarter: int) -> str:
    return f"{quarter // 4}:{quarter % 4 * 15:02}"


def hours_of(mask: int, timeline: Timeline) -> list[tuple[str, str]]:
    """Per stretch: its name, „42 von 168 Stunden“."""
    found = []
    for part, offset in zip(timeline.parts, timeline.offsets, strict=True):
        size = part.days * PER_DAY
        count = ((mask >> offset) & ((1 << size) - 1)).bit_count()
        words = {"n": f"{count / 4:g}".replace(".", ","), "all": part.days * 24}
        found.append((stretch_name(part), _("%(n)s of %(all)s hours") % words))
    return found

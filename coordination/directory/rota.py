"""The rota of an on-call telephone: gaps, overlaps and hand-overs. No database: values in, values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.lib.hours import BERLIN, Calendar

GAP, OVERLAP = "gap", "overlap"
_EVES = {(12, 24): gettext_lazy("Christmas Eve"), (12, 31): gettext_lazy("New Year’s Eve")}
Spans = list[tuple[dt.datetime, dt.datetime]]


@dataclass(frozen=True)
class Finding:
    """A time for which nobody, or more than one, stands in the rota. ``feasts``: what lies in it by name."""

    kind: str
    start: dt.datetime
    end: dt.datetime
    holders: tuple[str, ...] = ()
    feasts: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        """A gap on a feast: nobody will notice before it is needed."""
        return self.kind == GAP and bool(self.feasts)

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600


@dataclass(frozen=True)
class HandOver:
    at: dt.datetime
    before: str
    after: str


def findings(open_spans: Spans, shifts: Sequence[Any], calendar: Calendar) -> list[Finding]:
    """Compare when the telephone is to be answered with who stands in the rota. Both in order of time.

    Evenings of one week that nobody holds are one gap, not five: it ends where somebody takes over again.
    """
    taken = [(shift.starts_at, shift.ends_at) for shift in shifts]
    found: list[Finding] = []
    for start, end in without(open_spans, taken):
        names, last = feasts(start, end, calendar), found[-1] if found else None
        if last is not None and not any(first < start and until > last.end for first, until in taken):
            names = tuple(dict.fromkeys((*last.feasts, *names)))
            found[-1] = Finding(GAP, last.start, end, feasts=names)
        else:
            found.append(Finding(GAP, start, end, feasts=names))
    held: Any = None
    for shift in sorted(shifts, key=lambda one: (one.starts_at, one.ends_at)):
        if held is not None and shift.starts_at < held.ends_at:
            end = min(shift.ends_at, held.ends_at)
            found.append(Finding(OVERLAP, shift.starts_at, end, (held.holder, shift.holder)))
        if held is None or shift.ends_at > held.ends_at:
            held = shift
    return sorted(found, key=lambda one: (one.start, one.kind))


def without(wanted: Spans, taken: Iterable[tuple[dt.datetime, dt.datetime]]) -> Spans:
    """Return the parts of ``wanted`` that ``taken`` leaves over."""
    rest: Spans = list(wanted)
    for start, end in taken:
        left: Spans = []
        for first, last in rest:
            if end <= first or start >= last:
                left.append((first, last))
                continue
            if first < start:
                left.append((first, start))
            if end < last:
                left.append((end, last))
        rest = left
    return rest


def feasts(start: dt.datetime, end: dt.datetime, calendar: Calendar) -> tuple[str, ...]:
    """Names of the eves and public holidays that a time touches, each once."""
    names: list[str] = []
    day = start.astimezone(BERLIN).date()
    last = (end.astimezone(BERLIN) - dt.timedelta(microseconds=1)).date()
    while day <= last and len(names) < 12:
        name = str(_EVES.get((day.month, day.day), "")) or calendar.public(day)
        if name and name not in names:
            names.append(name)
        day += dt.timedelta(days=1)
    return tuple(names)


def hand_overs(shifts: Sequence[Any]) -> list[HandOver]:
    """Return when the telephone goes from one to another without a gap."""
    ordered = sorted(shifts, key=lambda one: one.starts_at)
    return [
        HandOver(after.starts_at, before.holder, after.holder)
        for before, after in pairwise(ordered)
        if before.ends_at == after.starts_at and before.holder != after.holder
    ]


def in_turn(
    *, first: dt.datetime, holders: Sequence[str], weeks: int, step: int = 1
) -> list[tuple[dt.datetime, dt.datetime, str]]:
    """Return shifts of ``step`` weeks in turn; the hand-over keeps its hour on the clock across both DST days."""
    found = []
    start = first.astimezone(BERLIN)
    for number in range(0, weeks, step):
        end = start + dt.timedelta(weeks=min(step, weeks - number))  # wall clock: aware datetimes of one zone
        found.append((start, end, holders[(number // step) % len(holders)]))
        start = end
    return found


def told(finding: Finding) -> str:
    """The finding as a sentence without its times."""
    if finding.kind == OVERLAP:
        return _("Two hold the telephone: %(holders)s.") % {"holders": ", ".join(finding.holders)}
    if finding.feasts:
        return _("Nobody stands in the rota, and it is %(feasts)s.") % {"feasts": ", ".join(finding.feasts)}
    return _("Nobody stands in the rota.")

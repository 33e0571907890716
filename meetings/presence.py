"""Hours and teaching units from real presence: moments in, minutes out. No database, no rounding up.

What counts is the time of sessions with content (no breaks, no market) in which the person was there; sessions side by
side count once. Whoever comes up to a quarter of an hour late or leaves so much early has the whole session: doors
open, trains are late. A teaching unit (Unterrichtseinheit) has 45 minutes; only whole ones are certified.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

UNIT = 45  # minutes
GRACE = dt.timedelta(minutes=15)

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Worth:
    """What a presence is worth on a certificate."""

    minutes: int
    of_minutes: int

    @property
    def units(self) -> int:
        return self.minutes // UNIT

    @property
    def hours(self) -> Decimal:
        """Hours with one decimal place: 375 minutes are 6.3."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def percent(self) -> int:
        """Share of what was offered, rounded down: 79.9 is not 80."""
        return 100 * self.minutes // self.of_minutes if self.of_minutes else 0


def worth(content: Iterable[Span], present: Iterable[Span]) -> Worth:
    """Return the minutes of ``content`` covered by ``present``. Both may overlap in themselves."""
    offered, there = united(content), united(present)
    minutes = sum(_seconds(*span) for one in offered for span in _inside(one, there)) // 60
    return Worth(minutes, sum(_seconds(*one) for one in offered) // 60)


def united(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as spans in order that do not touch. Spans that end before they begin are left out."""
    whole: list[Span] = []
    for start, end in sorted((_utc(a), _utc(b)) for a, b in spans):
        if end <= start:
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _inside(session: Span, there: Sequence[Span]) -> list[Span]:
    start, end = session
    found = []
    for come, left in there:
        if come >= end or left <= start:
            continue
        begin = start if come - start <= GRACE else come
        finish = end if end - left <= GRACE else left
        found.append((max(begin, start), min(finish, end)))
    return united(found)


def _seconds(start: dt.datetime, end: dt.datetime) -> int:
    return int((end - start).total_seconds())


def _utc(moment: dt.datetime) -> dt.datetime:
    """Moments of one zone are subtracted as the clock on the wall shows them; in UTC as the time that passed."""
    return moment.astimezone(dt.UTC)

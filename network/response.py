"""How long the network takes to answer: computed from days, told in public only from five concerns on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

FEW = 5  # fewer than this are told to nobody: with two concerns an average names them
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Course:
    """One concern in days: raised, first taken up by somebody, closed; None: not yet."""

    raised: dt.date
    taken_up: dt.date | None = None
    closed: dt.date | None = None
    promised: dt.date | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class ResponseTimes:
    """Whole days as medians, shares in per cent; None: fewer than five, told to nobody."""

    raised: int | None
    open: int | None
    closed: int | None
    days_to_take_up: int | None
    days_to_answer: int | None
    answered_percent: int | None
    kept_percent: int | None

    @property
    def is_told(self) -> bool:
        return self.days_to_answer is not None


def response_times(courses: Iterable[Course], *, today: dt.date, since: dt.timedelta = YEAR) -> ResponseTimes:
    """Look at what was raised within ``since``, and for answers at what was closed within it."""
    rows, first = list(courses), today - since
    raised = [one for one in rows if one.raised >= first]
    closed = [one for one in rows if one.closed is not None and one.closed >= first]
    took_up = [(one.taken_up - one.raised).days for one in raised if one.taken_up is not None]
    ended = [(one.closed - one.raised).days for one in closed if one.closed is not None]
    due = [one for one in rows if one.promised is not None and first <= one.promised < today]
    kept = [one for one in due if one.closed is not None and one.promised and one.closed <= one.promised]
    return ResponseTimes(
        raised=_number(len(raised)),
        open=_number(sum(one.closed is None for one in rows)),
        closed=_number(len(closed)),
        days_to_take_up=_middle(took_up),
        days_to_answer=_middle(ended),
        answered_percent=share(sum(one.is_answered for one in closed), len(closed)),
        kept_percent=share(len(kept), len(due)),
    )


def _number(n: int) -> int | None:
    return n if n >= FEW else None


def _middle(days: Sequence[int]) -> int | None:
    return round(median(days)) if len(days) >= FEW else None


def share(part: int, whole: int) -> int | None:
    """None also where one of both sides is small: 80 per cent of five tell that it was one."""
    rest = whole - part
    if whole < FEW or 0 < part < FEW or 0 < rest < FEW:
        return None
    return round(100 * part / whole)

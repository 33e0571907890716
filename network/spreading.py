"""How a briefing would spread from here: drawn from recorded forwarding times, and held against what really came.

First those with a multiplier of their own, then the houses that the provider's multiplier carries for; the rest hears
nothing. Each run draws for every institution whether it is passed on at all and after how many recorded days. Values
in, values out; the same values give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

DAYS = (7, 14, 28, 56)
FEWEST = 5  # recorded times: below, drawing from them would be guessing
RUNS, SEED = 200, 7


@dataclass(frozen=True)
class Sent:
    """A relay of the past: how old its briefing is, after how many days it was passed on (None: not), by whom."""

    age: int
    days: int | None
    through: bool


@dataclass(frozen=True)
class Point:
    """Percent of all institutions that have it after so many days: drawn, from … to in four of five runs, and real."""

    day: int
    expected: int
    low: int
    high: int
    real: int | None


@dataclass(frozen=True)
class Spread:
    """``steps``: (how many institutions, days in the middle) of the first and the second step."""

    points: tuple[Point, ...]
    steps: tuple[tuple[int, int | None], tuple[int, int | None]]
    never: int


def spread(own: int, carried: int, nobody: int, sent: Sequence[Sent]) -> Spread | None:
    """None where too little is recorded, or nobody is there to carry."""
    everybody = own + carried + nobody
    known = [one.days for one in sent if one.days is not None]
    if len(known) < FEWEST or not own + carried:
        return None
    chance = np.random.default_rng(SEED)
    arrived = np.zeros((RUNS, len(DAYS)))
    steps = []
    for count, rows in ((own, _of(sent, False)), (carried, _of(sent, True))):
        waits = [one.days for one in rows if one.days is not None]
        steps.append((count, round(median(waits)) if waits else None))
        drawn = chance.choice(np.array(waits or known), size=(RUNS, count))
        passed = chance.random((RUNS, count)) < _share(rows or sent)
        for at, day in enumerate(DAYS):
            arrived[:, at] += (passed & (drawn <= day)).sum(axis=1)
    share = 100 * arrived / everybody
    points = tuple(
        Point(
            day,
            round(float(share[:, at].mean())),
            round(float(np.percentile(share[:, at], 10))),
            round(float(np.percentile(share[:, at], 90))),
            _real(sent, day),
        )
        for at, day in enumerate(DAYS)
    )
    return Spread(points, (steps[0], steps[1]), nobody)


def _of(sent: Iterable[Sent], through: bool) -> list[Sent]:
    return [one for one in sent if one.through is through]


def _share(sent: Sequence[Sent]) -> float:
    """How many are passed on at all: of those that had four weeks time, else of all."""
    old = [one for one in sent if one.age >= DAYS[2]] or sent
    return sum(one.days is not None for one in old) / len(old)


def _real(sent: Sequence[Sent], day: int) -> int | None:
    """Percent passed on within so many days, of what has been on its way for so long; None where nothing has."""
    old = [one for one in sent if one.age >= day]
    if not old:
        return None
    return round(100 * sum(one.days is not None and one.days <= day for one in old) / len(old))

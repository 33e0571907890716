"""What a row of the bench is, and how it is measured and printed.

A row is a function in ``tests/bench/bench_*.py`` that prepares its data and returns ``Figures``: ours and what it is
held against, both measured in the same run, since the machine's speed drifts between runs.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import connection


@dataclass
class Figures:
    """One measurement: ``ours`` and ``reference`` in the unit of the row; None where there is no reference."""

    ours: float
    reference: float | None = None
    note: str = ""


@dataclass
class Row:
    """A line of the table. ``goal`` is what ours should reach: at least for rates, at most for times."""

    title: str
    unit: str
    against: str
    goal: float | None
    measure: Callable[[], Figures]

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    def reached(self, figures: Figures) -> str:
        if self.goal is None:
            return ""
        met = figures.ours >= self.goal if self.more_is_better else figures.ours <= self.goal
        return "yes" if met else "NO"


ROWS: list[Row] = []


def bench(title: str, *, unit: str, against: str = "", goal: float | None = None):
    """Put the decorated function into the table."""

    def register(function: Callable[[], Figures]) -> Callable[[], Figures]:
        ROWS.append(Row(title, unit, against, goal, function))
        return function

    return register


class Clock:
    seconds = 0.0


@contextmanager
def clock():
    """Yield a clock whose ``seconds`` stand when the block has ended."""
    running, began = Clock(), time.perf_counter()
    yield running
    running.seconds = time.perf_counter() - began


def take_statistics() -> None:
    """What PostgreSQL does by itself within a minute after many rows have come; without them it plans at random."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def median_ms(work: Callable[[], object], *, rounds: int = 15) -> float:
    """Return the median milliseconds of ``work``, after one round to warm up."""
    work()
    times = []
    for _ in range(rounds):
        with clock() as each:
            work()
        times.append(each.seconds * 1000)
    return sorted(times)[len(times) // 2]


def result(row: Row, figures: Figures) -> dict:
    """What is kept of a measurement, for the table of both databases."""
    ratio = figures.ours / figures.reference if figures.reference else None
    return {
        "title": row.title,
        "unit": row.unit,
        "against": row.against,
        "goal": row.goal,
        "reached": row.reached(figures),
        "ratio": ratio,
        **asdict(figures),
    }


def table(results: Iterable[dict]) -> str:
    """Return the results as a Markdown table, readable as it stands."""

    def number(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"

    head = [
        "Work",
        "Unit",
        "Database",
        "Ours",
        "Reference",
        "Ratio",
        "Held against",
        "Goal",
        "Reached",
        "Note",
    ]
    lines = [
        [
            each["title"],
            each["unit"],
            each["database"],
            number(each["ours"]),
            number(each["reference"]),
            number(each["ratio"]),
            each["against"] or "–",
            number(each["goal"]),
            each["reached"],
            each["note"],
        ]
        for each in results
    ]
    widths = [max(len(row[column]) for row in [head, *lines]) for column in range(len(head))]
    rows = [head, ["-" * width for width in widths], *lines]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )

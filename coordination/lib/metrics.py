"""Counts for a monitor, from the database: a few cheap questions, never a name.

A room adds its own: a module ``metrics`` with functions under ``@figure``, loaded with the first question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import Count
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from coordination.lib import health
from coordination.lib.models import Job, OutboxMail, QueuedTask, WorkerSign

Labelled = tuple[str, float]  # the label's value (empty: no label), the number


@dataclass(frozen=True)
class Figure:
    """One gauge; ``label`` names what its values are counted by."""

    name: str
    help: str
    label: str
    values: Callable[[], Iterable[Labelled]]


FIGURES: dict[str, Figure] = {}


def figure(
    name: str, help: str, *, label: str = ""
) -> Callable[[Callable[[], Iterable[Labelled]]], Callable]:
    """Register a function that returns ``(label value, number)`` pairs as ``schutznetz_<name>``."""

    def register(values: Callable[[], Iterable[Labelled]]) -> Callable:
        FIGURES[name] = Figure(name, help, label, values)
        return values

    return register


@figure("tasks", "Background tasks by state", label="state")
def _tasks() -> Iterable[Labelled]:
    rows = QueuedTask.objects.order_by().values("status").annotate(n=Count("id"))
    return [(row["status"].lower(), row["n"]) for row in rows]


@figure("task_oldest_wait_seconds", "Age of the oldest task that could have been begun")
def _oldest() -> Iterable[Labelled]:
    return [("", round(health.oldest_wait().total_seconds()))]


@figure("mails", "Mails in the outbox by state", label="state")
def _mails() -> Iterable[Labelled]:
    return OutboxMail.objects.order_by().values("state").annotate(n=Count("id")).values_list("state", "n")


@figure("jobs", "Jobs of people by state", label="state")
def _jobs() -> Iterable[Labelled]:
    return Job.objects.order_by().values("state").annotate(n=Count("id")).values_list("state", "n")


@figure("workers", "Task workers with a fresh sign of life")
def _workers() -> Iterable[Labelled]:
    return [("", WorkerSign.objects.filter(seen_at__gte=timezone.now() - health.SIGN_IS_FRESH).count())]


@cache
def _discover() -> None:
    autodiscover_modules("metrics")


def text() -> str:
    """Return all figures in the text format of Prometheus."""
    _discover()
    lines = []
    for name in sorted(FIGURES):
        one = FIGURES[name]
        lines += [f"# HELP schutznetz_{name} {one.help}", f"# TYPE schutznetz_{name} gauge"]
        for value, number in sorted(one.values()):
            label = f'{{{one.label}="{_escaped(value)}"}}' if one.label else ""
            lines.append(f"schutznetz_{name}{label} {number}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

"""Background work: what a room writes to get a function done later, again on failure, or every so often.

A thin layer over django-tasks 0.12.0 and django-tasks-db 0.13.0 (both read in source). These have: ``enqueue`` that
writes a row in the caller's transaction (so it rolls back with it), several workers on both databases, priorities,
``run_after``. They lack, and this layer adds: tries with growing waits, signs of life and a sweep for dead workers
(``workers.py``), periodic work once per period (here), a list of what needs a human
(``QueuedTask.objects.needing_a_human()``).

Every task may run twice (a worker can die between the work and the note of it): write it so that this does no harm.
Its arguments are JSON and stay in the queue for days: pass uids, never names, mails or secrets.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import default_task_backend
from django_tasks.base import Task, TaskResult

from coordination.lib.models.work import GiveUp, QueuedTask, Turn

__all__ = ["GiveUp", "HouseTask", "in_queue", "nudge", "periodic", "task", "tick"]

logger = logging.getLogger(__name__)

# Waits before the 2nd, 3rd … try: about two days in all, then a human is asked.
WAITS: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseTask(Task):
    """A task that also says how long to wait before each further try."""

    waits: tuple[timedelta, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it now, in this process, without the queue: an error reaches the caller."""
        return self.call(*args, **kwargs)


def task(
    *,
    retries: int | None = None,
    waits: Sequence[timedelta] = WAITS,
    queue: str = "default",
    priority: int = 0,
) -> Callable[[Callable[..., Any]], HouseTask]:
    """Make an idempotent module-level function a task: ``name.enqueue(…)`` queues it, ``name(…)`` does it now.

    ``retries`` is the number of further tries after the first (None: as many as there are ``waits``; more than there
    are waits: the last one repeats). ``RuleBroken`` and ``GiveUp`` are not retried: it would change nothing.
    """
    if retries is None:
        retries = len(waits)
    padded = (
        tuple(waits[min(number, len(waits) - 1)] for number in range(retries))
        if waits
        else (timedelta(0),) * retries
    )

    def make(function: Callable[..., Any]) -> HouseTask:
        return HouseTask(func=function, queue_name=queue, priority=priority, waits=padded)

    return make


def in_queue() -> bool:
    """Whether tasks go to the queue. False: they are done at once (tests, TASKS_AT_ONCE), errors are logged."""
    return bool(default_task_backend.supports_defer)


def nudge(waiting: Task) -> TaskResult | None:
    """Queue an argument-less task unless it waits in the queue already; without a queue do it after the commit."""
    if not in_queue():
        transaction.on_commit(lambda: waiting.call())
        return None
    if QueuedTask.objects.ready().filter(task_path=waiting.module_path).exists():
        return None
    return waiting.enqueue()


# --- Periodic work --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """One work that comes round: every so often, or on days at a time of day (Europe/Berlin)."""

    key: str
    every: timedelta
    work: Task
    at: time | None
    here: bool

    def period(self, now: datetime) -> int:
        """The number of the period ``now`` lies in; it only ever grows with the clock.

        Whole days are counted in local days beginning at ``at``, so that summer time shifts nothing.
        """
        if self.at is None:
            return int(now.astimezone(UTC).timestamp() // self.every.total_seconds())
        local = timezone.localtime(now)
        day = local.date() if local.time() >= self.at else local.date() - timedelta(days=1)
        return day.toordinal() // self.every.days


PERIODIC: dict[str, Periodic] = {}


def periodic(
    *, every: timedelta, key: str, at: time | None = None, here: bool = False
) -> Callable[[Task], Task]:
    """Register a task without arguments as work that comes round; stands above ``@task()`` in a room's ``tasks.py``.

    ``at`` is for whole days. ``here``: ``tick`` does it itself, for work that must go on when no worker lives.
    """
    if at is not None and (every.days < 1 or every % timedelta(days=1)):
        raise ValueError("`at` needs whole days.")

    def register(work: Task) -> Task:
        if key in PERIODIC and PERIODIC[key].work.module_path != work.module_path:
            raise ValueError(f"Two periodic works are called {key}.")
        PERIODIC[key] = Periodic(key=key, every=every, work=work, at=at, here=here)
        return work

    return register


def discover() -> None:
    """Load the periodic work of the house and of every room (its ``tasks.py``)."""
    import coordination.lib.chores  # noqa: F401, PLC0415 -- chores use this module

    autodiscover_modules("tasks")


def tick(*, now: datetime | None = None) -> list[str]:
    """Queue each periodic work whose period has begun; return the keys queued by *this* call.

    Safe with any number of ticks at once: the row of the key is won by exactly one. A clock set back repeats nothing;
    periods missed while nothing ticked are made up for once, not once each.
    """
    discover()
    now = now or timezone.now()
    return [entry.key for entry in list(PERIODIC.values()) if _take_turn(entry, now)]


def _take_turn(entry: Periodic, now: datetime) -> bool:
    period = entry.period(now)
    if Turn.objects.filter(key=entry.key, period__gte=period).exists():
        return False
    Turn.objects.get_or_create(key=entry.key)

    with transaction.atomic():
        if not Turn.objects.filter(key=entry.key, period__lt=period).update(period=period, queued_at=now):
            return False
        if not entry.here:
            nudge(entry.work)
    if entry.here:
        try:
            entry.work.call()
        except Exception:
            logger.exception("Periodic work %s failed", entry.key)
    return True

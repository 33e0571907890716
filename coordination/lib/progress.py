"""How the waiting page sees progress while the transaction of the work is still open.

Outside a transaction the job's row is written. Inside one:
- PostgreSQL: the row is written through a second connection (with a short lock timeout, so that it never waits for us);
- SQLite: a second writer would wait for our own lock, so the figures go into a small file beside the database, which
  the page reads. Workers and web share that disk there by nature.
Progress is a courtesy: nothing here ever raises, and nothing is decided by it.
"""

from __future__ import annotations

import json
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from coordination.lib.models.work import Job
from coordination.lib.tasks import in_queue

logger = logging.getLogger(__name__)

PAUSE = 0.3  # seconds between two writings
FIGURES = ("done", "total", "message", "rest_seconds")


@dataclass
class Pace:
    """When was written last, and how fast this phase (same message, same total) goes."""

    written_at: float = -1.0
    written: tuple[int, int] = (-1, -1)
    phase: tuple[str, int] = ("", -1)
    begun_at: float = 0.0
    begun_with: int = 0
    side: Any = field(default=None, repr=False)

    def rest(self, done: int, total: int, message: str, now: float) -> int | None:
        """Seconds left at the speed so far; None in the first second and while nothing is done."""
        if self.phase != (message, total) or done < self.begun_with:
            self.phase, self.begun_at, self.begun_with = (message, total), now, done
        passed, managed = now - self.begun_at, done - self.begun_with
        if passed < 1 or managed <= 0:
            return None
        return round(passed * max(0, total - done) / managed)

    def due(self, done: int, total: int, now: float) -> bool:
        at_the_end = done >= total and self.written != (done, total)
        if now - self.written_at < PAUSE and not at_the_end:
            return False
        self.written_at, self.written = now, (done, total)
        return True


def tell(job: Job, done: int, total: int, message: str = "") -> None:
    """Take the figures; write them if it is time."""
    pace = _pace(job)
    now = time.monotonic()
    job.done, job.total, job.message = max(0, done), max(0, total), message[:300]
    job.rest_seconds = pace.rest(job.done, job.total, job.message, now)
    if not pace.due(job.done, job.total, now):
        return
    figures = {name: getattr(job, name) for name in FIGURES}
    try:
        if not connection.in_atomic_block:
            Job.objects.filter(pk=job.pk).update(**figures)
        elif not in_queue():
            return  # done within the request: nobody can look before it is over
        elif connection.vendor == "sqlite":
            _write_file(job, figures)
        else:
            _write_aside(job, figures, pace)
    except Exception:
        logger.warning("Progress of job %s could not be written", job.uid, exc_info=True)


def seen(job: Job) -> Job:
    """Put the newest figures on a job just read from the database."""
    if connection.vendor == "sqlite" and job.state == Job.State.RUNNING and (file := _file(job)) is not None:
        with suppress(OSError, ValueError):
            figures = json.loads(file.read_text())
            for name in FIGURES:
                setattr(job, name, figures[name])
    return job


def close(job: Job) -> None:
    """Leave nothing behind: side connection, file."""
    pace = _pace(job)
    if pace.side is not None:
        with suppress(Exception):
            pace.side.close()
        pace.side = None
    if connection.vendor == "sqlite" and (file := _file(job)) is not None:
        file.unlink(missing_ok=True)


def _pace(job: Job) -> Pace:
    return job.__dict__.setdefault("_pace", Pace())


def _file(job: Job) -> Path | None:
    """Beside the database file; None for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        return None
    return Path(f"{name}.progress", f"{job.uid}.json")


def _write_file(job: Job, figures: dict[str, Any]) -> None:
    if (file := _file(job)) is None:
        return
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(figures))
    fresh.replace(file)


def _write_aside(job: Job, figures: dict[str, Any], pace: Pace) -> None:
    if pace.side is None:
        pace.side = connection.copy()
        with pace.side.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
    columns = ", ".join(f"{name} = %s" for name in FIGURES)
    with pace.side.cursor() as cursor:
        cursor.execute(f"UPDATE lib_job SET {columns} WHERE id = %s", [*figures.values(), job.pk])  # noqa: S608

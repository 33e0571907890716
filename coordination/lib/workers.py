"""Workers that can be trusted to die: a heartbeat per worker, and a sweep that takes over what dead ones left.

``Worker`` of django-tasks-db 0.13.0 is kept and wrapped. Its traps, found by reading: a task whose worker was killed
stays RUNNING for ever; a database locked longer than the timeout, or restarted, ends the whole worker.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from coordination.lib.models.work import QueuedTask, WorkerSign

logger = logging.getLogger(__name__)

BEAT = 10.0  # seconds between two signs of life
LOOK = timedelta(seconds=20)  # the sweep looks at a worker at most this often
LEASE = timedelta(seconds=60)  # so long without a new beat …
LOOKS = 2  # … and over so many looks: the worker is dead


class Heart(threading.Thread):
    """Counts up the worker's beats on a connection of its own, also while a task works for minutes."""

    def __init__(self, worker_id: str, *, beat: float = BEAT) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker_id, self.beat = worker_id, beat
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(self.beat):
            self.beat_once()
        connection.close()

    def beat_once(self) -> None:
        """On SQLite a long transaction of ours may hold the lock: the beat is late then, and so is the sweep."""
        try:
            alive = WorkerSign.objects.filter(worker_id=self.worker_id)
            if not alive.update(beats=F("beats") + 1, seen_at=timezone.now()):
                enrol(self.worker_id)
        except (DatabaseError, InterfaceError):
            logger.warning("Worker %s could not leave its sign of life", self.worker_id)
            with suppress(Exception):
                connection.close()


def enrol(worker_id: str) -> None:
    WorkerSign.objects.get_or_create(
        worker_id=worker_id, defaults={"host": socket.gethostname()[:255], "pid": os.getpid()}
    )


class HouseWorker(Worker):
    """The worker of django-tasks-db with a heart, our retries, and a longer life than its database connection."""

    beat = BEAT

    def run(self) -> None:
        heart = Heart(self.worker_id, beat=self.beat)
        enrol(self.worker_id)
        heart.start()
        try:
            self._run_on()
        finally:
            heart.stopped.set()
            heart.join(timeout=2)
            with suppress(DatabaseError, InterfaceError):
                self.pick_up_own()
                WorkerSign.objects.filter(worker_id=self.worker_id).delete()

    def _run_on(self) -> None:
        while self.running:
            try:
                self.pick_up_own()
                super().run()
            except (DatabaseError, InterfaceError) as problem:
                logger.warning("Database not to be had (%s); worker %s waits", problem, self.worker_id)
                with suppress(Exception):
                    connection.close()
                self.running_task = False
                time.sleep(min(5.0, max(self.interval, 0.2)))
            else:
                return

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(QueuedTask.objects.get(pk=db_task_result.pk))

    def pick_up_own(self) -> None:
        """Put back what stands as running in our name although we do nothing: the connection broke in the middle."""
        for row in QueuedTask.objects.at_work():
            if row.worker_id == self.worker_id:
                take_back(row)


def sweep(*, now: datetime | None = None) -> int:
    """Put the running tasks of dead workers back into the queue (or to the humans after the last try); return how many.

    Dead: no new beat for ``LEASE``, seen missing at ``LOOKS`` looks. Any number of sweeps may run at once.
    """
    now = now or timezone.now()
    for sign in WorkerSign.objects.filter(Q(looked_at__isnull=True) | Q(looked_at__lte=now - LOOK)):
        _look_at(sign, now)
    # A clock set back would stop the looking: whoever was looked at in the future is looked at again.
    WorkerSign.objects.filter(looked_at__gt=now + LOOK).update(looked_at=None)

    dead = set(
        WorkerSign.objects.filter(missed__gte=LOOKS, seen_at__lte=now - LEASE).values_list(
            "worker_id", flat=True
        )
    )
    living = set(WorkerSign.objects.values_list("worker_id", flat=True)) - dead
    swept = 0
    for row in QueuedTask.objects.at_work():
        if row.worker_id not in living and (row.started_at or now) <= now - LEASE:
            swept += take_back(row)
    WorkerSign.objects.filter(worker_id__in=dead, missed__gte=LOOKS).delete()
    return swept


def _look_at(sign: WorkerSign, now: datetime) -> None:
    moved = sign.beats != sign.looked_beats or sign.looked_at is None
    WorkerSign.objects.filter(pk=sign.pk, looked_at=sign.looked_at).update(
        looked_at=now, looked_beats=sign.beats, missed=0 if moved else F("missed") + 1
    )


def take_back(row: QueuedTask) -> bool:
    """Free a task that nobody works on any more. The try is used up: what kills its workers must come to an end."""
    from coordination.lib.jobs import worker_died  # noqa: PLC0415 -- jobs stand on tasks

    row.exception_class_path = f"{__name__}.WorkerDied"
    row.traceback = f"Worker {row.worker_id} died during try {row.tries}."
    wait = row.wait_after(row.tries)
    with transaction.atomic():
        # The first death is bad luck and costs no time.
        done = row.give_up() if wait is None else row.put_back(wait=wait if row.tries > 1 else timedelta(0))
        if done:
            worker_died(row, for_good=wait is None)
    if done:
        logger.warning("Task %s taken from dead worker %s", row.pk, row.worker_id)
    return done


class WorkerDied(Exception):
    """Named in the operators' list when a task was taken from a dead worker."""

"""Background work: the queue's rows with our retry, the workers' signs of life, turns of periodic work, jobs."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max
from django_tasks_db.utils import retry as write_again

from coordination.lib.errors import RuleBroken


class GiveUp(Exception):
    """A task that raises this is not tried again: it goes straight to the list of what needs a human."""


class QueuedTaskQuerySet(DBTaskResultQuerySet):
    def needing_a_human(self) -> QueuedTaskQuerySet:
        """After the last try. Successful and waiting tasks need nobody."""
        return self.filter(status=TaskResultStatus.FAILED)

    def at_work(self) -> list[QueuedTask]:
        """Tasks that stand as running, in whose name ever. Few: a worker does one at a time."""
        return cast("list[QueuedTask]", list(self.filter(status=TaskResultStatus.RUNNING)))


class QueuedTask(DBTaskResult):
    """A row of the queue of django-tasks-db that knows when to try again.

    A try is used up when the function raises *and* when its worker dies; a worker stopped on purpose gives it back.
    Whoever lost the task to another worker (swept by mistake, laptop asleep) writes no result.
    """

    objects = QueuedTaskQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")

    @property
    def worker_id(self) -> str:
        return self.worker_ids[-1] if self.worker_ids else ""

    @property
    def tries(self) -> int:
        return len(self.worker_ids)

    @property
    def last_line(self) -> str:
        """The last line of the traceback, for the operators' list."""
        return self.traceback.strip().rpartition("\n")[2][:300]

    def wait_after(self, tries: int) -> timedelta | None:
        """How long to wait before the next try; None after the last one or if the code is gone."""
        try:
            waits = getattr(self.task, "waits", ())
        except Exception:
            return None
        return waits[tries - 1] if 0 < tries <= len(waits) else None

    def set_successful(self, return_value: Any) -> None:
        self.finished_at, self.return_value = timezone.now(), return_value
        self.exception_class_path = self.traceback = ""
        self._settle(TaskResultStatus.SUCCESSFUL)

    def set_failed(self, exc: BaseException) -> None:
        """Put the task back with a wait, or leave it to a human after the last try."""
        kind = type(exc)
        self.exception_class_path = f"{kind.__module__}.{kind.__qualname__}"
        self.traceback = "".join(format_exception(exc))

        if isinstance(exc, KeyboardInterrupt | SystemExit):
            self.put_back(tries_back=True)
        elif isinstance(exc, GiveUp | RuleBroken) or (wait := self.wait_after(self.tries)) is None:
            self.give_up()
        else:
            self.put_back(wait=wait)

    def put_back(self, *, wait: timedelta = timedelta(0), tries_back: bool = False) -> bool:
        """Let it be done again after ``wait``. False: somebody else has taken it meanwhile."""
        if tries_back:
            self.worker_ids = self.worker_ids[:-1]
        self.run_after = timezone.now() + wait if wait else get_date_max()
        return self._settle(TaskResultStatus.READY)

    def give_up(self) -> bool:
        self.finished_at = timezone.now()
        return self._settle(TaskResultStatus.FAILED)

    @write_again()
    def _settle(self, status: TaskResultStatus) -> bool:
        """Write the end of a try if this claim still holds: the moment of claiming is the token."""
        written = (
            QueuedTask.objects.filter(pk=self.pk, status=TaskResultStatus.RUNNING, started_at=self.started_at)
            .order_by()
            .update(
                status=status,
                finished_at=self.finished_at,
                run_after=self.run_after,
                worker_ids=self.worker_ids,
                return_value=self.return_value,
                exception_class_path=self.exception_class_path,
                traceback=self.traceback,
            )
        )
        self.status = status
        return bool(written)


class WorkerSign(models.Model):
    """Sign of life of one worker process: it counts its beats, the sweep looks whether they go on.

    The sweep trusts looks, not clocks: a jump of the clock or a database locked for minutes buries no living worker.
    """

    worker_id = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    beats = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    looked_beats = models.PositiveBigIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Turn(models.Model):
    """The last period in which a periodic work was queued; the row is what two ticks at once fight for."""

    key = models.CharField(max_length=100, unique=True)
    period = models.BigIntegerField(default=-1)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("turn of periodic work")
        verbose_name_plural = _("turns of periodic work")

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """Background work somebody waits for, with progress and result. Visible to its owner only.

    Title and message name sheets and counts, never a person. Kept 30 days after the end.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")
        NEEDS_HUMAN = "needs_human", _("Needs help")

    ENDED = (State.DONE, State.FAILED, State.NEEDS_HUMAN)
    KEPT = timedelta(days=30)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="jobs")
    title = models.CharField(max_length=200)
    function = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)

    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    rest_seconds = models.PositiveIntegerField(null=True)
    result_url = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)

    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                name="job_ended_has_time",
                condition=~models.Q(state__in=["done", "failed", "needs_human"])
                | models.Q(ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_of_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in self.ENDED

    @property
    def percent(self) -> int | None:
        """0 to 100; None while the total is unknown (the bar then shows only that something goes on)."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def rest(self) -> str:
        """What the page says about the time still needed, coarse on purpose; empty when unknown."""
        if self.rest_seconds is None or self.is_over:
            return ""
        if self.rest_seconds < 5:
            return str(_("only a few seconds left"))
        if self.rest_seconds < 55:
            seconds = -(-self.rest_seconds // 10) * 10
            return ngettext("about %(n)d second left", "about %(n)d seconds left", seconds) % {"n": seconds}
        minutes = max(1, round(self.rest_seconds / 60))
        return ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}

    def progress(self, done: int, total: int, *, message: str = "") -> None:
        """Tell the waiting page how far we are; cheap to call per row, written about three times a second.

        Visible at once, also while the transaction around it is still open (``lib/progress.py``); never raises.
        """
        from coordination.lib.progress import tell  # noqa: PLC0415 -- it knows this model

        tell(self, done, total, message)

    def end(self, state: str, *, error: str = "", now: datetime | None = None) -> None:
        """The only writer of the last states."""
        self.state, self.error, self.rest_seconds = state, error, None
        self.ended_at = now or timezone.now()
        self.save(
            update_fields=[
                "state",
                "error",
                "rest_seconds",
                "ended_at",
                "done",
                "total",
                "message",
                "result_url",
            ]
        )

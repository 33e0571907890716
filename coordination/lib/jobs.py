"""Jobs: background work somebody waits for, with progress, a result page, and a sentence when it fails.

    @job_function()
    def check_sheet(job, *, upload):            # args are JSON; return the address of the result (or None)
        for number, row in enumerate(rows, 1):
            job.progress(number, len(rows), message=_("Checking rows"))
        return reverse("directory:import", args=[upload])

    job = start(check_sheet, by=request.user, title=_("Checking …"), args={"upload": str(upload.uid)})
    return redirect(job_page(job))

The function may run twice (``lib/tasks.py``). It opens its own transaction where it writes; progress inside is seen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus

from coordination.lib import progress
from coordination.lib.errors import RuleBroken
from coordination.lib.history import acting
from coordination.lib.models import ChangeSet
from coordination.lib.models.work import GiveUp, Job, QueuedTask
from coordination.lib.tasks import in_queue, task

logger = logging.getLogger(__name__)

JobFunction = Callable[..., str | None]


def job_function(*, retries: int = 2) -> Callable[[JobFunction], JobFunction]:
    """Allow a module-level function ``(job, **args) -> address of the result or None`` to be started as a job.

    Only such functions are ever called. ``RuleBroken`` ends the job with its sentence; other errors are tried again
    ``retries`` times (after 1 and 5 minutes), then the job needs a human.
    """

    def mark(function: JobFunction) -> JobFunction:
        function.job_retries = retries  # type: ignore[attr-defined]
        return function

    return mark


def start(
    function: JobFunction,
    *,
    by: Any,
    title: str,
    args: dict[str, Any] | None = None,
    result_url: str = "",
) -> Job:
    """Queue ``function`` in the caller's transaction (rolls back with it) and return its job for the waiting page.

    Where there is no queue (tests, TASKS_AT_ONCE) it is done before this returns.
    """
    if not hasattr(function, "job_retries"):
        raise TypeError(f"{function.__qualname__} is no @job_function.")
    with transaction.atomic():
        job = Job.objects.create(
            owner=by,
            title=str(title)[:200],
            function=f"{function.__module__}.{function.__qualname__}",
            args=args or {},
            result_url=result_url,
        )
        run_job.enqueue(str(job.uid))
    job.refresh_from_db()
    return job


def job_page(job: Job) -> str:
    """The address of the page that shows progress and leads on to the result."""
    return reverse("lib:job", args=[job.uid])


@task()
def run_job(uid: str) -> None:
    """Do one try of a job; a job that is over already is left alone."""
    job = Job.objects.select_related("owner").filter(uid=uid).first()
    if job is None or job.is_over:
        return
    job.state, job.tries, job.message, job.rest_seconds = Job.State.RUNNING, job.tries + 1, "", None
    job.started_at = timezone.now()
    job.save(update_fields=["state", "tries", "message", "rest_seconds", "started_at"])
    language = getattr(job.owner, "language", "") or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            _try(job)
    finally:
        progress.close(job)


def _try(job: Job) -> None:
    retries = 0
    try:
        function = import_string(job.function)
        retries = function.job_retries
        # Without a queue we stand in the caller's transaction: an error must not spoil it.
        inside = nullcontext() if in_queue() else transaction.atomic()
        with acting(job.owner, ChangeSet.Source.SYSTEM), inside:
            job.result_url = function(job, **job.args) or job.result_url
    except RuleBroken as broken:
        job.end(Job.State.FAILED, error=" ".join(str(message) for message in broken.messages))
    except (KeyboardInterrupt, SystemExit):
        _wait(job, tries=job.tries - 1)
        raise
    except Exception as problem:
        logger.exception("Job %s failed", job.uid)
        if in_queue() and job.tries <= retries:
            _wait(job, tries=job.tries)
            raise
        job.end(Job.State.NEEDS_HUMAN, error=_given_up())
        raise GiveUp(str(job.uid)) from problem
    else:
        job.end(Job.State.DONE)


def _wait(job: Job, *, tries: int) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.QUEUED,
        tries=tries,
        message=_("There was a hitch. It will be tried again by itself."),
        rest_seconds=None,
    )


def _given_up() -> str:
    return _(
        "This did not work because of a fault in the program. Nothing half-done was kept. The operators see the fault."
    )


def _job_of(row: QueuedTask) -> Job | None:
    if row.task_path != run_job.module_path:
        return None
    return Job.objects.filter(uid=row.args_kwargs["args"][0]).first()


def worker_died(row: QueuedTask, *, for_good: bool) -> None:
    """Tell the job of a task whose worker died: it waits again, or needs a human."""
    if (job := _job_of(row)) is None or job.is_over:
        return
    with translation.override(settings.LANGUAGE_CODE):
        if for_good:
            job.end(Job.State.NEEDS_HUMAN, error=_given_up())
        else:
            _wait(job, tries=job.tries)
    progress.close(job)


def try_again(row: QueuedTask) -> bool:
    """Put a task that needs a human back with all its tries, its job with it. False: it needs nobody (any more)."""
    with transaction.atomic():
        again = QueuedTask.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED).order_by()
        if not again.update(
            status=TaskResultStatus.READY, worker_ids=[], finished_at=None, run_after=timezone.now()
        ):
            return False
        if (job := _job_of(row)) is not None:
            job.state, job.tries, job.error, job.message, job.ended_at = Job.State.QUEUED, 0, "", "", None
            job.save(update_fields=["state", "tries", "error", "message", "ended_at"])
    return True

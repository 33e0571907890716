"""What comes round in every installation: sweep, mail, retention of files, jobs, mails and the queue itself."""

from __future__ import annotations

import time as clock
from datetime import time, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus

from coordination.lib import files, limits, outbox, search, workers
from coordination.lib.models.api import KeptAnswer
from coordination.lib.models.mail import OutboxMail
from coordination.lib.models.work import Job, QueuedTask
from coordination.lib.tasks import periodic, task

QUEUE_KEPT = timedelta(days=14)
TROUBLE_KEPT = timedelta(days=90)


@periodic(every=timedelta(seconds=20), key="lib.sweep", here=True)
@task(retries=0)
def sweep() -> int:
    return workers.sweep()


periodic(every=timedelta(minutes=1), key="lib.mail")(outbox.deliver)


@periodic(every=timedelta(days=1), key="lib.retention", at=time(3, 10))
@task(retries=3)
def retention() -> dict[str, int]:
    """Delete what has been kept long enough; return the counts."""
    now = timezone.now()
    mails = OutboxMail.objects.filter(created_at__lt=now - OutboxMail.KEPT)
    jobs = Job.objects.filter(state__in=Job.ENDED, ended_at__lt=now - Job.KEPT)
    done = QueuedTask.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - QUEUE_KEPT)
    trouble = QueuedTask.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - TROUBLE_KEPT)
    return {
        "files": files.delete_outlived(),
        "strays": files.delete_strays(),
        "mails": mails.delete()[0],
        "jobs": jobs.delete()[0],
        "queue": done.order_by().delete()[0] + trouble.order_by().delete()[0],
        "figures": _delete_old_figures(),
        "limits": limits.delete_past(),
        "answers": KeptAnswer.objects.filter(at__lt=now - KeptAnswer.KEPT).delete()[0],
    }


@periodic(every=timedelta(days=1), key="lib.search", at=time(2, 40))
@task(retries=2)
def search_index() -> dict[str, int]:
    """Compare every record with the search index and mend what differs; the counts show that something went wrong."""
    return search.true_up()


def _delete_old_figures() -> int:
    """Progress files of killed jobs (SQLite)."""
    count, border = 0, clock.time() - 86400
    if connection.vendor == "sqlite":
        for file in Path(f"{connection.settings_dict['NAME']}.progress").glob("*"):
            if file.stat().st_mtime < border:
                file.unlink(missing_ok=True)
                count += 1
    return count

"""Is this installation fit to work? Each check returns what is wrong in a few words, or nothing.

The words are for the log and for whoever holds the token of the metrics; strangers only get the names.
"""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone
from django_tasks_db.models import get_date_max

from coordination.lib import guards
from coordination.lib.models import QueuedTask, WorkerSign
from coordination.lib.tasks import in_queue

logger = logging.getLogger(__name__)

TASK_WAITS_AT_MOST = timedelta(minutes=15)
SIGN_IS_FRESH = timedelta(minutes=2)
FREE_BYTES = 200 * 1024 * 1024


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "" if cursor.fetchone() == (1,) else "wrong answer"


@cache
def _migrations_of_the_code() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(key for key in loader.disk_migrations if key not in replaced)


def migrations() -> str:
    """One question: the files of a running process do not change."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    pending = sorted(_migrations_of_the_code() - applied)
    return f"pending: {', '.join('.'.join(key) for key in pending)}" if pending else ""


def triggers() -> str:
    missing = sorted(guards.missing())
    return f"missing: {', '.join(missing)}" if missing else ""


def tasks() -> str:
    """The age of the oldest task that could have been begun. Those put off to a later time do not count."""
    age = oldest_wait()
    return f"oldest waits {age}" if age > TASK_WAITS_AT_MOST else ""


def oldest_wait() -> timedelta:
    ready = QueuedTask.objects.ready().order_by()
    first = [
        ready.filter(run_after=get_date_max())
        .order_by("enqueued_at")
        .values_list("enqueued_at", flat=True)
        .first(),
        ready.exclude(run_after=get_date_max())
        .order_by("run_after")
        .values_list("run_after", flat=True)
        .first(),
    ]
    now = timezone.now()
    return max([now - at for at in first if at], default=timedelta(0))


def workers() -> str:
    if not in_queue():
        return ""
    seen = WorkerSign.objects.aggregate(last=Max("seen_at"))["last"]
    if seen is None:
        return "no worker has enrolled"
    return "" if timezone.now() - seen <= SIGN_IS_FRESH else f"last sign of life {seen:%Y-%m-%d %H:%M:%S}"


def disk() -> str:
    """Room on the disks of the database file and of the media folder."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).parent)
    short = [str(folder) for folder in folders if shutil.disk_usage(_existing(folder)).free < FREE_BYTES]
    return f"less than {FREE_BYTES // 2**20} MiB free: {', '.join(short)}" if short else ""


def media() -> str:
    """A file can be written, read and removed below MEDIA_ROOT."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{os.getpid()}-{uuid.uuid4().hex}"
    try:
        probe.write_bytes(b"schutznetz")
        return "" if probe.read_bytes() == b"schutznetz" else "wrong content"
    finally:
        probe.unlink(missing_ok=True)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "triggers": triggers,
    "tasks": tasks,
    "workers": workers,
    "disk": disk,
    "media": media,
}


def examine() -> dict[str, str]:
    """Return per check what is wrong with it (empty: nothing). A check that breaks is a finding, never an error."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Exception as problem:
            found[name] = type(problem).__name__
        if found[name]:
            logger.warning("Health: %s: %s", name, found[name])
    return found

"""The real queue for the tests of background work; elsewhere tasks are done at once."""

import pytest
from django_tasks import task_backends
from django_tasks_db.management.commands import db_worker

from coordination.lib.models import QueuedTask
from coordination.lib.workers import HouseWorker
from tests.lib.backups import (  # noqa: F401 -- fixtures
    elsewhere,
    erasing,
    master,
    media,
    noted,
    saved,
    there,
    uids,
)


@pytest.fixture
def queue(settings, db):
    """Tasks go to the database's queue, as in production."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}
    }
    _forget_backends()
    yield QueuedTask.objects
    _forget_backends()


def _forget_backends() -> None:
    task_backends.__dict__.pop("settings", None)
    task_backends._settings = None
    if hasattr(task_backends._connections, "default"):
        del task_backends._connections.default


@pytest.fixture
def work_off(queue, monkeypatch):
    """Do everything in the queue that is ready, in this process, without the worker's heart."""

    # The worker closes idle connections between tasks; here it is the test's own.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work(worker_id: str = "worker-under-test") -> int:
        worker = HouseWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        db_worker.Worker.run(worker)
        return worker._run_tasks

    return work

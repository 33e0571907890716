"""What a monitor is told, and what a stranger is not."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from coordination.lib import health
from coordination.lib.models import OutboxMail, QueuedTask, WorkerSign
from coordination.lib.outbox import deliver

pytestmark = pytest.mark.django_db

TOKEN = "a-secret-of-the-monitor"
KNOWN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN


def test_a_living_process_says_so_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/gesund/live")

    assert response.json() == {"ok": True}
    assert response["Cache-Control"] == "private, no-store"


def test_all_is_well(client):
    response = client.get("/gesund/bereit")

    assert response.status_code == 200
    assert response.json() == {"ok": True, "checks": sorted(health.CHECKS), "failed": []}


def test_a_stranger_learns_the_name_the_monitor_the_reason(client, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "disk", lambda: "/secret/folder is full")

    stranger, monitor = client.get("/gesund/bereit"), client.get("/gesund/bereit", headers=KNOWN)

    assert stranger.status_code == monitor.status_code == 503
    assert stranger.json()["failed"] == ["disk"]
    assert "secret" not in stranger.content.decode()
    assert stranger["Retry-After"] == "30"
    assert monitor.json()["reasons"] == {"disk": "/secret/folder is full"}


def test_a_database_that_is_not_to_be_had_is_a_finding(client, monkeypatch):
    def gone():
        raise DatabaseError("password=secret")

    for name in ("database", "tasks"):
        monkeypatch.setitem(health.CHECKS, name, gone)
    response = client.get("/gesund/bereit", headers=KNOWN)

    assert response.status_code == 503
    assert response.json()["reasons"] == {"database": "DatabaseError", "tasks": "DatabaseError"}


def test_a_pending_migration_is_found(monkeypatch):
    of_the_code = {("lib", "0001_initial"), ("lib", "0002_next")}
    monkeypatch.setattr(health, "_migrations_of_the_code", lambda: of_the_code)
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: dict.fromkeys(of_the_code))
    assert health.migrations() == ""
    monkeypatch.setattr(
        MigrationRecorder, "applied_migrations", lambda recorder: {("lib", "0001_initial"): 1}
    )

    assert health.migrations() == "pending: lib.0002_next"


def test_a_missing_guard_is_found(monkeypatch):
    monkeypatch.setattr(health.guards, "missing", lambda: {"history_append_only"})

    assert health.triggers() == "missing: history_append_only"


def test_a_task_nobody_takes_is_found(queue):
    deliver.enqueue()
    assert health.tasks() == ""

    queue.all().update(enqueued_at=timezone.now() - timedelta(minutes=20))
    assert health.tasks().startswith("oldest waits 0:20")


def test_a_task_put_off_to_tomorrow_worries_nobody(queue):
    deliver.enqueue()
    queue.all().update(
        enqueued_at=timezone.now() - timedelta(days=1), run_after=timezone.now() + timedelta(days=1)
    )

    assert health.tasks() == ""


def test_workers_are_missed_when_there_is_a_queue(queue):
    assert health.workers() == "no worker has enrolled"

    sign = WorkerSign.objects.create(worker_id="w", host="here", pid=1)
    assert health.workers() == ""

    sign.seen_at = timezone.now() - timedelta(minutes=3)
    sign.save()
    assert health.workers().startswith("last sign of life")


def test_without_a_queue_nobody_misses_workers():
    assert health.workers() == ""


def test_a_disk_that_fills_is_found(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10**12, 10**12 - 10**6, 10**6))

    assert "less than 200 MiB free" in health.disk()


def test_a_media_folder_that_cannot_be_written_is_found(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file"

    assert health.examine()["media"] in {"FileExistsError", "NotADirectoryError"}


def test_the_probe_leaves_nothing_behind(settings):
    assert health.media() == ""
    assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_figures_are_there_for_the_token_only(client, settings):
    assert client.get("/gesund/zahlen").status_code == 404
    assert client.get("/gesund/zahlen", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get(f"/gesund/zahlen?token={TOKEN}").status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/gesund/zahlen", headers={"Authorization": "Bearer "}).status_code == 404


def test_figures_count_what_is_there(client, ada, mira, queue, django_assert_max_num_queries):
    deliver.enqueue()
    OutboxMail.objects.create(message_id="1", template="t", to="x@example.org", subject="s", text="t")
    with django_assert_max_num_queries(12):
        response = client.get("/gesund/zahlen", headers=KNOWN)
    lines = response.content.decode().splitlines()

    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "schutznetz_users 2" in lines
    assert 'schutznetz_memberships{role="coordinator"} 1' in lines
    assert 'schutznetz_mails{state="queued"} 1' in lines
    assert 'schutznetz_tasks{state="ready"} 1' in lines
    assert "# TYPE schutznetz_institutions gauge" in lines
    assert QueuedTask.objects.count() == 1


def test_no_figure_names_a_person(client, ada):
    text = client.get("/gesund/zahlen", headers=KNOWN).content.decode()

    assert ada.email not in text
    assert ada.last_name not in text

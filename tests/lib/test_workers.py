"""Workers die; nothing they held is lost, done twice, or taken from one that lives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from coordination.lib import workers
from coordination.lib.models import QueuedTask, WorkerSign
from coordination.lib.workers import LEASE, LOOK, Heart, HouseWorker, sweep
from tests.lib import background
from tests.lib.background import noted


def claimed_by(worker_id: str, *, ago: timedelta = LEASE * 2) -> QueuedTask:
    """A task that a worker took some time ago."""
    background.write.enqueue("x")
    row = QueuedTask.objects.get(status="READY")
    row.claim(worker_id)
    QueuedTask.objects.filter(pk=row.pk).update(started_at=timezone.now() - ago)
    row.refresh_from_db()
    return row


def looks(count: int, *, apart: timedelta = LEASE, start=None) -> int:
    """Sweep several times, the clock going on in between."""
    now = start or timezone.now()
    return sum(sweep(now=now + apart * number) for number in range(count))


def test_a_task_of_a_dead_worker_goes_back_into_the_queue(queue, work_off):
    WorkerSign.objects.create(worker_id="dead", host="h", pid=1)
    row = claimed_by("dead")

    assert looks(2) == 0, "one missed look is no death"
    assert looks(3, start=timezone.now() + LEASE * 2) == 1

    row.refresh_from_db()
    assert (row.status, row.tries) == ("READY", 1)
    assert "died during try 1" in row.traceback
    assert not WorkerSign.objects.exists()
    work_off()
    assert noted("x") == 1


def test_a_task_of_a_living_worker_stays_with_it(queue):
    WorkerSign.objects.create(worker_id="alive", host="h", pid=1)
    claimed_by("alive")
    heart = Heart("alive")
    now = timezone.now()

    for number in range(6):
        heart.beat_once()
        assert sweep(now=now + LEASE * number) == 0


def test_a_jump_of_the_clock_buries_nobody(queue):
    WorkerSign.objects.create(worker_id="alive", host="h", pid=1)
    claimed_by("alive")
    now = timezone.now()
    sweep(now=now)

    assert sweep(now=now + timedelta(hours=1)) == 0
    Heart("alive").beat_once()
    assert sweep(now=now + timedelta(hours=1) + LOOK) == 0
    assert sweep(now=now - timedelta(hours=1)) == 0, "set back: looked at in the future"
    Heart("alive").beat_once()
    assert looks(2, apart=LOOK, start=now - timedelta(hours=1) + LOOK) == 0


def test_a_database_locked_for_minutes_buries_nobody(queue):
    """SQLite: nobody could beat, but nobody could look either."""
    WorkerSign.objects.create(worker_id="alive", host="h", pid=1)
    claimed_by("alive")
    now = timezone.now()

    sweep(now=now)
    assert sweep(now=now + timedelta(minutes=10)) == 0


def test_a_task_without_any_sign_of_its_worker_goes_back(queue):
    fresh, old = claimed_by("unknown", ago=timedelta(0)), claimed_by("unknown")

    assert sweep() == 1

    fresh.refresh_from_db()
    old.refresh_from_db()
    assert (fresh.status, old.status) == ("RUNNING", "READY")


def test_a_task_that_kills_its_workers_comes_to_an_end(queue):
    row = claimed_by("w1")
    for number in range(2, 5):
        sweep()
        row.refresh_from_db()
        if row.status == "FAILED":
            break
        row.claim(f"w{number}")
        QueuedTask.objects.filter(pk=row.pk).update(started_at=timezone.now() - LEASE * 2)

    assert queue.needing_a_human().get().tries == len(background.SHORT) + 1


def test_who_lost_a_task_writes_no_result(queue):
    row = claimed_by("asleep")
    sweep()
    again = queue.get()
    again.claim("second")

    row.set_successful("from the grave")

    again.refresh_from_db()
    assert (again.status, again.return_value) == ("RUNNING", None)


def test_a_heart_enrols_again_after_the_sweep_has_forgotten_it(db):
    Heart("forgotten").beat_once()

    assert WorkerSign.objects.get().worker_id == "forgotten"


@pytest.mark.django_db
def test_a_heart_survives_a_database_that_is_not_to_be_had(monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(workers.WorkerSign.objects, "filter", locked)
    monkeypatch.setattr(workers.connection, "close", lambda: None)

    Heart("unlucky").beat_once()


def test_a_worker_outlives_a_lost_connection_and_takes_its_task_back(queue, monkeypatch):
    rounds = []

    def run(worker):
        rounds.append(1)
        if len(rounds) == 1:
            claimed_by(worker.worker_id, ago=timedelta(0))
            raise OperationalError("server closed the connection")

    monkeypatch.setattr(Worker, "run", run)
    monkeypatch.setattr(workers.connection, "close", lambda: None)
    monkeypatch.setattr(workers.time, "sleep", lambda seconds: None)
    worker = HouseWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tough",
        excluded_queue_names=[],
    )

    worker._run_on()

    assert len(rounds) == 2
    assert queue.get().status == "READY"


# --- Real processes ---------------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """For a process of its own on the very test database."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{given['NAME']}"
    else:
        host = f"{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}"
        address = f"postgres://{given['USER']}:{given['PASSWORD']}@{host}/{given['NAME']}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "coordination.settings"}


@contextmanager
def worker_process(worker_id: str):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--worker-id", worker_id, "--interval", "0.1", "--beat", "0.2"],
        cwd=settings.BASE_DIR,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.long  # at each run an import is killed in its middle (tests/walks)
def test_killed_in_the_middle_nothing_is_half_done_and_the_next_worker_does_it_once(
    queue, tmp_path, monkeypatch
):
    monkeypatch.setattr(workers, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(workers, "LOOK", timedelta(seconds=0.3))
    in_window = 0
    for round_ in range(2):
        word, sign = f"round {round_}", tmp_path / f"sign{round_}"
        background.work_slowly.enqueue(word, str(sign), 30)
        with worker_process(f"victim{round_}") as victim:
            assert wait_for(sign.exists), "the worker never began"
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            in_window += 1
        assert noted(word) == 0, "half a piece of work is in the database"
        assert queue.filter(status="RUNNING").count() == 1

        assert wait_for(lambda: time.sleep(0.3) or sweep() == 1)

        row = queue.get(status="READY")
        row.args_kwargs["args"][2] = 0
        QueuedTask.objects.filter(pk=row.pk).update(args_kwargs=row.args_kwargs)
        with worker_process(f"heir{round_}") as heir:
            assert wait_for(lambda: not queue.exclude(status="SUCCESSFUL").exists())
            os.kill(heir.pid, signal.SIGTERM)
            heir.wait(timeout=10)
        assert noted(word) == 1
    assert in_window == 2
    assert not WorkerSign.objects.filter(worker_id__startswith="heir").exists(), (
        "who leaves in peace signs off"
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_queue_and_do_everything_once(queue):
    words = [f"task {number}" for number in range(30)]
    for word in words:
        background.write.enqueue(word)

    with worker_process("left") as left, worker_process("right") as right:
        assert wait_for(lambda: not queue.exclude(status="SUCCESSFUL").exists(), seconds=60)
        for process in (left, right):
            os.kill(process.pid, signal.SIGTERM)
            process.wait(timeout=10)

    assert [noted(word) for word in words] == [1] * 30
    assert all(row.tries == 1 for row in queue.all())


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_four_workers_killed_at_random_do_everything_once(queue, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(workers, "LOOK", timedelta(seconds=0.5))
    words = [f"task {number}" for number in range(60)]
    for number, word in enumerate(words):
        background.work_slowly.enqueue(word, str(tmp_path / f"sign{number}"), 0.2)
    chance, started, in_window = random.Random(5), 0, 0
    with ExitStack() as stack:
        team = []
        end = time.monotonic() + 240
        while queue.exclude(status="SUCCESSFUL").exists() and time.monotonic() < end:
            while len(team) < 4:
                started += 1
                team.append((f"w{started}", stack.enter_context(worker_process(f"w{started}"))))
            time.sleep(chance.uniform(0.5, 2.5))
            busy = {row.worker_id for row in QueuedTask.objects.at_work()}
            victim = next((member for member in team if member[0] in busy), None)
            if victim is not None and started < 30:
                team.remove(victim)
                victim[1].kill()
                victim[1].wait()
                in_window += any(row.worker_id == victim[0] for row in QueuedTask.objects.at_work())
            sweep()
            queue.needing_a_human().update(status="READY", worker_ids=[], run_after=timezone.now())

    print(f"{in_window} of {started - 4} kills fell inside the window")  # noqa: T201 -- 0 would prove nothing
    assert in_window > 0
    assert [noted(word) for word in words] == [1] * len(words)


def test_work_refuses_where_there_is_no_queue(db):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="no queue"):
        call_command("work")


def test_the_helpers_of_these_tests_can_be_loaded_by_a_real_worker():
    assert "pytest" not in Path(background.__file__).read_text().replace("of pytest", "")

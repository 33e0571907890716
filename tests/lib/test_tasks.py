"""Background work: it belongs to its transaction, is tried again with growing waits, comes round once per period."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from coordination.lib import jobs, tasks
from coordination.lib.models import QueuedTask, Turn
from coordination.lib.tasks import Periodic, nudge, tick
from tests.lib import background
from tests.lib.background import noted


def ready(row: QueuedTask) -> None:
    """Let the wait of a task be over."""
    QueuedTask.objects.filter(pk=row.pk).update(run_after=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_without_a_queue_tasks_are_done_at_once():
    background.write.enqueue("sofort")

    assert noted("sofort") == 1


def test_a_task_waits_in_the_queue_until_a_worker_comes(queue, work_off):
    background.write.enqueue("später")

    assert noted("später") == 0
    work_off()
    assert noted("später") == 1


def test_a_rolled_back_transaction_takes_its_task_along(queue, work_off):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _queue_and_break("nie")
    with transaction.atomic():
        background.write.enqueue("doch")

    work_off()

    assert (noted("nie"), noted("doch")) == (0, 1)


def _queue_and_break(word: str) -> None:
    background.write.enqueue(word)
    1 / 0  # noqa: B018


def test_a_failing_task_is_tried_again_with_growing_waits_and_then_needs_a_human(queue, work_off):
    background.fail.enqueue("x")
    waits = []
    for _try in range(len(background.SHORT)):
        assert work_off() == 1
        row = queue.get()
        assert row.status == "READY"
        waits.append(round((row.run_after - timezone.now()).total_seconds() / 60))
        assert work_off() == 0, "not before its wait is over"
        ready(row)
    work_off()

    row = queue.needing_a_human().get()
    assert waits == [1, 5]
    assert row.tries == 3
    assert row.last_line == "ValueError: x"
    assert noted("x") == 0, "each failed try was undone"


def test_the_usual_waits_grow_from_a_minute_to_a_day():
    minutes = [wait.total_seconds() / 60 for wait in tasks.WAITS]

    assert minutes[:3] == [1, 5, 15]
    assert minutes == sorted(minutes)
    assert minutes[-1] == 24 * 60


def test_retries_beyond_the_waits_repeat_the_last_one():
    made = tasks.task(retries=4, waits=background.SHORT)(noted)

    assert [wait.total_seconds() / 60 for wait in made.waits] == [1, 5, 5, 5]
    assert tasks.task(retries=0)(noted).waits == ()


@pytest.mark.parametrize("hopeless", [background.fail_for_good, background.break_rule])
def test_what_would_fail_again_is_not_tried_again(queue, work_off, hopeless):
    hopeless.enqueue()

    work_off()

    assert queue.needing_a_human().count() == 1


def test_a_worker_that_is_stopped_gives_the_try_back(queue, work_off):
    background.be_interrupted.enqueue()

    worker_stopped = queue.get()
    worker_stopped.claim("stopped")
    worker_stopped.set_failed(SystemExit(1))

    row = queue.get()
    assert (row.status, row.tries) == ("READY", 0)
    assert row in list(queue.ready())


def test_a_task_whose_code_is_gone_needs_a_human(queue, work_off):
    background.write.enqueue("x")
    queue.update(task_path="tests.lib.background.no_longer_there")

    work_off()

    assert queue.needing_a_human().count() == 1


def test_an_operator_can_have_it_tried_again(queue, work_off):
    background.fail_for_good.enqueue()
    work_off()
    row = queue.get()

    assert jobs.try_again(row)
    assert not jobs.try_again(row), "it waits already"

    row.refresh_from_db()
    assert (row.status, row.tries) == ("READY", 0)


def test_nudging_queues_a_task_once_until_it_is_taken(queue, work_off):
    assert nudge(background.fail_for_good) is not None
    assert nudge(background.fail_for_good) is None
    work_off()

    assert nudge(background.fail_for_good) is not None


# --- Periodic work ----------------------------------------------------------------------------------------------------


@pytest.fixture
def one_periodic(monkeypatch):
    """Only one periodic work is known: once an hour."""
    entry = Periodic(
        key="test.hourly", every=timedelta(hours=1), work=background.fail_for_good, at=None, here=False
    )
    monkeypatch.setattr(tasks, "PERIODIC", {entry.key: entry})
    monkeypatch.setattr(tasks, "discover", lambda: None)
    return entry


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_periodic_work_is_queued_once_per_period(queue, one_periodic):
    assert tick(now=NOON) == ["test.hourly"]
    assert tick(now=NOON + timedelta(minutes=59)) == []
    assert queue.count() == 1

    queue.all().delete()
    assert tick(now=NOON + timedelta(minutes=60)) == ["test.hourly"]
    assert queue.count() == 1


def test_a_clock_set_back_repeats_nothing_and_missed_periods_are_made_up_for_once(queue, one_periodic):
    tick(now=NOON)

    assert tick(now=NOON - timedelta(hours=1)) == []
    assert tick(now=NOON + timedelta(hours=30)) == ["test.hourly"]
    assert queue.count() == 1


def test_if_queueing_fails_the_turn_is_not_used_up(queue, one_periodic, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "nudge", lambda work: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tick(now=NOON)

    assert tick(now=NOON) == ["test.hourly"]


def test_work_done_by_tick_itself_may_fail_without_stopping_the_rest(queue, monkeypatch):
    entries = [
        Periodic(key="a", every=timedelta(hours=1), work=background.fail_for_good, at=None, here=True),
        Periodic(key="b", every=timedelta(hours=1), work=background.fail_for_good, at=None, here=False),
    ]
    monkeypatch.setattr(tasks, "PERIODIC", {entry.key: entry for entry in entries})
    monkeypatch.setattr(tasks, "discover", lambda: None)

    assert tick(now=NOON) == ["a", "b"]
    assert queue.count() == 1


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 24),  # 02:30 summer time, before three
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 24),  # 02:30 again, now winter time
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), 25),  # 03:30
    ],
)
def test_daily_work_at_three_follows_the_local_clock_over_the_change_of_time(moment, day):
    daily = Periodic(key="d", every=timedelta(days=1), work=background.fail_for_good, at=time(3), here=False)

    assert daily.period(moment) == datetime(2026, 10, day, tzinfo=UTC).date().toordinal()


def test_a_time_of_day_needs_whole_days():
    with pytest.raises(ValueError, match="whole days"):
        tasks.periodic(every=timedelta(hours=1), key="x", at=time(3))


def test_the_house_has_its_round_of_sweep_mail_and_retention(queue):
    keys = tick()

    assert {"lib.sweep", "lib.mail", "lib.retention"} <= set(keys)
    assert not queue.filter(task_path__endswith="chores.sweep").exists(), "the sweep needs no worker"
    call_command("tick")
    assert Turn.objects.filter(key="lib.mail").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_queue_it_once(queue, one_periodic):
    wins: list[str] = []
    gate = threading.Barrier(4)

    def run(round_: int) -> None:
        gate.wait()
        wins.extend(tick(now=NOON + timedelta(hours=round_)))
        connection.close()

    for round_ in range(5):
        threads = [threading.Thread(target=run, args=[round_]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(wins) == round_ + 1
        assert queue.count() == 1

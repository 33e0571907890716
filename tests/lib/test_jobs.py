"""Jobs: progress that the waiting person sees, a sentence when it fails, nothing for anybody else."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from coordination.lib import jobs, progress
from coordination.lib.jobs import start
from coordination.lib.models import Job, QueuedTask, WorkerSign
from coordination.lib.workers import sweep
from tests.factories.accounts import UserFactory
from tests.factories.lib import JobFactory
from tests.lib import background
from tests.lib.background import noted


def test_a_job_is_done_and_leads_to_its_result(db):
    job = start(background.count_up, by=UserFactory(), title="Prüfung", args={"upto": 3})

    assert (job.state, job.result_url) == (Job.State.DONE, "/ergebnis/3/")
    assert (job.done, job.total, job.message) == (3, 3, "Zeilen geprüft")
    assert job.ended_at is not None


def test_a_broken_rule_ends_the_job_with_its_sentence(db):
    job = start(background.refuse, by=UserFactory(), title="Prüfung")

    assert (job.state, job.error) == (Job.State.FAILED, "Die Datei ist leer.")


def test_a_job_belongs_to_its_transaction(queue, work_off):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _start_and_break()

    assert work_off() == 0
    assert not Job.objects.exists()


def _start_and_break() -> None:
    start(background.count_up, by=UserFactory(), title="Prüfung", args={"upto": 3})
    1 / 0  # noqa: B018


def test_a_fault_is_tried_again_and_then_needs_a_human_who_can_start_it_anew(queue, work_off):
    job = start(background.break_down, by=UserFactory(), title="Prüfung")

    work_off()
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.QUEUED, 1)
    assert job.message
    queue.update(run_after=timezone.now())
    work_off()
    job.refresh_from_db()

    assert job.state == Job.State.NEEDS_HUMAN
    assert "geheim" not in job.error
    row = queue.needing_a_human().get()
    assert "ZeroDivisionError: geheim" in row.traceback

    assert jobs.try_again(row)
    job.refresh_from_db()
    assert (job.state, job.tries, job.error) == (Job.State.QUEUED, 0, "")


def test_without_a_queue_a_fault_spoils_neither_request_nor_transaction(db):
    job = start(background.break_down, by=None, title="Prüfung")

    assert job.state == Job.State.NEEDS_HUMAN


def test_a_job_done_already_is_not_done_again(queue, work_off):
    job = start(background.write_in_transaction, by=None, title="x", args={"word": "einmal"})
    QueuedTask.objects.create(
        args_kwargs={"args": [str(job.uid)], "kwargs": {}},
        task_path=jobs.run_job.module_path,
        backend_name="default",
        run_after=timezone.now(),
    )

    assert work_off() == 2
    assert noted("einmal") == 1


def test_a_job_whose_worker_died_waits_again(queue):
    job = start(background.count_up, by=None, title="x", args={"upto": 3})
    queue.get().claim("dead")
    queue.update(started_at=timezone.now() - timedelta(minutes=5))
    Job.objects.update(state=Job.State.RUNNING, tries=1)
    assert not WorkerSign.objects.exists()

    assert sweep() == 1

    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_a_job_runs_in_the_name_and_language_of_its_owner(db, monkeypatch):
    from coordination.lib import history

    seen = {}

    def look(job):
        seen.update(user=history._actor.get().user, language=translation.get_language())

    look.job_retries = 0
    monkeypatch.setattr(background, "look", look, raising=False)
    look.__module__, look.__qualname__ = background.__name__, "look"
    owner = UserFactory()

    start(look, by=owner, title="x")

    assert seen == {"user": owner, "language": "de"}


def test_only_marked_functions_become_jobs(db):
    with pytest.raises(TypeError, match="no @job_function"):
        start(background.not_marked, by=None, title="x")

    job = JobFactory(function="tests.lib.background.not_marked")
    jobs.run_job.enqueue(str(job.uid))
    job.refresh_from_db()
    assert job.state == Job.State.NEEDS_HUMAN


# --- Progress ---------------------------------------------------------------------------------------------------------


def test_progress_is_written_about_three_times_a_second(db, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(progress, "connection", _Outside())
    job, clock = JobFactory(), iter(number / 1000 for number in range(2000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))

    with django_assert_max_num_queries(5):
        for number in range(1, 1001):  # one second of work
            job.progress(number, 1000, message="Zeilen")

    job.refresh_from_db()
    assert (job.done, job.total, job.message) == (1000, 1000, "Zeilen")


class _Outside:
    """A connection that stands in no transaction."""

    in_atomic_block = False
    vendor = connection.vendor


def test_the_time_left_is_reckoned_from_the_speed_of_this_phase():
    pace = progress.Pace()

    assert pace.rest(0, 100, "Lesen", 0.0) is None
    assert pace.rest(10, 100, "Lesen", 2.0) == 18
    assert pace.rest(0, 1000, "Prüfen", 10.0) is None, "a new phase begins anew"
    assert pace.rest(500, 1000, "Prüfen", 12.0) == 2


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "only a few seconds left"),
        (11, "about 20 seconds left"),
        (130, "about 2 minutes left"),
    ],
)
def test_the_time_left_is_said_coarsely(seconds, words):
    with translation.override("en"):
        assert Job(rest_seconds=seconds).rest == words


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_transaction_is_still_open(queue):
    job = JobFactory(state=Job.State.RUNNING)
    seen: list[int] = []

    def look():
        seen.append(progress.seen(Job.objects.get(pk=job.pk)).done)
        connection.close()

    with transaction.atomic():
        background.note("open")
        job.progress(40, 100, message="Übernehmen")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    progress.close(job)

    assert seen == [40]
    if (file := progress._file(job)) is not None:
        assert not file.exists(), "nothing is left behind"


@pytest.mark.django_db(transaction=True)
def test_progress_never_waits_for_its_own_work(queue):
    """Also when the work has locked the job's row itself: the figures are lost, not the work."""
    job = JobFactory(state=Job.State.RUNNING)

    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(title="locked")
        begun = time.monotonic()
        job.progress(40, 100)
        assert time.monotonic() - begun < 2
    progress.close(job)


@pytest.mark.django_db
def test_broken_figures_do_not_break_the_page(client):
    job = JobFactory(state=Job.State.RUNNING)
    if connection.vendor == "sqlite":
        file = progress._file(job)
        file.parent.mkdir(exist_ok=True)
        file.write_text("{broken")
    client.force_login(job.owner)

    assert client.get(reverse("lib:job", args=[job.uid])).status_code == 200
    progress.close(job)


def test_figures_are_plain_json(db, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "_file", lambda job: tmp_path / "x.json")
    job = JobFactory()
    progress._write_file(job, {"done": 1, "total": 2, "message": "ä", "rest_seconds": None})

    assert json.loads((tmp_path / "x.json").read_text())["message"] == "ä"


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_is_the_owners_alone(client):
    job = JobFactory(title="Meine Prüfung")
    page = reverse("lib:job", args=[job.uid])

    assert client.get(page).status_code == 302, "signed out"
    client.force_login(UserFactory())
    foreign = client.get(page)
    missing = client.get(reverse("lib:job", args=["00000000-0000-4000-8000-000000000000"]))
    client.force_login(job.owner)

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert "Meine Prüfung" not in foreign.content.decode()
    assert "Meine Prüfung" in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_page_polls_while_the_job_runs_and_stops_when_it_is_over(client):
    job = JobFactory(state=Job.State.RUNNING, done=212, total=1268, message="Zeilen geprüft", rest_seconds=8)
    client.force_login(job.owner)
    address = reverse("lib:job", args=[job.uid])

    page = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 1s"' in page
    assert "1.268" in page
    assert "<noscript>" in page
    assert "<html" not in part
    assert 'value="212"' in part
    job.end(Job.State.FAILED, error="Die Datei ist leer.")
    over = client.get(address, headers={"HX-Request": "true"})
    assert "hx-trigger" not in over.content.decode()
    assert "Die Datei ist leer." in over.content.decode()
    assert "HX-Redirect" not in over.headers


@pytest.mark.django_db
def test_who_watches_is_led_on_to_the_result(client):
    job = JobFactory(state=Job.State.DONE, result_url="/ergebnis/")
    client.force_login(job.owner)
    address = reverse("lib:job", args=[job.uid])

    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == "/ergebnis/"
    assert 'href="/ergebnis/"' in client.get(address).content.decode()


# --- What needs the operators -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_operators_see_what_hangs_and_start_it_anew(client, queue, work_off):
    background.fail_for_good.enqueue()
    work_off()
    page = reverse("lib:trouble")

    client.force_login(UserFactory())
    assert client.get(page).status_code == 404
    operator = UserFactory(is_staff=True)
    Authenticator.objects.create(user=operator, type="totp", data={})
    client.force_login(operator)
    assert "fail_for_good" in client.get(page).content.decode()
    assert client.post(page, {"task": str(queue.get().pk)}).status_code == 302
    assert queue.get().status == "READY"
    assert client.post(page, {"task": "no uuid"}).status_code == 404

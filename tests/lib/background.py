"""Tasks for the tests of background work; also loaded by real worker processes, so nothing of pytest in here."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django.db import transaction

from coordination.lib.errors import RuleBroken
from coordination.lib.jobs import job_function
from coordination.lib.models import OutboxMail
from coordination.lib.tasks import GiveUp, task

SHORT = (timedelta(minutes=1), timedelta(minutes=5))


def note(word: str) -> None:
    """An effect in the database that can be counted."""
    number = OutboxMail.objects.count()
    OutboxMail.objects.create(
        message_id=f"<{word}-{number}-{time.time_ns()}>", template="effect", to=word, subject=word
    )


def noted(word: str) -> int:
    return OutboxMail.objects.filter(template="effect", to=word).count()


@task(waits=SHORT)
def write(word: str) -> None:
    note(word)


@task(waits=SHORT)
def fail(word: str) -> None:
    with transaction.atomic():
        note(word)
        raise ValueError(word)


@task()
def fail_for_good() -> None:
    raise GiveUp("no use")


@task()
def break_rule() -> None:
    raise RuleBroken("Das geht nicht.", code="test")


@task()
def be_interrupted() -> None:
    raise SystemExit(1)


@task(waits=(timedelta(0),) * 5)
def work_slowly(word: str, sign: str, seconds: float) -> None:
    """Write once and for all, idempotent: inside one transaction, with a sign on disk when the window is open."""
    with transaction.atomic():
        if noted(word):
            return
        note(word)
        Path(sign).touch()
        time.sleep(seconds)


# --- Jobs -------------------------------------------------------------------------------------------------------------


@job_function()
def count_up(job, *, upto: int) -> str:
    for number in range(1, upto + 1):
        job.progress(number, upto, message="Zeilen geprüft")
    return f"/ergebnis/{upto}/"


@job_function()
def refuse(job) -> None:
    raise RuleBroken("Die Datei ist leer.", code="empty")


@job_function(retries=1)
def break_down(job) -> None:
    raise ZeroDivisionError("geheim")


@job_function()
def write_in_transaction(job, *, word: str) -> None:
    with transaction.atomic():
        note(word)
        job.progress(50, 100, message="Zeilen übernommen")
        cache.set(f"seen-{job.uid}", True)


def not_marked(job) -> None:
    raise AssertionError("never called")

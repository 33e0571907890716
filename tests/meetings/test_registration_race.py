"""Two hundred register at the same moment for ten places, over HTTP against gunicorn: never one place too many.

On PostgreSQL the row of the event is locked; SQLite lets one writer in at a time. Counter-check: without the lock the
same race runs into the unique numbers of places and breaks with an error; without those too it overbooks.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection
from django.urls import reverse

from coordination.lib import guests
from meetings.models import Event, Registration, WaitlistEntry
from meetings.services import selfcheck
from meetings.services.registering import Wanted, register
from tests.factories.meetings_events import EventFactory

PLACES, MANY = 10, 200
NUMBERS = count(1)
UNIQUE = "place_given_once"


def _filled_tables() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(
            " UNION ALL ".join(f"(SELECT '{one}' WHERE EXISTS (SELECT 1 FROM \"{one}\"))" for one in tables)
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that another process sees; afterwards the tables that were empty are empty again (a flush takes minutes)."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race is PostgreSQL's")
    with django_db_blocker.unblock():
        before = _filled_tables()
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
            for table in _filled_tables() - before:
                cursor.execute(f'DELETE FROM "{table}"')
            cursor.execute("SET session_replication_role = DEFAULT")
        connection.close()


@contextmanager
def gunicorn(lock: str = "on"):
    """A server with two processes of four threads on the database of the test."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    base = settings.DATABASES["default"]
    address = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}"
    words = [
        sys.executable, "-m", "gunicorn", "tests.meetings.race_server:application", f"--bind=127.0.0.1:{port}",
        "--workers=2", "--threads=4", "--backlog=512", "--log-level=critical",
    ]  # fmt: skip
    env = os.environ | {
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}", "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "*", "RACE_LOCK": lock, "LOG_LEVEL": "CRITICAL",
    }  # fmt: skip
    server = subprocess.Popen(words, cwd=settings.BASE_DIR, env=env)
    try:
        for _ in range(400):
            if _status(port, "GET", "/gesund/live") == 200:
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _status(port: int, method: str, path: str, body: str = "") -> int:
    there = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        there.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return there.getresponse().status
    except OSError:
        return 0
    finally:
        there.close()


def race(port: int, many: int = MANY) -> tuple[Event, list[int], float]:
    """All press the button at the same moment; the event, the answers, the seconds until the last."""
    number = next(NUMBERS)
    first = Event.objects.order_by("id").first()
    network = {"network": first.network} if first else {}
    event = EventFactory(capacity=PLACES, slug=f"rennen-{number}-{uuid.uuid4().hex[:6]}", **network)
    path = reverse("dates:register", args=[event.slug])
    gate = Barrier(many)
    stamp = signing.dumps("", salt=guests.SALT)

    def send(who: int) -> int:
        said = {
            "first_name": "Wer", "last_name": f"Zuerst {who}", "email": f"wer{who}@example.org",
            "key": str(uuid.uuid4()), "stamp": stamp,
        }  # fmt: skip
        body = urlencode(said)
        gate.wait(60)
        return _status(port, "POST", path, body)

    with ThreadPoolExecutor(many) as pool:
        began = time.monotonic()
        statuses = list(pool.map(send, range(many)))
    return event, statuses, time.monotonic() - began


def holds(event: Event, statuses: list[int], many: int) -> None:
    assert set(statuses) == {302}
    rows = Registration.objects.filter(event=event)
    taken = sorted(rows.with_place().values_list("place_no", flat=True))
    assert taken == list(range(1, PLACES + 1))
    assert rows.filter(state="waiting").count() == many - PLACES
    order = WaitlistEntry.objects.filter(event=event).order_by("position")
    assert len(set(order.values_list("position", flat=True))) == many - PLACES
    assert selfcheck.findings(event) == {}


def _play(rounds: int, many: int = MANY) -> None:
    seconds = []
    with gunicorn() as port:
        for _ in range(rounds):
            event, statuses, took = race(port, many)
            holds(event, statuses, many)
            seconds.append(took)
    seconds.sort()
    print(f"{rounds} rounds, median {seconds[rounds // 2]:.1f} s, slowest {seconds[-1]:.1f} s")  # noqa: T201


@pytest.mark.django_db
def test_one_after_the_other_the_eleventh_waits():
    event = EventFactory(capacity=PLACES)
    for who in range(PLACES + 1):
        wanted = Wanted(first_name="Wer", last_name="Zuerst", email=f"wer{who}@example.org")
        last = register(by=None, event=event, wanted=wanted, form_key=uuid.uuid4())
    assert last.state == Registration.State.WAITING


def test_sixty_at_once_never_overbook_three_times(committed):
    _play(3, 60)


@pytest.mark.long
def test_two_hundred_at_once_fifty_times(committed):
    _play(50)


def test_without_the_lock_unique_numbers_stop_it_and_without_both_it_overbooks(committed):
    with gunicorn(lock="off") as port:
        event, statuses, _ = race(port, 60)
        assert 500 in statuses  # refused by the database: an error instead of a place in line
        assert Registration.objects.filter(event=event).with_place().count() <= PLACES

        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE meetings_registration DROP CONSTRAINT {UNIQUE}")
        try:
            event, statuses, _ = race(port, 60)
            assert Registration.objects.filter(event=event).with_place().count() > PLACES
            assert selfcheck.findings(event)["overbooked"] == 1
        finally:
            Registration.objects.filter(event=event).update(place_no=None, state="waiting")
            with connection.cursor() as cursor:
                cursor.execute(
                    f"ALTER TABLE meetings_registration ADD CONSTRAINT {UNIQUE} UNIQUE (event_id, mode, place_no)"
                )

"""A worker killed with signal 9 in the middle of a take-over leaves nothing half, and the next one ends the work."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from tests.walks.import_child import ROWS

NOTHING = {
    "Institution": 0,
    "Listing": 0,
    "Identifier": 0,
    "ContactPoint": 0,
    "history": 0,
    "sets": 0,
    "audit": 0,
}
ALL = dict.fromkeys(("Institution", "Listing", "Identifier", "ContactPoint", "history"), ROWS) | {
    "sets": 1,
    "audit": 1,
}


@pytest.fixture
def own_database(tmp_path, transactional_db):
    """A copy of the empty test database that other processes may use; returns the environment for them."""
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ, "MEDIA_ROOT": str(tmp_path / "media"), "TASKS_AT_ONCE": "1", "LOG_LEVEL": "CRITICAL"
    }  # fmt: skip
    connection.close()
    if connection.vendor == "sqlite":
        copy = tmp_path / "copy.sqlite3"
        # Not the file alone: what other tests wrote or took away may still stand in the log beside it.
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield environment | {"DATABASE_URL": f"sqlite:///{copy}"}
        return
    import psycopg

    server = connection.settings_dict
    address = f"postgres://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT'] or 5432}"
    copy = f"{name}_killed"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        # A template may have no visitors; what browser tests have left behind is sent away.
        maintenance.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        maintenance.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield environment | {"DATABASE_URL": f"{address}/{copy}"}
        maintenance.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def child(step, environment) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.walks.import_child", step],
        cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def done(step, environment) -> str:
    process = child(step, environment)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors[-2000:]
    return out.strip().splitlines()[-1] if out.strip() else ""


def there(environment) -> dict:
    return json.loads(done("look", environment))


def kill_in_the_middle(environment, after: float, step: str = "take") -> bool:
    """Kill a take-over some time after it has begun; return whether it was still at work."""
    process = child(step, environment)
    assert process.stdout.readline().strip() == "begun"
    time.sleep(after)
    process.kill()
    out, _errors = process.communicate(timeout=60)
    return "ended" not in out


def rounds_of_kills(environment, rounds: int) -> int:
    """Kill until the work is done or the rounds are over; return how many kills fell into the work.

    The first comes early, so that one falls inside on a quick machine too. A kill between the commit and the word
    that all is done finds everything there, never half of it.
    """
    inside = 0
    for turn in range(rounds):
        after = 0.05 if turn == 0 else random.uniform(0.05, 0.6)
        if not kill_in_the_middle(environment, after):
            break
        found = there(environment)
        if found.pop("state") == "taken":
            assert found == ALL
            break
        inside += 1
        assert found == NOTHING
    return inside


@pytest.mark.slow
def test_a_killed_worker_leaves_nothing_half_and_the_next_one_ends_the_work(own_database):
    done("prepare", own_database)

    inside = rounds_of_kills(own_database, 3)

    assert inside, "no kill fell into the work: this proves nothing"
    if there(own_database)["state"] != "taken":
        done("take", own_database)
    found = there(own_database)
    assert found.pop("state") == "taken"
    assert found == ALL


@pytest.mark.slow
def test_without_its_one_transaction_half_a_sheet_would_remain(own_database):
    """Counter-check of the test above."""
    done("prepare", own_database)

    for after in (0.3, 0.15, 0.45, 0.6, 0.2, 0.8):
        if kill_in_the_middle(own_database, after, "loose"):
            found = there(own_database)
            found.pop("state")
            if found not in (NOTHING, ALL):
                return
            assert found == NOTHING

    pytest.fail("no kill fell between two tables")


@pytest.mark.slow
@pytest.mark.long
def test_fifty_kills_leave_nothing_half(own_database):
    done("prepare", own_database)

    assert rounds_of_kills(own_database, 50) > 10

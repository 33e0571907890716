"""The one lock of SQLite: writing not worth waiting for it, long work that lets others in, pages that say so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PAUSE = 0 if settings.TESTING else 0.12  # seconds


class Busy(Exception):
    """Somebody else writes for long; nothing was written."""


@contextmanager
def unless_busy(milliseconds: int = 150) -> Iterator[None]:
    """Run a transaction that gives up with ``Busy`` when the lock is not to be had in time.

    PostgreSQL locks rows, not the whole: there it is a transaction like any other.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    usual = int(settings.DATABASES["default"]["OPTIONS"]["timeout"]) * 1000
    _wait(milliseconds)
    try:
        with transaction.atomic():
            yield
    except OperationalError as fault:
        if "locked" not in str(fault):
            raise
        raise Busy from fault
    finally:
        _wait(usual)


def is_busy(fault: BaseException) -> bool:
    """Whether a fault of the database only says that somebody else held the lock for too long."""
    return isinstance(fault, OperationalError) and any(
        word in str(fault) for word in ("database is locked", "deadlock detected", "lock timeout")
    )


def let_others_write() -> None:
    """Between two transactions of long work: whoever waits for SQLite's lock asks for it every 100 ms at the latest."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)


def know_json(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Our SQLite has JSON. Django would try it out in a transaction: a write lock for each new connection, and while
    another one writes for long it would take the waiting in vain for a no."""
    if connection.vendor == "sqlite":
        connection.features.supports_json_field = True


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")

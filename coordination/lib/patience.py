"""Writing that is not worth waiting for: while a long import holds the one lock of SQLite, pages stay quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction


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


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")

"""Rules in the database that Django's constraints cannot say on both databases: triggers, trigram indexes
(``lib/trigrams.py``).

SQLite loses the triggers of a table when a later migration rebuilds it, and refuses to rebuild a table that a
trigger of another one names: so all guards are taken down before each ``migrate`` there, and put back after it. Rooms
register theirs in a module ``guards`` that their AppConfig imports.
"""

# ruff: noqa: S608 -- identifiers come from the rooms' own code

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from coordination.lib.models.guards import OpenGuard


@dataclass(frozen=True)
class Guard:
    """Statements that put one guard up; each must stand being run again (``IF NOT EXISTS``, ``OR REPLACE`` …)."""

    name: str
    table: str
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()


_guards: dict[str, Guard] = {}


def register(guard: Guard) -> None:
    _guards[guard.name] = guard


def append_only(table: str) -> Guard:
    """Return the guard that refuses to change or delete rows of ``table``, whoever asks."""
    name = f"{table}_append_only"
    sentence = f"{table} is append-only"
    return Guard(
        name,
        table,
        sqlite=tuple(
            f"CREATE TRIGGER IF NOT EXISTS {name}_{verb} BEFORE {verb.upper()} ON {table}"
            f" WHEN (SELECT count(*) FROM lib_openguard WHERE name = '{name}') = 0"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("update", "delete")
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF (SELECT count(*) FROM lib_openguard WHERE name = '{name}') = 0"
            f" THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


@contextmanager
def opened(guard: Guard) -> Iterator[None]:
    """Open a guard inside one transaction, for what the law demands of it (retention, erasure)."""
    with transaction.atomic():
        row = OpenGuard.objects.create(name=guard.name)
        yield
        row.delete()


def take_down(**_: object) -> None:
    """Take the triggers of all guards down before a migrate on SQLite; indexes stay."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            if name.startswith(tuple(_guards)):
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def put_back(**_: object) -> None:
    """Put every guard up whose table exists; called after each migrate."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if {guard.table, "lib_openguard"} <= tables:
                for statement in getattr(guard, connection.vendor, ()):
                    cursor.execute(statement)


def missing() -> set[str]:
    """Return the names of guards that the database does not hold although it should."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index')")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger UNION SELECT indexname FROM pg_indexes")
        there = [name for (name,) in cursor.fetchall()]
    return {
        guard.name
        for guard in _guards.values()
        if getattr(guard, connection.vendor, ()) and not any(name.startswith(guard.name) for name in there)
    }

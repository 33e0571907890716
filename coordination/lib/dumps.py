"""One file from a database and back, per vendor: a copy by SQLite itself, or PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken

Counts = dict[str, int]
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def counts(database: BaseDatabaseWrapper) -> Counts:
    """Return the rows of every table."""
    with database.cursor() as cursor:
        tables = sorted(database.introspection.table_names(cursor))
        return {table: _count(cursor, database.ops.quote_name(table)) for table in tables}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 -- a table of our own, quoted
    return cursor.fetchone()[0]


def size(database: BaseDatabaseWrapper) -> int:
    """Return about how many bytes a copy needs."""
    if database.vendor == "sqlite":
        path = Path(str(database.settings_dict["NAME"]))
        return sum(part.stat().st_size for part in path.parent.glob(f"{path.name}*") if part.is_file())
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def save(database: BaseDatabaseWrapper, folder: Path) -> tuple[Path, Counts]:
    """Write the whole database into a file and return it with the rows it holds; the work goes on meanwhile."""
    target = folder / NAMES[database.vendor]
    if database.vendor == "sqlite":
        return target, _copy_sqlite(Path(str(database.settings_dict["NAME"])), target)
    return target, _dump_postgresql(database, target)


def _copy_sqlite(source: Path, target: Path) -> Counts:
    """``backup(pages=-1)`` copies in one go: stepwise it would begin anew at each foreign write."""
    old_one = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)
    with closing(old_one) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode=DELETE")
    return check_sqlite(target)


def check_sqlite(path: Path) -> Counts:
    """Return the rows of a copy; refuse one that SQLite itself finds damaged."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("integrity")
            names = copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            tables = sorted(name for (name,) in names)
            return {table: _count(copy.cursor(), f'"{table}"') for table in tables}
    except sqlite3.DatabaseError as problem:
        raise RuleBroken(_("The copy of the database is damaged."), code="damaged") from problem


def _dump_postgresql(database: BaseDatabaseWrapper, target: Path) -> Counts:
    """Count and dump in one snapshot: both see the same moment."""
    with transaction.atomic(using=database.alias, durable=True):
        with database.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        rows = counts(database)
        run_tool(
            database,
            [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={target}",
            ],
        )
    return rows


def load_postgresql(database: BaseDatabaseWrapper, source: Path) -> None:
    """Fill an empty database from a dump, wholly or not at all."""
    run_tool(
        database,
        [
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            str(source),
        ],
    )


def check_postgresql(source: Path) -> None:
    """Refuse a file that cannot be read to its end as a dump. Its rows are counted when it is loaded."""
    tool = _tool("pg_restore")
    command = [tool, "--file=/dev/null", str(source)]
    read = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- no shell
    if read.returncode:
        raise RuleBroken(_("The copy of the database is damaged."), code="damaged")


def run_tool(database: BaseDatabaseWrapper, words: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs against a database; the password goes by the environment, not by the words."""
    values = database.settings_dict
    options = {"--host": values["HOST"], "--port": values["PORT"], "--username": values["USER"]}
    command = [_tool(words[0]), *words[1:], *(f"{key}={value}" for key, value in options.items() if value)]
    command.append(f"--dbname={values['NAME']}")
    environment = {**os.environ, "PGPASSWORD": str(values["PASSWORD"] or "")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- no shell
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise RuleBroken(
            _("%(tool)s could not do its work: %(said)s")
            % {"tool": words[0], "said": said[0] if said else "?"},
            code="tool",
        )


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuleBroken(
            _("%(tool)s is not installed here. It comes with the package postgresql-client.")
            % {"tool": name},
            code="no_tool",
        )
    return found


@contextmanager
def database_at(config: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Open another database than the one of the settings. The ORM speaks to it inside ``restore.as_default``."""
    values = connections.configure_settings({"default": config})["default"]
    database = load_backend(values["ENGINE"]).DatabaseWrapper(values, "default")
    try:
        yield database
    finally:
        database.close()

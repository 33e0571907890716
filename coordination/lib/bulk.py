"""The quickest way of many rows into a table: ids taken beforehand, ``COPY`` or a few long statements.

No validation, no signals, no history: for rows that were checked before. Tracked models go through ``lib/history.py``,
which uses this; only tables without history may be written here directly.
"""

# ruff: noqa: S608 -- identifiers come from the models, values are parameters

from __future__ import annotations

import gc
import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db import connection, models

_ROWS = 1_000  # of one statement: beyond, parsing grows faster than what is saved
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NOTHING = {list: "[]", tuple: "[]", dict: "{}", str: '""', int: "0", float: "0.0", bool: "false"}


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python from searching for circles among the millions of small values of a large sheet (a third of the time).

    Nothing here makes circles worth searching for; what is no longer used goes at once as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Reserve ``count`` ids. Call it inside a transaction that writes (SQLite: its lock keeps others from the same)."""
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH ids AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name)"  # looked up once
                " SELECT nextval(name) FROM ids, generate_series(1, %s)",
                [connection.ops.quote_name(table), pk, count],
            )
            return [each for (each,) in cursor.fetchall()]
        cursor.execute(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
            f" coalesce((SELECT max({connection.ops.quote_name(pk)}) FROM {connection.ops.quote_name(table)}), 0))",
            [table],
        )
        last = cursor.fetchone()[0]
    return range(last + 1, last + 1 + count)


def preparer(field: models.Field) -> Callable[[Any], Any] | None:
    """Return what makes a value of ``field`` fit for the driver; None where it fits as it is."""
    if isinstance(field, models.JSONField):
        return dumps
    if field.is_relation:
        return None
    if isinstance(field, models.UUIDField):
        native = connection.features.has_native_uuid_field
        return None if native else lambda value: value.hex if isinstance(value, uuid.UUID) else value
    plain = models.CharField | models.TextField | models.IntegerField | models.BooleanField
    if isinstance(field, plain):
        return None
    if isinstance(field, models.DecimalField):
        adapt = partial(
            connection.ops.adapt_decimalfield_value,
            max_digits=field.max_digits,
            decimal_places=field.decimal_places,
        )
    else:
        adapt = partial(field.get_db_prep_save, connection=connection)
    return lambda value: None if value is None else adapt(value)


def new_uids(count: int) -> list[str]:
    """Return random UUIDs (version 4) as 32 hexadecimal digits, which both databases take; ten times as quick."""
    digits = os.urandom(16 * count).hex()
    return [
        f"{digits[i : i + 12]}4{digits[i + 13 : i + 16]}{'89ab'[int(digits[i + 16], 16) & 3]}{digits[i + 17 : i + 32]}"
        for i in range(0, 32 * count, 32)
    ]


def dumps(value: Any) -> str:
    """JSON that both databases take: PostgreSQL refuses the sign NUL even when written as an escape."""
    if not value:
        return _NOTHING.get(type(value), "null")
    text = _encode(value)
    return text.replace("\\u0000", "\\ufffd") if "\\u0000" in text else text


def insert(model: type[models.Model], names: Sequence[str], columns: Sequence[Iterable[Any]]) -> None:
    """Insert rows given by column: ``columns[i]`` holds the values of the attribute ``names[i]`` of all rows."""
    known = by_attname(model)
    fields = [known[name] for name in names]
    prepared = [
        values if (prepare := preparer(field)) is None else map(prepare, values)
        for field, values in zip(fields, columns, strict=True)
    ]
    quote = connection.ops.quote_name
    table, listed = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    rows = zip(*prepared, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django wraps the errors of its own cursor only; an IntegrityError shall be one here too.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = f"({', '.join(['%s'] * len(fields))})"
            # Not executemany: the table of trigrams is flushed after each statement (1,000 rows 50 ms instead of 300).
            for some in chunks(rows, len(fields)):
                cursor.execute(
                    f"INSERT INTO {table} ({listed}) VALUES {', '.join([marks] * len(some))}",
                    list(chain.from_iterable(some)),
                )


def chunks(rows: Iterable[Sequence[Any]], width: int) -> Iterator[list[Sequence[Any]]]:
    """Yield rows of ``width`` values in as many as one statement of SQLite can take as parameters."""
    connection.ensure_connection()
    most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    remaining = iter(rows)
    while some := list(islice(remaining, max(1, min(most // width, _ROWS)))):
        yield some


def by_attname(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.attname: field for field in model._meta.concrete_fields}


def defaults_of(model: type[models.Model], names: Iterable[str]) -> dict[str, models.Field]:
    """Return the fields not in ``names`` that need a value of their own, by attribute name."""
    given = set(names)
    return {field.attname: field for field in model._meta.concrete_fields if field.attname not in given}


def set_column(model: type[models.Model], name: str, pairs: Sequence[tuple[Any, int]]) -> None:
    """Write one column of rows of a table without history: (value, id) each."""
    quote = connection.ops.quote_name
    column, pk = quote(by_attname(model)[name].column), quote(model._meta.pk.column)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kind = by_attname(model)[name].db_type(connection)
            values, ids = [value for value, _pk in pairs], [pk for _value, pk in pairs]
            cursor.execute(
                f"UPDATE {table} SET {column} = new.value"
                f" FROM unnest(%s::{kind}[], %s::bigint[]) AS new(value, pk) WHERE {table}.{pk} = new.pk",
                [values, ids],
            )
        else:
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {pk} = %s", list(pairs))

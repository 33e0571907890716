"""The one door for writing many tracked rows, and the frame that makes one change of many writes.

History rows of bulk work are written by the database itself (``INSERT … SELECT``), so that ten thousand rows cost two
statements and no column can be forgotten. See docs/adr/0004-history-and-change-sets.md.
"""

# ruff: noqa: S608 -- identifiers come from the models, values are parameters

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.dispatch import receiver
from django.utils import timezone
from simple_history.signals import pre_create_historical_record

from coordination.lib import bulk
from coordination.lib.errors import EditConflict
from coordination.lib.models.history import ChangeSet, Tracked

CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class Actor:
    """Who acts in this request or task, if nobody says otherwise."""

    user: Any = None
    source: str = ChangeSet.Source.SYSTEM


@dataclass
class Frame:
    """An open change: its row is written with the first change inside it."""

    user: Any
    source: str
    reason: str
    undoes: ChangeSet | None = None
    change_set: ChangeSet | None = None

    def row(self) -> ChangeSet:
        if self.change_set is None:
            user = self.user if getattr(self.user, "pk", None) else None
            self.change_set = ChangeSet.objects.create(
                user=user, source=self.source, reason=self.reason[:200], undoes=self.undoes
            )
            from coordination.lib.search.following import follow  # noqa: PLC0415 -- it knows this module

            follow(self.change_set)
        return self.change_set


_actor: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039 -- frozen
_frame: ContextVar[Frame | None] = ContextVar("frame", default=None)


@contextmanager
def acting(user: Any, source: str = ChangeSet.Source.FORM) -> Iterator[None]:
    """Name who acts for all changes inside; the middleware does so for each request, tasks for their owner."""
    token = _actor.set(Actor(user, source))
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def changes(
    *, by: Any = None, source: str | None = None, reason: str = "", undoes: ChangeSet | None = None
) -> Iterator[Frame]:
    """One transaction and one change set for all writes inside. An inner frame joins the outer one."""
    outer = _frame.get()
    if outer is not None:
        yield outer
        return
    actor = _actor.get()
    with transaction.atomic():
        frame = Frame(by or actor.user, source or actor.source, reason, undoes)
        token = _frame.set(frame)
        try:
            yield frame
        finally:
            _frame.reset(token)


def _change_set() -> ChangeSet:
    frame = _frame.get()
    if frame is not None:
        return frame.row()
    actor = _actor.get()
    return Frame(actor.user, actor.source, "").row()


@receiver(pre_create_historical_record)
def _put_into_change_set(history_instance: Any, **_: Any) -> None:
    if history_instance.change_set_id is None:
        history_instance.change_set = _change_set()


def tracked_models() -> list[type[Tracked]]:
    """Return every tracked model, those that others point to first (so rows can be made in this order)."""
    waiting = [model for model in apps.get_models() if issubclass(model, Tracked)]
    ordered: list[type[Tracked]] = []
    while waiting:
        for model in waiting:
            targets = {f.related_model for f in model._meta.concrete_fields if f.is_relation} - {model}
            if not targets & set(waiting):
                break
        else:  # a circle: the database checks foreign keys only at the end, so any of them may go first
            model = waiting[0]
        ordered.append(model)
        waiting.remove(model)
    return ordered


def in_ids(column: str, ids: Collection[int]) -> tuple[str, list[Any]]:
    """Return a condition for ``column`` being one of ``ids`` (any number of them) and its parameters."""
    if ids and max(ids) - min(ids) + 1 == len(ids) == len(set(ids)):
        return f"{column} BETWEEN %s AND %s", [min(ids), max(ids)]
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]


def in_chunks(ids: Iterable[int], size: int = 10_000) -> Iterator[list[int]]:
    """Yield ``ids`` in lists short enough to be parameters of one query on either database."""
    remaining = iter(ids)
    while chunk := list(islice(remaining, size)):
        yield chunk


def write_history(model: type[Tracked], ids: Collection[int], kind: str) -> None:
    """Copy the rows as they stand now into the history table, under the open change set."""
    if not ids:
        return
    history = model.history.model
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in history.tracked_fields)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    where, parameters = in_ids(quote(model._meta.pk.column), ids)
    sql = (
        f"INSERT INTO {quote(history._meta.db_table)} ({columns}, history_date, history_type, change_set_id)"
        f" SELECT {columns}, %s, %s, %s FROM {quote(model._meta.db_table)} WHERE {where}"
        f" ORDER BY {quote(model._meta.pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, kind, _change_set().pk, *parameters])


def bulk_create(rows: Sequence[Tracked]) -> None:
    """Insert rows of one model with their history; ids are set on the objects that have none."""
    if not rows:
        return
    model = type(rows[0])
    names = [field.attname for field in model._meta.concrete_fields]
    with changes():
        without = [row for row in rows if row.pk is None]
        for row, pk in zip(without, bulk.take_ids(model, len(without)) if without else (), strict=True):
            row.pk = pk
        bulk.insert(model, names, [[getattr(row, name) for row in rows] for name in names])
        write_history(model, [row.pk for row in rows], CREATED)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert(
    model: type[Tracked], values: dict[str, Sequence[Any]], ids: Sequence[int] | None = None
) -> Sequence[int]:
    """Insert rows given by column (attribute name → values of all rows) with their history; return their ids.

    The quickest door: no objects are made. What is not given has its default; ``ids`` come from ``bulk.take_ids``.
    """
    count = len(next(iter(values.values())))
    if not count:
        return []
    with changes():
        ids = ids or bulk.take_ids(model, count)
        columns: dict[str, Iterable[Any]] = {
            "id": ids,
            "uid": bulk.new_uids(count),
            **values,
        }
        for name, field in bulk.defaults_of(model, columns).items():
            columns[name] = repeat(field.get_default(), count)
        bulk.insert(model, list(columns), list(columns.values()))
        write_history(model, ids, CREATED)
    return ids


def bulk_update(rows: Sequence[Tracked], fields: Collection[str]) -> None:
    """Write ``fields`` of rows of one model with history and version; raises EditConflict if one was changed since."""
    if not rows:
        return
    model = type(rows[0])
    quote = connection.ops.quote_name
    columns = [column(model, name) for name in fields]
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    values = [
        [
            *(field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns),
            row.pk,
            row.version,
        ]
        for row in rows
    ]
    with changes():
        names, kinds = [quote(field.column) for field in columns], [_kind_of(field) for field in columns]
        if _set_columns(table, pk, names, kinds, values) != len(rows):
            raise EditConflict
        write_history(model, [row.pk for row in rows], CHANGED)
    for row in rows:
        row.version += 1


def _kind_of(field: models.Field) -> str:
    """The type of a column for a cast; a text without its length, beyond which a cast would cut it off unasked."""
    kind = field.db_type(connection) or "text"
    return "text" if kind.startswith("varchar") else kind


def _set_columns(
    table: str, pk: str, columns: Sequence[str], kinds: Sequence[str], values: Sequence[Sequence[Any]]
) -> int:
    """Write rows of values, each ended by its id and version; return how many rows still had that version."""
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _set_columns_by_arrays(cursor, table, pk, columns, kinds, values)
        # One statement for many rows, since the table of trigrams is flushed after each (see bulk.insert).
        width = len(columns) + 2
        assignments = ", ".join(f"{column} = new.column{place}" for place, column in enumerate(columns, 1))
        marks = f"({', '.join(['%s'] * width)})"
        for some in bulk.chunks(values, width):
            cursor.execute(
                f"UPDATE {table} SET {assignments}, version = {table}.version + 1"
                f" FROM (VALUES {', '.join([marks] * len(some))}) AS new"
                f" WHERE {table}.{pk} = new.column{width - 1} AND {table}.version = new.column{width}",
                list(chain.from_iterable(some)),
            )
            count += cursor.rowcount
    return count


def _set_columns_by_arrays(
    cursor: Any, table: str, pk: str, columns: Sequence[str], kinds: Sequence[str], values: Sequence[Any]
) -> int:
    """One statement with an array for each column: a statement for each row takes three times as long."""
    assignments = ", ".join(f"{column} = new.column{place}" for place, column in enumerate(columns, 1))
    width = len(columns) + 2
    arrays = ", ".join(f"%s::{kind}[]" for kind in (*kinds, "bigint", "integer"))
    names = ", ".join(f"column{place}" for place in range(1, width + 1))
    cursor.execute(
        f"UPDATE {table} SET {assignments}, version = {table}.version + 1"
        f" FROM unnest({arrays}) AS new({names})"
        f" WHERE {table}.{pk} = new.column{width - 1} AND {table}.version = new.column{width}",
        [list(column) for column in zip(*values, strict=True)],
    )
    return cursor.rowcount


def bulk_delete(model: type[Tracked], ids: Collection[int]) -> None:
    """Delete rows that nothing else points to any more, with history."""
    if not ids:
        return
    quote = connection.ops.quote_name
    where, parameters = in_ids(quote(model._meta.pk.column), ids)
    with changes():
        write_history(model, ids, DELETED)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)} WHERE {where}", parameters)


def column(model: type[models.Model], name: str) -> models.Field:
    """Return a field that is a column of the model's table."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model.__name__}.{name} is no column.")
    return field


def target_of(field: models.Field) -> type[models.Model]:
    """Return the model a foreign key points to."""
    target = field.related_model
    if not isinstance(target, type):
        raise TypeError(f"{field} points nowhere.")
    return target


def concrete(model: type[models.Model]) -> list[models.Field]:
    """Return the fields whose values a history row keeps, without id, public id and version."""
    return [f for f in model._meta.concrete_fields if f.name not in {"id", "uid", "version"}]

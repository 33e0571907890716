"""What a time line is told from: the rows of its change sets beside those before them, by few queries.

Whatever the number of change sets, their rows cost one query, the names behind foreign keys another.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, JSONObject
from django.utils import timezone

from coordination.lib import history
from coordination.lib.models import ChangeSet, Tracked

# By which columns a row is named when another one points to it: the first line that the model has.
_NAMED_BY = (("name",), ("first_name", "last_name"), ("code",), ("version",))


@dataclass(frozen=True)
class Words:
    """How a part is told: the columns that name its kind, those that are its value, those never told."""

    label: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    quiet: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """What a person may read: per model the condition on its history rows; a model that is missing is not told.

    Rows with a ``level`` above ours are as if they did not exist. ``labels`` limits whose names may be shown.
    ``knows_people`` is the condition on change sets whose author and reason are told; None: of none. ``called`` says
    for whom the others acted: change sets → id and what stands in place of the name, by one question. ``mine``: per
    model the condition on rows that the reader may take back; a model that is missing is the reader's. ``beside``:
    models that are no part of the record, yet told here (model → its key to the record); taken back elsewhere.
    """

    rows: Mapping[type[Tracked], Q]
    level: int
    knows_people: Q | None = None
    called: Callable[[Collection[ChangeSet]], Mapping[int, str]] | None = None
    quiet: frozenset[str] = frozenset()
    words: Mapping[type[Tracked], Words] = field(default_factory=dict)
    labels: Mapping[type[models.Model], QuerySet] = field(default_factory=dict)
    mine: Mapping[type[Tracked], Q] = field(default_factory=dict)
    beside: Mapping[type[Tracked], str] = field(default_factory=dict)


@dataclass
class Row:
    """A history row beside the one before it."""

    model: type[Tracked]
    kind: str
    values: dict[str, Any]
    before: dict[str, Any] | None


class _Found(NamedTuple):
    model: str
    history_id: int
    id: int
    kind: str
    change_set: int
    undoes: int | None
    undoes_undo_of: int | None
    touched: bool
    shown: bool
    mine: bool
    cells: dict[str, Any]


class Memory:
    """The history rows of one record and of what is part of it, for one reader."""

    def __init__(self, record: Tracked, reading: Reading) -> None:
        self.record, self.reading = record, reading

    def branches(self) -> Iterator[tuple[type[Tracked], QuerySet]]:
        """Yield the history rows of the record itself, of each model that can be part of it, and of those beside it."""
        mine = type(self.record)
        yield mine, mine.history.model._base_manager.filter(id=self.record.pk)
        for model in history.tracked_models():
            for name in model.part_of:
                if model._meta.get_field(name).related_model is mine:
                    yield model, model.history.model._base_manager.filter(**{f"{name}_id": self.record.pk})
        for model, name in self.reading.beside.items():
            yield model, model.history.model._base_manager.filter(**{f"{name}_id": self.record.pk})

    def found(self, ids: list[int]) -> list[_Found]:
        """Return the rows of these change sets, each one's predecessor, and what took the change sets back."""
        queries = []
        for model, rows in self.branches():
            every = model.history.model._base_manager
            touched = rows.filter(change_set__in=ids)
            earlier = every.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
            before = touched.annotate(
                before=Subquery(earlier.order_by("-history_id").values("history_id")[:1])
            )
            undoing = Q(change_set__undoes__in=ids) | Q(change_set__undoes__undoes__in=ids)
            shown = _whether(self.reading.rows.get(model))
            mine = _whether(None if model in self.reading.beside else self.reading.mine.get(model, Q()))
            columns = {f.attname: F(f.attname) for f in history.concrete(model)}
            queries.append(
                every.filter(id__in=touched.values("id"))
                .filter(
                    Q(change_set__in=ids) | Q(history_id__in=before.values("before")) | undoing,
                )
                .annotate(
                    model_label=Value(model._meta.label_lower),
                    touched=Case(When(change_set__in=ids, then=Value(True)), default=Value(False)),
                    shown=shown,
                    mine=mine,
                    cells=JSONObject(**columns),
                )
                .order_by()
                .values_list(
                    "model_label",
                    "history_id",
                    "id",
                    "history_type",
                    "change_set_id",
                    "change_set__undoes_id",
                    "change_set__undoes__undoes_id",
                    "touched",
                    "shown",
                    "mine",
                    "cells",
                )
            )
        first, *rest = queries
        found = first.union(*rest, all=True) if rest else first
        unique = {(row[0], row[1]): _Found(*row) for row in found}
        return sorted(unique.values(), key=lambda row: row.history_id)

    def sorted_by_change(self, found: list[_Found]) -> tuple[dict[int, list[Row]], set[int], set[int]]:
        """Return rows by change set, those change sets that hold something hidden or not the reader's, and those
        already taken back.
        """
        by_label = {model._meta.label_lower: model for model, _rows in self.branches()}
        rows: dict[int, list[Row]] = defaultdict(list)
        hidden: set[int] = set()
        undoing: dict[int, set[int]] = defaultdict(set)
        redone: set[int] = set()
        last: dict[tuple[str, int], dict[str, Any] | None] = {}
        for row in found:
            model = by_label[row.model]
            values = _decoded(model, row.cells)
            before = last.get((row.model, row.id))
            last[(row.model, row.id)] = values if row.shown else None  # what was hidden then is hidden now
            if row.undoes:
                undoing[row.undoes].add(row.change_set)
            if row.undoes and row.undoes_undo_of:
                redone.add(row.undoes)
            if not row.touched:
                continue
            if not (row.shown and row.mine):
                hidden.add(row.change_set)
            if row.shown:
                rows[row.change_set].append(Row(model, row.kind, values, self._readable(before)))
        undone = {change for change, undoers in undoing.items() if undoers - redone}
        return rows, hidden, undone

    def _readable(self, before: dict[str, Any] | None) -> dict[str, Any] | None:
        return None if before is None or before.get("level", 0) > self.reading.level else before

    def names(self, rows: list[Row]) -> dict[tuple[type[models.Model], int], str]:
        """Return the names behind all foreign keys that will be told, by one query."""
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for row in rows:
            for column in row.model._meta.concrete_fields:
                if not column.is_relation or self.is_quiet(row.model, column):
                    continue
                for values in (row.values, row.before or {}):
                    if values.get(column.attname) is not None:
                        wanted[history.target_of(column)].add(values[column.attname])
        queries = []
        for model, ids in wanted.items():
            columns = next((names for names in _NAMED_BY if _has(model, names)), None)
            if columns is None:
                continue
            readable = self.reading.labels.get(model)
            if readable is None:
                readable = model._base_manager.all()
            text = F(columns[0]) if len(columns) == 1 else Concat(columns[0], Value(" "), columns[1])
            queries.append(
                readable.filter(pk__in=ids)
                .order_by()
                .annotate(
                    of=Value(model._meta.label_lower),
                    called=models.ExpressionWrapper(text, models.TextField()),
                )
                .values_list("of", "pk", "called")
            )
        if not queries:
            return {}
        models_by_label = {model._meta.label_lower: model for model in wanted}
        first, *rest = queries
        found = first.union(*rest, all=True) if rest else first
        return {(models_by_label[label], pk): text.strip() for label, pk, text in found}

    def is_quiet(self, model: type[Tracked], column: models.Field) -> bool:
        """Derived columns, those the reader may not see, and the record's own key."""
        if not column.editable or (column.is_relation and column.related_model is type(self.record)):
            return column.name != "parent"
        words = self.reading.words.get(model, Words())
        return column.name in words.quiet or f"{model.__name__}.{column.name}" in self.reading.quiet


def _whether(condition: Q | None) -> Case | Value:
    """A condition as a column: an empty one holds, none does not."""
    if not condition:
        return Value(condition is not None)
    return Case(When(condition, then=Value(True)), default=Value(False))


def _has(model: type[models.Model], names: Iterable[str]) -> bool:
    known = {column.name for column in model._meta.concrete_fields}
    return known.issuperset(names)


def _decoded(model: type[Tracked], cells: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the model knows them; JSON has neither days nor decimals."""
    values = {}
    for column in history.concrete(model):
        value = cells.get(column.attname)
        if value is not None and not column.is_relation:
            value = column.to_python(value)
            if isinstance(value, dt.datetime) and timezone.is_naive(value):
                value = value.replace(tzinfo=dt.UTC)
            if isinstance(column, models.DecimalField) and isinstance(value, Decimal):
                value = round(value, column.decimal_places)
        values[column.attname] = value
    return values

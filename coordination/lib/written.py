"""Queries written as SQL once and then only asked: for pages that put the same few questions about another row each.

Django writes a query anew whenever it is asked. Conditions of rights are long: for the record of an institution that
took longer than the database needs to answer. Here a query is written with stand-ins in place of the values that
change from page to page; asking puts the values in. What a query *finds* is never kept.

The SQL of a query holds every right that went into it as numbers. So whoever keeps one keeps it under the scope of its
reader (``directory/reading.py``), or it must not depend on who asks (``accounts/scope.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

# Stand-ins: no row has them, no day of ours is one of them.
ANY_ID = -5_021_770_913_346_551
ANY_UID = UUID("5d0c2f7e-8b1a-4f6e-9c3d-d1f7a6b2c4e8")
ANY_DAY = dt.date(9041, 7, 13)


class _Query:
    """What the rows of a QuerySet are read by: the query itself, but its compiler has its SQL already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self._compiler


class Written:
    """A QuerySet whose SQL stands; ``fetch`` asks it with these values in place of the stand-ins."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows, self.using = rows, rows.db
        self.compiler = rows.query.get_compiler(self.using)
        self.sql: str | None = None
        try:
            self.sql, parameters = self.compiler.as_sql()
        except EmptyResultSet:  # nobody could ever see such a row
            parameters = ()
        self.parameters = tuple(parameters)
        self.compiler.connection = None  # each thread has its own

    def fetch(self, values: Mapping[Any, Any]) -> list[Any]:
        """Return the rows, with all that was joined and prefetched; ``values``: stand-in → value."""
        if self.sql is None:
            return []
        compiler, asked = copy(self.compiler), (self.sql, self._filled(values))
        compiler.connection = connections[self.using]
        compiler.as_sql = lambda *_, **__: asked
        query: Any = _Query(self.rows.query, compiler)
        rows = type(self.rows)(self.rows.model, query, self.using)
        for name in _HELD:
            setattr(rows, name, getattr(self.rows, name))
        return list(rows)

    def _filled(self, values: Mapping[Any, Any]) -> tuple[Any, ...]:
        native = {form: turn(value) for stand, value in values.items() for form, turn in _forms(stand)}
        return tuple(native.get(each, each) if _may_stand(each) else each for each in self.parameters)


# How a QuerySet makes objects of rows; its own attributes, of the Django that requirements.txt pins.
_HELD = ("_iterable_class", "_fields", "_known_related_objects", "_prefetch_related_lookups")


def _may_stand(value: Any) -> bool:
    return isinstance(value, int | str | UUID | dt.date)


def _forms(stand: Any) -> tuple[tuple[Any, Callable[[Any], Any]], ...]:
    """The forms in which the drivers get a stand-in, each with what brings a value into the same form."""
    if isinstance(stand, UUID):
        return (stand, _same), (stand.hex, lambda value: value.hex)
    if isinstance(stand, dt.date):
        return (stand, _same), (stand.isoformat(), lambda value: value.isoformat())
    return ((stand, int),)


def _same(value: Any) -> Any:
    return value

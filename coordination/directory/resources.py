"""Institutions as a sheet: the columns of ``columns.py`` as a Resource, for every export and as the import's template.

What goes out here comes back through the import unchanged: same headings, same words, found again by the record key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from import_export import fields, resources

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.columns import BY_KEY, COLUMNS, EXPORTED, LISTING_KEYS
from coordination.directory.importing import stored as directory
from coordination.directory.importing.books import Books
from coordination.directory.importing.stored import Stored
from coordination.directory.models import ContactPoint, Identifier, Institution
from coordination.lib import sheets
from coordination.lib.levels import Level

_AT_ONCE = 1000
_NUMBERS = {"age_from", "age_until"}


class InstitutionResource(resources.ModelResource):
    """The rows of a list as one person may see them. ``network``: whose status, level, notes and confirmation."""

    class Meta:
        model = Institution
        import_id_fields = ("uid",)
        fields: tuple[str, ...] = ()

    def __init__(self, *, user: Any, network: Network | None = None) -> None:
        super().__init__()
        self.user = user
        self.network = network
        self.reads = scope_of(user).reads_in(network.pk) if network else Level.PUBLIC
        self.books = Books.fetch(places=False)
        self.there: dict[int, Stored] = {}
        self.fields = {key: _Cell(self, key) for key in self.keys()}

    def keys(self, wanted: Sequence[str] | None = None) -> list[str]:
        """Return the columns that go out, the record key first, without what is not for this person."""
        hidden: set[str] = set() if self.network else set(LISTING_KEYS)
        if self.reads < Level.COORDINATION:
            hidden |= {"notes", "level"}
        chosen = [key for key in (wanted or EXPORTED) if key in BY_KEY and BY_KEY[key].exported]
        return list(dict.fromkeys(key for key in ("uid", *chosen) if key not in hidden))

    def sheet_columns(self, keys: Sequence[str] | None = None) -> list[sheets.Column]:
        found = []
        for key in self.keys(keys):
            column = BY_KEY[key]
            kind = "number" if key in _NUMBERS else "date" if key == "confirmed_on" else "text"
            found.append(
                sheets.Column(
                    name=str(column.heading),
                    kind=kind,  # type: ignore[arg-type]
                    width=column.width,
                    help=str(column.help),
                    choices=self._choices(key),
                )
            )
        return found

    def template_columns(self) -> list[sheets.Column]:
        """Return the columns of an empty sheet to be filled in: no record keys, but all that can be said."""
        return [
            sheets.Column(
                name=str(column.heading),
                kind="date" if column.key == "confirmed_on" else "text",
                width=column.width,
                help=str(column.help),
                choices=self._choices(column.key),
                required=column.key in {"name", "type"},
            )
            for column in COLUMNS
            if column.key != "uid" and column.exported
        ]

    def _choices(self, key: str) -> list[str]:
        words = {"type": self.books.types, "status": self.books.statuses, "level": self.books.levels}
        if key == "protected_place":
            return [self.books.told(key, True), self.books.told(key, False)]
        return list(words[key].names.values()) if key in words else []

    def rows(self, queryset: QuerySet, keys: Sequence[str] | None = None) -> Iterator[list[Any]]:
        """Yield the rows in the order of ``queryset``, a thousand at a time by a dozen queries."""
        wanted = self.keys(keys)
        ids = iter(list(queryset.values_list("pk", flat=True)))
        while chunk := list(islice(ids, _AT_ONCE)):
            there = self._load(chunk)
            yield from ([self.cell(key, there[pk]) for key in wanted] for pk in chunk if pk in there)

    def _load(self, ids: list[int]) -> dict[int, Stored]:
        network_id = self.network.pk if self.network else 0
        readable = ContactPoint.objects.visible_to(self.user)
        there = directory.load(ids, network_id=network_id, contacts=readable)
        parents = {stored.values["parent"] for stored in there.values()} - {None}
        seen = Institution.objects.visible_to(self.user).filter(pk__in=parents)
        self.books.parent_names = dict(seen.values_list("pk", "name"))
        numbers: dict[int, list[str]] = {}
        for owner, value in Identifier.objects.filter(institution__in=ids).values_list(
            "institution_id", "value"
        ):
            numbers.setdefault(owner, []).append(value)
        for pk, stored in there.items():
            stored.values["number"] = "; ".join(numbers.get(pk, ()))
            if stored.values["parent"] not in self.books.parent_names:
                stored.values["parent"] = None
        return there

    def cell(self, key: str, stored: Stored) -> Any:
        value = stored.values.get(key)
        if key in _NUMBERS:
            return value
        if key == "confirmed_on":
            return value and dt.date.fromisoformat(value)
        if key in stored.contacts:
            return stored.contacts[key][0][3] or self.books.told(key, value)
        return self.books.told(key, value) or None

    def before_export(self, queryset: QuerySet, **kwargs: Any) -> None:
        """``export()`` gives a tablib Dataset: everything at once, for small amounts; large ones stream by ``rows``."""
        self.there = self._load(list(queryset.values_list("pk", flat=True)))


class _Cell(fields.Field):
    """A column of the declaration, so that tools which know django-import-export can list, label and export it."""

    def __init__(self, resource: InstitutionResource, key: str) -> None:
        super().__init__(attribute=key, column_name=str(BY_KEY[key].heading), readonly=True)
        self.resource = resource

    def export(self, instance: Institution, **kwargs: Any) -> Any:
        return self.resource.cell(self.attribute, self.resource.there[instance.pk])

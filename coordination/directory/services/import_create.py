"""New institutions of an import with everything that belongs to them, written by column and by table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from coordination.directory.columns import CONTACT_KEYS, PHONE_KEYS
from coordination.directory.importing.books import Books
from coordination.directory.importing.stored import OWN
from coordination.directory.models import TRAITS, ContactPoint, Identifier, ImportRun, Institution, Listing
from coordination.lib import history
from coordination.lib.fold import search_text, sort_key
from coordination.lib.levels import Level

Clean = dict[str, Any]

# What an institution has that no cell speaks of.
NOTHING: dict[str, Any] = {
    **dict.fromkeys(OWN, ""),
    **dict.fromkeys(("parent", "municipality", "latitude", "longitude", "age_from", "age_until")),
    "protected_place": False,
}


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def day(value: str | None) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)


def searched(values: Clean, books: Books) -> str:
    """The text a list's search box looks through; the same parts as ``Institution.derive``."""
    return search_text(
        values["name"],
        values["short_name"],
        values["other_names"],
        books.types.names.get(values["type"], ""),
        values["street"],
        values["postcode"],
        values["city"],
        values["part"],
    )


def contact(key: str, value: Any) -> tuple[str, str]:
    """Return (normal form, as people read it)."""
    return (value[0], value[1]) if key in PHONE_KEYS else (value, value)


class Creation:
    """Writes new institutions of one import; ids were taken beforehand so that rows can point to each other."""

    def __init__(self, run: ImportRun, scheme: str, books: Books) -> None:
        self.run = run
        self.defaults = run.defaults
        self.scheme = scheme
        self.books = books

    def write(self, rows: Sequence[Clean], ids: Sequence[int]) -> None:
        if not rows:
            return
        for clean, pk in zip(rows, ids, strict=True):
            self.books.parent_names[pk] = clean["name"]
        self._institutions(rows, ids)
        self.list_them(rows, ids)
        self._identifiers(rows, ids)
        self._contacts(rows, ids)
        for key, (model, name) in TRAITS.items():
            pairs = [(pk, word) for clean, pk in zip(rows, ids, strict=True) for word in clean.get(key) or ()]
            if pairs:
                owners, words = zip(*pairs, strict=True)
                history.insert(model, {"institution_id": owners, f"{name}_id": words})

    def _institutions(self, rows: Sequence[Clean], ids: Sequence[int]) -> None:
        whole = []
        for clean in rows:
            values = {**NOTHING, **{key: value for key, value in clean.items() if key in OWN}}
            if values["type"] in self.books.protected_types:
                values["protected_place"] = True
            whole.append(values)
        columns: dict[str, Sequence[Any]] = {
            attribute: [values[key] for values in whole] for key, attribute in OWN.items()
        }
        for key in ("latitude", "longitude"):
            columns[key] = [decimal(value) for value in columns[key]]
        columns["sort_key"] = [sort_key(values["name"]) for values in whole]
        columns["search_text"] = [searched(values, self.books) for values in whole]
        history.insert(Institution, columns, ids)

    def list_them(self, rows: Sequence[Clean], ids: Sequence[int | None]) -> None:
        """Give institutions their entry in the network of the import."""
        status = self.defaults.get("status") or Listing.Status.ACTIVE.value
        level = self.defaults.get("level") or Level.COORDINATION.value
        columns = {
            "institution_id": ids,
            "network_id": [self.run.network_id] * len(rows),
            "status": [clean.get("status", status) for clean in rows],
            "level": [clean.get("level", level) for clean in rows],
            "notes": [clean.get("notes", "") for clean in rows],
            "source": [str(self.defaults.get("source") or "")[:120]] * len(rows),
            "confirmed_on": [day(clean.get("confirmed_on")) for clean in rows],
        }
        history.insert(Listing, columns)

    def _identifiers(self, rows: Sequence[Clean], ids: Sequence[int]) -> None:
        pairs = [(pk, clean["number"]) for clean, pk in zip(rows, ids, strict=True) if clean.get("number")]
        if pairs and self.scheme:
            owners, numbers = zip(*pairs, strict=True)
            columns = {"institution_id": owners, "scheme": [self.scheme] * len(pairs), "value": numbers}
            history.insert(Identifier, columns)

    def _contacts(self, rows: Sequence[Clean], ids: Sequence[int]) -> None:
        self.add_contacts(
            [
                (pk, key, clean[key])
                for clean, pk in zip(rows, ids, strict=True)
                for key in CONTACT_KEYS
                if clean.get(key)
            ]
        )

    def add_contacts(self, found: Sequence[tuple[int, str, Any]]) -> None:
        if not found:
            return
        values = [contact(key, value) for _owner, key, value in found]
        level = self.defaults.get("contact_level") or Level.COORDINATION.value
        columns: dict[str, Sequence[Any]] = {
            "institution_id": [owner for owner, _key, _value in found],
            "network_id": [self.run.network_id] * len(found),
            "kind": [key for _owner, key, _value in found],
            "value": [value for value, _display in values],
            "display": [display for _value, display in values],
            "level": [level] * len(found),
            "sort_order": [CONTACT_KEYS.index(key) for _owner, key, _value in found],
        }
        history.insert(ContactPoint, columns)

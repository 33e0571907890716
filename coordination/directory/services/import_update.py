"""Entries that an import changes: gathered row by row, written table by table, only what differs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from coordination.directory.columns import CONTACT_KEYS
from coordination.directory.importing.books import Books
from coordination.directory.importing.compare import outdates_coordinates
from coordination.directory.importing.stored import OWN, Stored
from coordination.directory.models import TRAITS, ContactPoint, Identifier, ImportRun, Institution, Listing
from coordination.directory.services.import_create import Creation, contact, day, decimal, searched
from coordination.lib import history
from coordination.lib.fold import sort_key
from coordination.lib.models import Tracked

Clean = dict[str, Any]


class Update:
    """``add`` what is to change, then ``write`` once. A row changed since it was read raises EditConflict."""

    def __init__(self, run: ImportRun, scheme: str, books: Books) -> None:
        self.run = run
        self.scheme = scheme
        self.books = books
        self.institutions: list[tuple[Institution, set[str]]] = []
        self.listings: list[tuple[Listing, set[str]]] = []
        self.contacts: list[ContactPoint] = []
        self.identifiers: list[Identifier] = []
        self.new_identifiers: list[tuple[int, str]] = []
        self.new_contacts: list[tuple[int, str, Any]] = []
        self.new_traits: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.gone: dict[type[Tracked], list[int]] = defaultdict(list)

    def add(self, clean: Clean, stored: Stored, keys: list[str]) -> None:
        own = {key for key in keys if key in OWN}
        if own:
            self._institution(clean, stored, own)
        listed = {key for key in keys if key in {"status", "level", "notes", "confirmed_on"}}
        if listed:
            self._listing(clean, stored, listed)
        for key in keys:
            if key in CONTACT_KEYS:
                self._contact(clean[key], stored, key)
            elif key in TRAITS:
                there, wanted = stored.traits.get(key, {}), set(clean[key])
                self.gone[TRAITS[key][0]] += [pk for word, pk in there.items() if word not in wanted]
                self.new_traits[key] += [(stored.id, word) for word in sorted(wanted - there.keys())]
            elif key == "number":
                self._identifier(clean[key], stored)

    def _institution(self, clean: Clean, stored: Stored, keys: set[str]) -> None:
        values = {**stored.values, **{key: clean[key] for key in keys}}
        if values["type"] in self.books.protected_types and "type" in keys:
            values["protected_place"] = True
        if outdates_coordinates(keys, stored):
            values |= {"latitude": None, "longitude": None}
            keys = keys | {"latitude", "longitude"}
        attributes = {attribute: values[key] for key, attribute in OWN.items()}
        attributes |= {key: decimal(values[key]) for key in ("latitude", "longitude")}
        row = Institution(id=stored.id, version=stored.version, **attributes)
        row.sort_key, row.search_text = sort_key(row.name), searched(values, self.books)
        self.institutions.append(
            (row, {OWN[key] for key in keys} | {"sort_key", "search_text", "protected_place"})
        )

    def _listing(self, clean: Clean, stored: Stored, keys: set[str]) -> None:
        pk, version = stored.listing  # type: ignore[misc]
        values = {
            key: clean.get(key, stored.values[key]) for key in ("status", "level", "notes", "confirmed_on")
        }
        values["confirmed_on"] = day(values["confirmed_on"])
        self.listings.append((Listing(id=pk, version=version, **values), keys))

    def _contact(self, value: Any, stored: Stored, key: str) -> None:
        there = stored.contacts.get(key)
        if not value:
            if there:
                self.gone[ContactPoint].append(there[0][0])
        elif there:
            pk, version, _value, _display = there[0]
            normal, display = contact(key, value)
            self.contacts.append(ContactPoint(id=pk, version=version, value=normal, display=display))
        else:
            self.new_contacts.append((stored.id, key, value))

    def _identifier(self, value: str, stored: Stored) -> None:
        if stored.identifier is None:
            self.new_identifiers.append((stored.id, value))
        else:
            pk, version = stored.identifier
            self.identifiers.append(Identifier(id=pk, version=version, value=value))

    def write(self) -> None:
        """Write everything that was gathered; few statements, however many rows."""
        _write_changed(self.institutions)
        _write_changed(self.listings)
        history.bulk_update(self.contacts, ["value", "display"])
        history.bulk_update(self.identifiers, ["value"])
        for model, ids in self.gone.items():
            history.bulk_delete(model, ids)
        Creation(self.run, self.scheme, self.books).add_contacts(self.new_contacts)
        for key, pairs in self.new_traits.items():
            if pairs:
                model, name = TRAITS[key]
                owners, words = zip(*pairs, strict=True)
                history.insert(model, {"institution_id": owners, f"{name}_id": words})
        if self.new_identifiers:
            owners, numbers = zip(*self.new_identifiers, strict=True)
            schemes = [self.scheme] * len(numbers)
            history.insert(Identifier, {"institution_id": owners, "scheme": schemes, "value": numbers})


def _write_changed(rows: list[tuple[Any, set[str]]]) -> None:
    """Rows that change the same columns are written together."""
    groups: dict[frozenset[str], list[Any]] = defaultdict(list)
    for row, attributes in rows:
        groups[frozenset(attributes)].append(row)
    for together, group in groups.items():
        history.bulk_update(group, sorted(together))

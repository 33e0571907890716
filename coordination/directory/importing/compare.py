"""What a row would change: difference per cell against the entry as it stands. Also asked again before writing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.columns import ADDRESS_KEYS, CONTACT_KEYS, LISTING_KEYS, PHONE_KEYS
from coordination.directory.importing.books import Books
from coordination.directory.importing.known import plain_name
from coordination.directory.importing.rows import (
    CHANGED,
    DOUBLE,
    ERROR,
    NEW,
    REPEAT,
    SAME,
    CheckedRow,
    Problem,
)
from coordination.directory.importing.stored import Stored


def differs(key: str, new: Any, stored: Stored) -> bool:
    """Whether a cell says something else than the entry. One of several numbers is as good as the first."""
    if key in CONTACT_KEYS:
        value = new[0] if key in PHONE_KEYS and new else new
        if value is None:
            return key in stored.contacts
        if value in stored.theirs.get(key, ()):
            return False
        return all(value != each for _id, _version, each, _display in stored.contacts.get(key, ()))
    old = stored.values.get(key)
    if key == "number":
        return old != new
    return old != new and not (old in (None, "", []) and new in (None, "", []))


def changes_of(clean: dict[str, Any], stored: Stored, *, derived: bool = False) -> list[str]:
    """Return the keys whose cells would change the entry.

    A municipality derived from postcode and town never replaces one that somebody chose for the same two; in a sheet
    that was exported here it does not fill an empty one either, as nobody has edited it. Of an entry that rests here
    and is led by another network only the own contacts and the own entry change.
    """
    found = [key for key, new in clean.items() if key != "uid" and differs(key, new, stored)]
    if stored.led_elsewhere:
        found = [key for key in found if key in _OWN_OF_NETWORK]
    untouched = "uid" in clean and not {"postcode", "city"} & {*found}
    if derived and "municipality" in found and (untouched or same_place(clean, stored)):
        found.remove("municipality")
    return found


def outdates_coordinates(keys: Collection[str], stored: Stored) -> bool:
    """Whether the address changes and no new coordinates come with it."""
    moves = {"street", "house_number", "postcode", "city"} & {*keys}
    return bool(moves) and "latitude" not in keys and stored.values["latitude"] is not None


def same_place(clean: dict[str, Any], stored: Stored) -> bool:
    if stored.values["municipality"] is None:
        return False
    return all(clean.get(key, "") == stored.values[key] for key in ("postcode", "city"))


def told(keys: list[str], clean: dict[str, Any], stored: Stored, books: Books) -> dict[str, list[str]]:
    """Return key → [stored, new] as people read them."""
    return {key: [_stored(key, stored, books), books.told(key, clean[key])] for key in keys}


def _stored(key: str, stored: Stored, books: Books) -> str:
    if key in stored.contacts:
        return stored.contacts[key][0][3] or books.told(key, stored.values[key])
    return books.told(key, stored.values.get(key))


# What two institutions are told apart by.
FACTS = ("name", "type", "parent", "street", "house_number", "postcode", "city", "phone", "mail", "number")


def facts_of(stored: Stored, books: Books) -> dict[str, str]:
    """Return what the entry says, as people read it, to be laid beside the row."""
    found = {key: _stored(key, stored, books) for key in FACTS}
    return {key: text for key, text in found.items() if text}


class Comparer:
    """Sets outcome and differences of rows that were matched."""

    def __init__(self, books: Books, index: dict[str, int], *, listed: set[int], visible: set[int]) -> None:
        self.books = books
        self.index = index
        self.listed = listed
        self.visible = visible

    def compare(self, row: CheckedRow, stored: Stored | None) -> None:
        if row.repeats is not None:
            row.outcome = REPEAT
            return
        if stored is None:
            self._new(row)
        elif stored.removed:
            sentence = _("This entry lies in the bin. Restore it first, or leave the row out.")
            self._problem(row, None, sentence, "entry")
        elif stored.id not in self.listed:
            self._new_here(row, stored)
        else:
            self._update(row, stored)
        if row.problems:
            row.outcome, row.differences, row.candidates = ERROR, {}, []

    def _new(self, row: CheckedRow) -> None:
        if row.outcome != DOUBLE:
            row.outcome = NEW
        failed = {problem.key for problem in row.problems}
        if not row.clean.get("name") and "name" not in failed:
            self._problem(row, "name", _("The name is missing."), "missing")
        if row.clean.get("type") is None and "type" not in failed:
            sentence = _("The type is missing. Enter it, or choose one type for all rows.")
            self._problem(row, "type", sentence, "missing")
        if row.clean.get("type") in self.books.protected_types and row.clean.get("protected_place") is False:
            self._problem(row, "protected_place", _NOT_LIFTED(), "protected")

    def _new_here(self, row: CheckedRow, stored: Stored) -> None:
        """Known in another network: it gets its entry here, what is shared stays as it is.

        Only what is public there: a number alone must not open what another network keeps to itself.
        """
        row.outcome = NEW
        if stored.id not in self.visible or stored.values["protected_place"]:
            sentence = _("This number belongs to an entry that cannot be taken over here.")
            self._problem(row, "number", sentence, "entry")
            return
        keys = [key for key in changes_of(row.clean, stored, derived=row.derived) if key in _SHARED]
        row.differences = told(keys, row.clean, stored, self.books)

    def _update(self, row: CheckedRow, stored: Stored) -> None:
        clean, values = row.clean, stored.values
        if row.unclear and same_place(clean, stored):
            row.problems.remove(row.unclear)
        if row.no_parent and plain_name(stored.parent_name) == row.no_parent[1]:
            row.problems.remove(row.no_parent[0])
        if "parent" in clean and clean["parent"] is None and values["parent"] not in self.visible:
            del clean["parent"]  # its name was not to be seen in the sheet, so its absence says nothing
        if values["protected_place"]:
            if clean.get("protected_place") is False:
                self._problem(row, "protected_place", _NOT_LIFTED(), "protected")
        elif self._becomes_protected(clean, values) and (
            stored.has_photo or any(values.get(key) for key in ADDRESS_KEYS)
        ):
            self._problem(row, "protected_place", _MARK_IN_RECORD(), "protected")
        first, last = clean.get("age_from", values["age_from"]), clean.get("age_until", values["age_until"])
        if first is not None and last is not None and last < first and not row.problems:
            self._problem(row, "age_until", _("The age “until” lies below the age “from”."), "range")
        if row.problems:
            return
        keys = changes_of(clean, stored, derived=row.derived)
        if stored.led_elsewhere:
            sentence = _("Another network leads this institution: only your entry and your contacts change.")
            row.notes.append(("", sentence))
        if outdates_coordinates(keys, stored):
            sentence = _("The coordinates belong to the former address: they are removed.")
            row.notes.append(("", sentence))
        row.differences = told(keys, clean, stored, self.books)
        row.outcome = CHANGED if keys else SAME

    def show_pair(self, row: CheckedRow, stored: dict[int, Stored]) -> None:
        """For a double: where it differs from the likeliest entry, and what is known of each that may be meant."""
        likeliest = stored[row.candidates[0][0]]
        keys = changes_of(row.clean, likeliest, derived=row.derived)
        row.differences = told(keys, row.clean, likeliest, self.books)
        row.candidates = [
            (*candidate[:4], facts_of(stored[candidate[0]], self.books)) for candidate in row.candidates
        ]

    def _becomes_protected(self, clean: dict[str, Any], values: dict[str, Any]) -> bool:
        kind = clean.get("type")
        return bool(clean.get("protected_place")) or (
            kind in self.books.protected_types and kind != values["type"]
        )

    def _problem(self, row: CheckedRow, key: str | None, sentence: str, kind: str) -> None:
        row.problems.append(Problem(self.index.get(key or ""), key or "", sentence, kind))


_OWN_OF_NETWORK = frozenset({*CONTACT_KEYS, *LISTING_KEYS})
_SHARED = frozenset({"name", "type", "parent", "street", "house_number", "postcode", "city", "municipality"})


def _NOT_LIFTED() -> str:  # noqa: N802 -- a sentence with a name
    return _("The protection of a place is not lifted by an import. In the record two people can do so.")


def _MARK_IN_RECORD() -> str:  # noqa: N802 -- a sentence with a name
    return _(
        "This entry has an address. Mark it as a protected place in its record:"
        " there the address is removed everywhere."
    )

"""One row of a sheet → comparable values and *all* that is wrong with it. No look at the directory yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.columns import ADDRESS_KEYS, CONTACT_KEYS, PHONE_KEYS, TRAIT_KEYS
from coordination.directory.importing import places_of
from coordination.directory.importing.books import Books
from coordination.directory.importing.cells import readers
from coordination.directory.importing.rows import CheckedRow
from coordination.lib import addresses, values
from coordination.lib.values import WrongValue, as_text, blank

# What an empty cell means where the run says that empty cells empty the entry.
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("short_name", "other_names", "description", "notes"), ""),
    **dict.fromkeys(("street", "house_number", "address_extra", "postcode", "city", "part"), ""),
    **dict.fromkeys(
        ("parent", "municipality", "latitude", "longitude", "age_from", "age_until", "confirmed_on")
    ),
    **dict.fromkeys(CONTACT_KEYS),
    **{key: [] for key in TRAIT_KEYS},
}
_SHORT_POSTCODE = re.compile(r"(?:^|[\s,])(\d{4})\s+[^\d,]+$", re.ASCII)
_SHELTER_WORDS = ("frauenhaus", "schutzwohnung", "inobhutnahme", "zuflucht", "schutzstelle", "schutzhaus")


class Checker:
    """Checks rows of one sheet. ``mapping``: index of the column → key; ``defaults``: what holds for all rows."""

    def __init__(self, books: Books, mapping: dict[str, str], defaults: dict[str, Any]) -> None:
        self.books = books
        self.index = {key: int(index) for index, key in mapping.items()}
        self.erase = bool(defaults.get("erase"))
        self.default_type = defaults.get("type")
        read = readers(books, defaults.get("types"))
        self.columns = [(index, key, read[key]) for key, index in self.index.items()]
        self.place = lru_cache(maxsize=20_000)(lambda *asked: places_of.find(books, *asked))

    def check(self, rows: Iterable[Any]) -> Iterator[CheckedRow]:
        for row in rows:
            yield self.row(row.number, list(row.values))

    def row(self, number: int, raw: list[Any]) -> CheckedRow:
        found = CheckedRow(number, raw)
        clean, width = found.clean, len(raw)
        for index, key, read in self.columns:
            value = raw[index] if index < width else None
            if value is None or value == "" or blank(value):
                if self.erase and key in EMPTY:
                    clean[key] = EMPTY[key]
                continue
            try:
                made = read(value)
            except WrongValue as wrong:
                found.problems.append((index, key, _sentence(wrong)))
                continue
            if made is None or made == "":
                continue
            clean[key] = made
            shown = made[1] if key in PHONE_KEYS else made
            if shown != value and isinstance(value, str) and isinstance(shown, str) and key != "confirmed_on":
                found.notes.append((key, shown))
        if "type" not in clean and self.default_type and not found.errs:
            clean["type"] = self.default_type
        self._address(found)
        self._pairs(found)
        if self._is_protected(found):
            self.refuse_address(found)
        return found

    def _address(self, row: CheckedRow) -> None:
        clean = row.clean
        line = clean.pop("address", None)
        if line:
            parts = addresses.split(line)
            named = {"street": parts.street, "house_number": parts.house_number, "postcode": parts.postcode}
            named |= {"city": parts.city, "address_extra": parts.extra}
            if not parts.postcode or not parts.city:
                row.problems.append((self.index["address"], "address", _undivided(line)))
            else:
                clean.update({key: part for key, part in named.items() if part})
                row.notes.append(("address", " | ".join(part for part in named.values() if part)))
        elif (street := clean.get("street")) and not clean.get("house_number"):
            name, house_number = addresses.split_street(street)
            if name and house_number:
                clean["street"], clean["house_number"] = name, house_number
                row.notes.append(("street", f"{name} | {house_number}"))
        self._municipality(row)

    def _municipality(self, row: CheckedRow) -> None:
        clean = row.clean
        named = clean.pop("municipality", None)
        if any(key in {"postcode", "municipality", "address"} for _index, key, _say in row.problems):
            return
        postcode, city = clean.get("postcode") or "", clean.get("city") or ""
        if not postcode and not named:
            if self.erase and ("municipality" in self.index or "postcode" in self.index):
                clean["municipality"] = None
            return
        answer = self.place(postcode, city, named or "")
        if answer.place is not None:
            clean["municipality"] = answer.place
            row.derived = not named
            if answer.sentence:
                row.notes.append(("city", answer.sentence))
        elif answer.sentence:
            key = "municipality" if named else "postcode"
            index = self.index.get(key, self.index.get("address"))
            if answer.wrong:
                row.problems.append((index, key, answer.sentence))
                row.unclear = row.problems[-1]
            else:
                row.notes.append(("municipality", answer.sentence))

    def _pairs(self, row: CheckedRow) -> None:
        clean = row.clean
        if ("latitude" in clean) != ("longitude" in clean) and not any(
            key in {"latitude", "longitude"} for _index, key, _say in row.problems
        ):
            key = "latitude" if "latitude" in clean else "longitude"
            row.problems.append((self.index[key], key, _("Coordinates need both latitude and longitude.")))
        first, last = clean.get("age_from"), clean.get("age_until")
        if first is not None and last is not None and last < first:
            index = self.index["age_until"]
            row.problems.append((index, "age_until", _("The age “until” lies below the age “from”.")))

    def _is_protected(self, row: CheckedRow) -> bool:
        kind = row.clean.get("type")
        if row.clean.get("protected_place") or kind in self.books.protected_types:
            return True
        if kind is not None or "type" not in self.index:
            return False
        # The type is not known: the row is refused anyway, and its address may be one that must not be kept.
        told = as_text(row.raw[self.index["type"]]) if self.index["type"] < len(row.raw) else ""
        return any(word in f"{told} {row.clean.get('name', '')}".casefold() for word in _SHELTER_WORDS)

    def refuse_address(self, row: CheckedRow) -> bool:
        """Take every address out of a row about a protected place and say so; returns whether there was one."""
        row.problems = [each for each in row.problems if each[1] not in ADDRESS_KEYS]
        row.notes = [each for each in row.notes if each[0] not in ADDRESS_KEYS]
        there = False
        for key in ADDRESS_KEYS:
            index = self.index.get(key)
            if index is not None and index < len(row.raw) and not blank(row.raw[index]):
                there = True
                row.problems.append((index, key, _REFUSED()))
        for key in ADDRESS_KEYS:
            row.clean.pop(key, None)
        if there:
            row.purged = True
            mapped = {index for key, index in self.index.items() if key not in ADDRESS_KEYS}
            row.raw = [value if index in mapped else None for index, value in enumerate(row.raw)]
        return there


def _REFUSED() -> str:  # noqa: N802 -- a sentence with a name
    return _(
        "This is a protected place: its address must not be imported and was not kept."
        " Please empty the cell in your file."
    )


def _undivided(line: str) -> str:
    """What hinders: most often a postcode of four digits, that has lost its zero."""
    if short := _SHORT_POSTCODE.search(line):
        try:
            values.normalise_postcode(short[1])
        except WrongValue as wrong:
            return _sentence(wrong)
    return _("The address could not be divided. Please write it as “Schulstraße 5, 53840 Troisdorf”.")


def _sentence(wrong: WrongValue) -> str:
    said = str(wrong.message)
    if wrong.suggestion and wrong.suggestion not in said:
        said += " " + _("Did you mean “%(meant)s”?") % {"meant": wrong.suggestion}
    return said

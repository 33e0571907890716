"""One row of a sheet → comparable values and *all* that is wrong with it. No look at the directory yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.columns import ADDRESS_KEYS, CONTACT_KEYS, PHONE_KEYS, TRAIT_KEYS
from coordination.directory.importing import kin, marks, places_of
from coordination.directory.importing.books import Books
from coordination.directory.importing.cells import WrongWord, readers
from coordination.directory.importing.rows import CheckedRow, Problem
from coordination.lib import addresses, values
from coordination.lib.values import WrongValue, blank

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
_SHORT_POSTCODE = re.compile(r"(?:^|[\s,])(\d{4})\s+([^\d,]+)$", re.ASCII)
# Stands in the row where an address stood that must not be kept, until a person says what shall become of it.
REMOVED = "[–]"
# A person has said that another row of the sheet counts instead; stands among the corrections with its number.
REPEATS = "repeats"
_SHELTER_WORDS = ("frauenhaus", "schutzwohnung", "inobhutnahme", "zuflucht", "schutzstelle", "schutzhaus")


class Checker:
    """Checks rows of one sheet. ``mapping``: index of the column → key; ``defaults``: what holds for all rows."""

    def __init__(self, books: Books, mapping: dict[str, str], defaults: dict[str, Any]) -> None:
        self.books = books
        self.index = {key: int(index) for index, key in mapping.items()}
        self.erase = bool(defaults.get("erase"))
        self.default_type = defaults.get("type")
        self.read = readers(books, defaults.get("types"))
        self.columns = [(index, key, self.read[key]) for key, index in self.index.items()]
        self.place = lru_cache(maxsize=20_000)(lambda *asked: places_of.find(books, *asked))

    def row(self, number: int, raw: list[Any], corrected: dict[str, str] | None = None) -> CheckedRow:
        """Check one row; ``corrected`` holds what was put in on the page, also for fields without a column."""
        found = CheckedRow(number, raw, corrected=corrected or {})
        if REPEATS in found.corrected:
            found.repeats = int(found.corrected[REPEATS])
            return found
        clean, width = found.clean, len(raw)
        columns: Iterable[Any] = self.columns
        if corrected:
            columns = [*columns, *((None, key, self.read[key]) for key in corrected if key not in self.index)]
        for index, key, read in columns:
            value = raw[index] if index is not None and index < width else None
            if corrected and key in corrected:
                value = corrected[key]
            if value == REMOVED:
                found.problems.append(Problem(index, key, _NOT_KEPT(), "missing", offers=("",)))
                continue
            if value is None or value == "" or blank(value):
                if self.erase and key in EMPTY:
                    clean[key] = EMPTY[key]
                continue
            try:
                made = read(value)
            except WrongValue as wrong:
                found.problems.append(_wrong(index, key, wrong))
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
        found.keys = " ".join(kin.keys_of(clean))
        return found

    def _address(self, row: CheckedRow) -> None:
        clean = row.clean
        line = clean.pop("address", None)
        if line:
            parts = addresses.split(line)
            named = {"street": parts.street, "house_number": parts.house_number, "postcode": parts.postcode}
            named |= {"city": parts.city, "address_extra": parts.extra}
            if not parts.postcode or not parts.city:
                row.problems.append(Problem(self.index.get("address"), "address", self._undivided(line)))
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
        if any(problem.key in {"postcode", "municipality", "address"} for problem in row.problems):
            self._short_postcode(row)
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
                row.notes.append(("municipality", answer.sentence))
        elif answer.sentence:
            key = "municipality" if named else "postcode"
            index = self.index.get(key, self.index.get("address"))
            if answer.wrong:
                row.unclear = Problem(index, key, answer.sentence, "place", answer.fix, answer.offers)
                row.problems.append(row.unclear)
            else:
                row.notes.append(("municipality", answer.sentence))

    def _short_postcode(self, row: CheckedRow) -> None:
        """A zero in front is offered only where the town beside it does not say otherwise."""
        for at, problem in enumerate(row.problems):
            if problem.key == "postcode" and problem.offers and (city := row.clean.get("city")):
                answer = self.place(problem.offers[0], city, "")
                if answer.hint:
                    row.problems[at] = problem._replace(say=_five_digits(answer.hint), offers=answer.offers)

    def _undivided(self, line: str) -> str:
        """What hinders: most often a postcode of four digits, that has lost its zero."""
        if short := _SHORT_POSTCODE.search(line):
            try:
                values.normalise_postcode(short[1])
            except WrongValue as wrong:
                answer = self.place(str(wrong.suggestion), short[2].strip(), "")
                return _five_digits(answer.hint) if answer.hint else _sentence(wrong)
        return _("The address could not be divided. Please write it as “Schulstraße 5, 53840 Troisdorf”.")

    def _pairs(self, row: CheckedRow) -> None:
        clean = row.clean
        if ("latitude" in clean) != ("longitude" in clean) and not any(
            problem.key in {"latitude", "longitude"} for problem in row.problems
        ):
            key, other = ("latitude", "longitude") if "latitude" in clean else ("longitude", "latitude")
            sentence = _("Coordinates need both latitude and longitude.")
            row.problems.append(Problem(self.index.get(key), key, sentence, "range", fix=other))
        if None not in (clean.get("latitude"), clean.get("longitude")) and (wrong := _abroad(clean)):
            row.problems.append(
                Problem(self.index.get("latitude"), "latitude", wrong, "range", fix="latitude longitude")
            )
        first, last = clean.get("age_from"), clean.get("age_until")
        if first is not None and last is not None and last < first:
            sentence = _("The age “until” lies below the age “from”.")
            row.problems.append(Problem(self.index.get("age_until"), "age_until", sentence, "range"))

    def _is_protected(self, row: CheckedRow) -> bool:
        kind = row.clean.get("type")
        if row.clean.get("protected_place") or kind in self.books.protected_types:
            return True
        if kind is not None or ("type" not in self.index and "type" not in row.corrected):
            return False
        # The type is not known: the row is refused anyway, and its address may be one that must not be kept.
        told = marks.cell(row, self.index.get("type"), "type")
        return any(word in f"{told} {row.clean.get('name', '')}".casefold() for word in _SHELTER_WORDS)

    def refuse_address(self, row: CheckedRow) -> bool:
        """Take every address out of a row about a protected place and say so; returns whether there was one."""
        row.problems = [each for each in row.problems if each.key not in ADDRESS_KEYS]
        row.notes = [each for each in row.notes if each[0] not in ADDRESS_KEYS]
        told = {key for key in ADDRESS_KEYS if not blank(marks.cell(row, self.index.get(key), key))}
        for key in sorted(told):
            row.problems.append(Problem(self.index.get(key), key, _REFUSED(), "protected", offers=("",)))
        for key in ADDRESS_KEYS:
            row.clean.pop(key, None)
        if told:
            row.purged = True
            kept = {index for key, index in self.index.items() if key not in ADDRESS_KEYS}
            taken = {self.index[key] for key in told if key in self.index}
            row.raw = [
                REMOVED if index in taken else value if index in kept else None
                for index, value in enumerate(row.raw)
            ]
            row.corrected = {key: text for key, text in row.corrected.items() if key not in told}
        return bool(told)


def _abroad(clean: dict[str, Any]) -> str:
    """What is wrong with coordinates that do not lie in Germany, else nothing."""
    latitude, longitude = float(clean["latitude"]), float(clean["longitude"])
    if _in_germany(latitude, longitude):
        return ""
    told = {"place": f"{clean['latitude']}, {clean['longitude']}"}
    if _in_germany(longitude, latitude):
        return (
            _("The coordinates %(place)s lie outside Germany. Latitude and longitude are exchanged.") % told
        )
    return (
        _("The coordinates %(place)s lie outside Germany. Correct are degrees such as 50.8157 and 7.1555.")
        % told
    )


def _in_germany(latitude: float, longitude: float) -> bool:
    return 47.2 <= latitude <= 55.1 and 5.8 <= longitude <= 15.1  # the box around it


def _REFUSED() -> str:  # noqa: N802 -- a sentence with a name
    return _(
        "This is a protected place: its address must not be imported and was not kept."
        " Leave the cell empty to take the row over without it."
    )


def _NOT_KEPT() -> str:  # noqa: N802 -- a sentence with a name
    return _("This address was not kept. Please enter it again, or leave the cell empty.")


def _five_digits(hint: str) -> str:
    return f"{_('A postcode has five digits, for example 53840.')} {hint}"


def _wrong(index: int | None, key: str, wrong: WrongValue) -> Problem:
    offers = wrong.offers if isinstance(wrong, WrongWord) else (wrong.suggestion,) if wrong.suggestion else ()
    return Problem(index, key, _sentence(wrong), marks.kind_of(wrong.code or ""), offers=offers)


def _sentence(wrong: WrongValue) -> str:
    said = str(wrong.message)
    if wrong.suggestion and wrong.suggestion not in said:
        said += " " + _("Did you mean “%(meant)s”?") % {"meant": wrong.suggestion}
    return said

"""Which column of a foreign sheet is which of ours: by its name, then by what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from coordination.directory.columns import COLUMNS
from coordination.directory.models import type_word
from coordination.lib.fold import fold
from coordination.lib.values import as_text, blank

Mapping = dict[str, str]  # index of the column as text (JSON) → key

_POSTCODE = re.compile(r"\d{5}\Z", re.ASCII)
_MAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\.[a-z]{2,}\s*\Z", re.IGNORECASE)
_WEB = re.compile(r"\s*(https?://|www\.)\S+\s*\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"[^,]+ \d+ ?\w?, \d{5} \D+\Z")
_PHONE = re.compile(r"\s*(\+49|0\d)[\d\s/()-]{5,}\s*\Z", re.ASCII)
_BY_VALUE = {"mail": _MAIL, "web": _WEB, "address": _ADDRESS, "phone": _PHONE, "postcode": _POSTCODE}
_NEW_NUMBER = re.compile(r"([A-Z]{2,6})-\d+\Z")


def heading_word(text: str) -> str:
    """A column's name as it is compared: folded, without signs and underscores."""
    return " ".join(type_word(text).replace("_", " ").split())


def _words() -> dict[str, str]:
    known: dict[str, str] = {}
    for column in COLUMNS:
        for word in (*column.words, column.key, str(column.heading)):
            known.setdefault(heading_word(word), column.key)
    return known


def too_often_doubled(rows: Sequence[Sequence[Any]], index: int) -> int:
    """Return how many rows share their value with another, if that is too many for a number of its own; else 0."""
    cells = Counter(as_text(row[index]) for row in rows if index < len(row) and not blank(row[index]))
    doubled = sum(count for count in cells.values() if count > 1)
    return doubled if doubled > max(4, cells.total() // 5) else 0


def guess(header: Sequence[str], sample: Sequence[Sequence[Any]]) -> Mapping:
    """Return the mapping that names suggest, and for columns with strange names what their values suggest."""
    known = _words()
    mapping: Mapping = {}
    taken: set[str] = set()
    for index, name in enumerate(header):
        key = known.get(heading_word(name))
        if key and key not in taken:
            mapping[str(index)] = key
            taken.add(key)
    for index in range(len(header)):
        if str(index) in mapping:
            continue
        cells = [as_text(row[index]) for row in sample if index < len(row) and not blank(row[index])]
        for key, pattern in _BY_VALUE.items():
            if key not in taken and len(cells) >= 2 and all(pattern.match(cell) for cell in cells):
                mapping[str(index)] = key
                taken.add(key)
                break
    if "address" in taken and taken & {"street", "postcode"}:
        mapping = {index: key for index, key in mapping.items() if key != "address"}
    return mapping


def guess_scheme(header: Sequence[str], sample: Sequence[Sequence[Any]], mapping: Mapping) -> str:
    """Return the name of the list the numbers come from: „NRW-175493“ → nrw-schulnummer, else the column's name."""
    index = next((int(index) for index, key in mapping.items() if key == "number"), None)
    if index is None:
        return ""
    cells = [as_text(row[index]).strip() for row in sample if index < len(row) and not blank(row[index])]
    marks = {match[1] for cell in cells if (match := _NEW_NUMBER.match(cell))}
    names = " ".join(fold(name) for name in header)
    school = "school" in names or "schul" in names
    if len(marks) == 1:
        return f"{marks.pop().lower()}-{'schulnummer' if school else 'nummer'}"
    name = fold(header[index])
    if name in {"id", "nr", "nummer", "number"}:
        return "schulnummer" if school else ""
    return slugify(name)[:40]


def signature(header: Sequence[str]) -> str:
    """What makes two sheets of the same kind: the set of their column names."""
    return "|".join(sorted({heading_word(name) for name in header}))

"""The header: which row it is, what its columns are called, and what makes it unusable."""

import unicodedata
from collections.abc import Callable
from typing import Any

from coordination.lib.sheets.inside.cells import UNSAFE, Notes, RawRow, filled, looks_like_data
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.letters import letter
from coordination.lib.sheets.limits import Limits


def find_header(start: list[RawRow]) -> int:
    """Title lines have one filled cell; the header is the first row with two, if there is such a row at all."""
    for i, (_, values) in enumerate(start[:20]):
        if len(filled(values)) >= 2:
            return i
    return 0


def refuse_unusable(number: int, values: list[Any], merged: Callable[[int, int], list[str]]) -> None:
    """Merged cells, or a row that looks like an entry."""
    if ranges := merged(number, len(values)):
        raise Refused("merged_header", row=number, cells=", ".join(ranges[:10]))
    if data := [value for value in values if looks_like_data(value)]:
        raise Refused("no_header", row=number, example=UNSAFE.sub("", str(data[0])).strip()[:60])


def names_of(number: int, values: list[Any], limits: Limits, notes: Notes) -> list[str | None]:
    """Return the names of the columns, None where there is none; refuse doubled ones and too many."""
    if len(values) > limits.max_columns:
        raise Refused("too_many_columns", found=len(values), allowed=limits.max_columns)
    names: list[str | None] = []
    for i, value in enumerate(values):
        text = "" if value is None else str(value)
        clean = " ".join(UNSAFE.sub("", text).split())
        if clean != " ".join(text.split()):
            notes.add("control_signs", row=number, column=i)
        names.append(clean[:200] or None)
    while names and names[-1] is None:
        names.pop()
    _refuse_doubled(number, names)
    return names


def _refuse_doubled(number: int, names: list[str | None]) -> None:
    places: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        if name:
            places.setdefault(_fold(name) or name, []).append(i)
    doubled = [columns for columns in places.values() if len(columns) > 1]
    if doubled:
        named = "; ".join(
            ", ".join(f"{letter(column)} „{names[column]}“" for column in columns) for columns in doubled[:5]
        )
        raise Refused("double_header", columns=named, row=number)


def _fold(name: str) -> str:
    """Like ``lib.fold``, in short: the child has no Django and the header needs no more than this."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return "".join(sign for sign in text if sign.isalnum())

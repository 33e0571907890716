"""A list of streets or parts of a town, as towns hand it out, read into rows of a service's catchment area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.models import CatchmentPart
from coordination.lib.errors import RuleBroken
from coordination.lib.fold import fold

MOST_COMPLAINTS = 50
HEADS = {
    "street": {"strasse", "strassenname", "street", "str"},
    "part": {"ortsteil", "stadtteil", "stadtbezirk", "part", "bezirk"},
    "number_from": {"von", "hausnummer von", "hausnr von", "nr von", "from"},
    "number_until": {"bis", "hausnummer bis", "hausnr bis", "nr bis", "until"},
    "side": {"seite", "gerade ungerade", "g u", "side"},
}
SIDES = {
    "": CatchmentPart.Side.ALL, "alle": CatchmentPart.Side.ALL, "all": CatchmentPart.Side.ALL,
    "gerade": CatchmentPart.Side.EVEN, "g": CatchmentPart.Side.EVEN, "even": CatchmentPart.Side.EVEN,
    "ungerade": CatchmentPart.Side.ODD, "u": CatchmentPart.Side.ODD, "odd": CatchmentPart.Side.ODD,
}  # fmt: skip
_NUMBER = re.compile(r"(\d{1,4})\s*[a-zA-Z]?")


@dataclass
class StreetList:
    """What was read, and what cannot be taken over: row by row, as the spreadsheet counts."""

    parts: list[CatchmentPart] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def read_streets(sheet: Any) -> StreetList:
    """Read a table with the columns Straße, von, bis, Seite, Ortsteil (at least the first or the last).

    Raises RuleBroken when no column can be used at all.
    """
    columns = _columns(sheet.header)
    if "street" not in columns and "part" not in columns:
        raise RuleBroken(
            _("There is no column “Straße” and none “Ortsteil”. Found: %(heads)s.")
            % {"heads": ", ".join(str(head) for head in sheet.header[:8])[:200]},
            code="no_street_column",
        )
    found, seen = StreetList(), set()
    for row in sheet.rows:
        try:
            part = _part(row, columns, sheet)
        except RuleBroken as broken:
            if len(found.complaints) < MOST_COMPLAINTS:
                found.complaints += broken.messages
            continue
        if part is None:
            continue
        part.derive()
        key = (part.part_key, part.street_key, part.number_from, part.number_until, part.side)
        if key not in seen:
            seen.add(key)
            found.parts.append(part)
    return found


def _columns(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, head in enumerate(header):
        word = " ".join(re.sub(r"[^\w]+", " ", fold(str(head))).split())
        for name, words in HEADS.items():
            if word in words:
                found.setdefault(name, index)
    return found


def _part(row: Any, columns: dict[str, int], sheet: Any) -> CatchmentPart | None:
    values = dict(_values(row, columns))
    street, part = values.get("street", "")[:120], values.get("part", "")[:80]
    if not street and not part:
        return None
    first, last = (
        _house(values.get(name, ""), row, columns, sheet, name) for name in ("number_from", "number_until")
    )
    if first and last and last < first:
        raise RuleBroken(
            _("Row %(row)s: house number %(last)s lies below %(first)s.")
            % {"row": row.number, "first": first, "last": last},
            code="numbers_backwards",
        )
    side = fold(values.get("side", ""))
    if side not in SIDES:
        raise RuleBroken(
            _("Row %(row)s, column %(column)s: “%(value)s” is not known here. Known: gerade, ungerade, alle.")
            % {"row": row.number, "column": _letter(sheet, columns["side"]), "value": values["side"][:30]},
            code="side_unknown",
        )
    return CatchmentPart(part=part, street=street, number_from=first, number_until=last, side=SIDES[side])


def _values(row: Any, columns: dict[str, int]) -> Iterator[tuple[str, str]]:
    for name, index in columns.items():
        value = row.values[index] if index < len(row.values) else None
        yield name, "" if value is None else " ".join(str(value).split())


def _house(text: str, row: Any, columns: dict[str, int], sheet: Any, name: str) -> int | None:
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise RuleBroken(
            _("Row %(row)s, column %(column)s: “%(value)s” is no house number. Right would be 12 or 12a.")
            % {"row": row.number, "column": _letter(sheet, columns[name]), "value": text[:30]},
            code="no_house_number",
        )
    return int(found[1])


def _letter(sheet: Any, index: int) -> str:
    letters = sheet.letters
    return letters[index] if index < len(letters) else str(index + 1)

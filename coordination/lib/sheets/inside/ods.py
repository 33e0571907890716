"""What the markup of an ODS says that the reading library does not: repetitions, merged cells, formulas."""

import io
import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from coordination.lib.sheets.inside.archive import Archive
from coordination.lib.sheets.inside.cells import Notes
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.letters import letter

_CELLS_REPEATED = re.compile(rb"""<table:table-cell\b[^>]*number-columns-repeated=["'](\d{1,9})["'][^>]*>""")
_ROWS_REPEATED = re.compile(rb"""<table:table-row\b[^>]*number-rows-repeated=["'](\d{1,9})["'][^>]*>""")
_MOST_CELLS = 4_200_000

_TAB = re.compile(rb"<text:tab\b[^>]*/>")
_LINE_BREAK = re.compile(rb"<text:line-break\b[^>]*/>")


class _Stop(Exception):
    """Enough read."""


class Ods:
    """The markup of an ODS: repetitions, and merged cells of the first rows."""

    def __init__(self, archive: Archive) -> None:
        data = archive.get("content.xml")
        manifest = archive.get("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise Refused("password")
        self.formulas = data.count(b"table:formula=")
        self.spans: dict[tuple[str, int], list[str]] = {}
        if b"columns-spanned" in data or b"rows-spanned" in data:
            self._find_spans(data)
        self._check_repeats(data)
        if b"<text:tab" in data or b"<text:line-break" in data:  # calamine drops both
            mended = _TAB.sub(b"\t", _LINE_BREAK.sub(b"\n", data))
            archive.members["content.xml"] = mended

    def _check_repeats(self, data: bytes) -> None:
        """A few bytes may say „this cell, in a million rows“; empty ones are usual, filled ones a bomb."""
        filled = 0
        for found in _CELLS_REPEATED.finditer(data):
            if b"value-type=" in found[0]:
                times = int(found[1])
                filled += times
                if times > 2_000 or filled > _MOST_CELLS:
                    raise Refused("bomb")
        for found in _ROWS_REPEATED.finditer(data):
            times, end = int(found[1]), data.find(b"</table:table-row>", found.end())
            cells = data[found.end() : end].count(b"value-type=") if times > 1 else 0
            filled += times * cells
            if (cells and times > 200_000) or filled > _MOST_CELLS:
                raise Refused("bomb")

    def _find_spans(self, data: bytes) -> None:
        table, place = "", {"row": 0, "column": 0}

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal table
            name = tag.rpartition(":")[2]
            if name == "table":
                table, place["row"] = attributes.get("table:name", ""), 0
            elif name == "table-row":
                place["row"] += int(attributes.get("table:number-rows-repeated", 1))
                place["column"] = 0
                if place["row"] > 100:
                    raise _Stop
            elif name in ("table-cell", "covered-table-cell"):
                wide = int(attributes.get("table:number-columns-spanned", 1))
                high = int(attributes.get("table:number-rows-spanned", 1))
                if wide > 1 or high > 1:
                    row, column = place["row"], place["column"]
                    cells = f"{letter(column)}{row}:{letter(column + wide - 1)}{row + high - 1}"
                    for k in range(row, row + min(high, 100)):
                        self.spans.setdefault((table, k), []).append(cells)
                place["column"] += int(attributes.get("table:number-columns-repeated", 1))

        _parse(data, start)

    def check(self, name: str) -> None:
        """Repetitions were counted for all sheets at once."""

    def padded(self, name: str) -> dict[int, dict[int, str]]:
        return {}

    def note(self, name: str, notes: Notes) -> None:
        if self.formulas:
            notes.add("formulas", count=self.formulas)

    def merged(self, sheet: Any) -> Callable[[int, int], list[str]]:
        return lambda row, width: self.spans.get((sheet.name, row), [])


def _parse(data: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.ParseFile(io.BytesIO(data))
    except _Stop:
        return
    except (expat.ExpatError, ValueError) as error:
        raise Refused("damaged") from error

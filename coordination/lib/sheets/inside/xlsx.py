"""What the markup of an XLSX says that the reading library does not: reach, formulas, zeros shown by a format."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

from coordination.lib.sheets.inside.archive import Archive
from coordination.lib.sheets.inside.cells import Notes
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.letters import index_of, letter
from coordination.lib.sheets.limits import Limits

_NO_VALUE = re.compile(rb"</f>\s*(?:</c>|<v></v>|<v ?/>)")
_ERROR_CELL = re.compile(rb'<c [^>]*t="e"')
_CELL = re.compile(rb"""<c [^>]*?r=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(?<!/)>\s*<""")
_WIDE = re.compile(rb"""r=["'](?:I[W-Z]|[J-Z][A-Z]|[A-Z]{3})\d""")  # beyond column 256
_LOW = re.compile(rb"""<row [^>]*?r=["'](\d{5,7})["']""")
_MOST_CELLS = 4_200_000  # what a reading may hold in its memory
_ZEROS = re.compile(r"^(\\?\"?D-\"?)?0{2,10}(;@)?$")
_PADDED = re.compile(rb'<c r="([A-Z]{1,3})(\d+)" s="(\d+)"(?: t="n")?>(?:<f[^<]*</f>)?<v>(\d{1,10})</v>')


def _count(pattern: re.Pattern[bytes], data: bytes) -> int:
    return sum(1 for _ in pattern.finditer(data))


class Xlsx:
    """The markup of an XLSX: extent, formulas, cells that show leading zeros by their format."""

    def __init__(self, archive: Archive, limits: Limits, notes: Notes) -> None:
        self.limits = limits
        self.sheets = dict(_sheet_members(archive))
        self.zeros = _zero_formats(archive.get("xl/styles.xml"))
        self._padded: dict[str, dict[int, dict[int, str]]] = {}
        self._facts: dict[str, tuple[int, int, int]] = {}
        self._reach: dict[str, tuple[int, int, int]] = {}
        for name, member in self.sheets.items():
            data = archive.get(member)
            self._facts[name] = (
                data.count(b"<f>") + data.count(b"<f ") if b"<f" in data else 0,
                _count(_NO_VALUE, data) if b"</f>" in data else 0,
                _count(_ERROR_CELL, data) if b't="e"' in data else 0,
            )
            self._far(name, data)
            if self.zeros:
                self._padded[name] = self._find_padded(data)

    def _far(self, name: str, data: bytes) -> None:
        """Keep the reach of a sheet in mind: one cell far away makes a reader deliver a million rows."""
        lowest = max((int(found[1]) for found in _LOW.finditer(data)), default=0)
        wide = _WIDE.search(data)
        if not wide and lowest <= self.limits.max_rows + 1000:
            return
        low, right, rows, before = 0, 0, 0, b""
        for found in _CELL.finditer(data):
            if found[2] != before:
                before, rows = found[2], rows + 1
                low = max(low, int(before))
            right = max(right, index_of(found[1].decode()) + 1)
        self._reach[name] = (low, right, rows)

    def check(self, name: str) -> None:
        """Refuse a sheet whose filled cells lie so far apart that only a bomb or a slip explains it."""
        low, right, rows = self._reach.get(name, (0, 0, 0))
        if rows - 1 > self.limits.max_rows:
            raise Refused("too_many_rows", found=rows - 1, allowed=self.limits.max_rows)
        if (
            right > max(self.limits.max_columns, 256)
            or low > 10 * self.limits.max_rows
            or low * right > _MOST_CELLS
        ):
            raise Refused("far_cell", cell=f"{letter(max(right - 1, 0))}{low}")

    def _find_padded(self, data: bytes) -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        for column, row, style, digits in _PADDED.findall(data):
            if (zeros := self.zeros.get(int(style))) and len(digits) < zeros:
                found.setdefault(int(row), {})[index_of(column.decode())] = digits.decode().zfill(zeros)
        return found

    def padded(self, name: str) -> dict[int, dict[int, str]]:
        return self._padded.get(name, {})

    def note(self, name: str, notes: Notes) -> None:
        formulas, empty, errors = self._facts.get(name, (0, 0, 0))
        if formulas:
            notes.add("formulas", count=formulas)
        if empty:
            notes.add("formulas_without_values", count=empty)
        if errors:
            notes.add("error_cells", count=errors)

    def merged(self, sheet: Any) -> Callable[[int, int], list[str]]:
        ranges = sheet.merged_cell_ranges or []

        def in_row(row: int, width: int) -> list[str]:
            return [
                f"{letter(left)}{top + 1}:{letter(right)}{low + 1}"
                for (top, left), (low, right) in ranges
                if top <= row - 1 <= low and left < width
            ]

        return in_row


def _root(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 -- document types were refused before (archive.py)


def _sheet_members(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield name and member of each sheet, by the workbook's own list."""
    try:
        targets = {
            rel.get("Id"): rel.get("Target", "")
            for rel in _root(archive.get("xl/_rels/workbook.xml.rels") or b"<none/>")
        }
        for element in _root(archive.get("xl/workbook.xml")).iter():
            if element.tag.rpartition("}")[2] == "sheet":
                key = next((value for name, value in element.items() if name.rpartition("}")[2] == "id"), "")
                target = targets.get(key, "")
                yield (
                    element.get("name", ""),
                    target.lstrip("/") if target.startswith("/") else f"xl/{target}",
                )
    except (ElementTree.ParseError, ValueError) as error:
        raise Refused("damaged") from error


def _zero_formats(styles: bytes) -> dict[int, int]:
    """Return the cell styles that show a number with leading zeros („00000“, Excel's own format for postcodes)."""
    if b'formatCode="' not in styles:
        return {}
    try:
        root = _root(styles)
    except ElementTree.ParseError:
        return {}
    formats = {
        element.get("numFmtId"): (element.get("formatCode") or "").count("0")
        for element in root.iter()
        if element.tag.endswith("numFmt") and _ZEROS.match(element.get("formatCode") or "")
    }
    cells: Any = next((element for element in root if element.tag.endswith("cellXfs")), [])
    return {i: formats[xf.get("numFmtId")] for i, xf in enumerate(cells) if xf.get("numFmtId") in formats}

"""From raw rows to a table: find the header, clean the cells, count as the spreadsheet counts, write lines of JSON."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from coordination.lib.sheets.inside.cells import UNSAFE, Notes, RawRow, is_blank
from coordination.lib.sheets.inside.header import find_header, names_of, refuse_unusable
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.letters import letter
from coordination.lib.sheets.limits import Limits

BLOCK = 500
_LOOK_AHEAD = 60


class Table:
    """Takes rows ``(number, values)`` of one sheet and writes them out, header first found."""

    def __init__(self, *, limits: Limits, notes: Notes, write: Callable[[str], object]) -> None:
        self.limits, self.notes, self.write = limits, notes, write
        self.header: list[str | None] = []
        self.header_row = 1
        self.filled: set[int] = set()  # columns without a name that hold something
        self.count = 0
        self.size = 0

    def run(
        self,
        rows: Iterable[RawRow],
        *,
        merged: Callable[[int, int], list[str]] = lambda row, width: [],
        header_is_first: bool = False,
    ) -> dict[str, Any]:
        """Write all rows; return header, its row and the columns to keep."""
        source = iter(rows)
        start: list[RawRow] = []
        for number, values in source:
            if not is_blank(values):
                start.append((number, values))
                if len(start) == _LOOK_AHEAD:
                    break
        if not start:
            raise Refused("empty")
        at = 0 if header_is_first else find_header(start)
        self.header_row, first = start[at]
        if not header_is_first:
            refuse_unusable(self.header_row, first, merged)
        self.header = names_of(self.header_row, first, self.limits, self.notes)
        if at:
            self.notes.add("title_lines", row=start[0][0], count=at)
        self._write_rows(self._chain(start[at + 1 :], source))
        if not self.count:
            raise Refused("only_header", names=", ".join(name for name in self.header if name)[:200])
        return self._end()

    @staticmethod
    def _chain(first: list[RawRow], rest: Iterator[RawRow]) -> Iterator[RawRow]:
        yield from first
        yield from rest

    def _write_rows(self, rows: Iterator[RawRow]) -> None:
        block: list[list[Any]] = []
        nameless = [i for i, name in enumerate(self.header) if name is None]
        width, limit = len(self.header), self.limits.max_rows
        for number, values in rows:
            if is_blank(values):
                continue
            self.count += 1
            if self.count > limit:
                continue  # only counted: the sentence names both numbers
            if nameless or len(values) > width:
                self._mark_nameless(values, nameless, width)
            block.append([number, *values])
            if len(block) == BLOCK:
                self._write_block(block)
                block = []
        if self.count > limit:
            raise Refused("too_many_rows", found=self.count, allowed=limit)
        if block:
            self._write_block(block)

    def _mark_nameless(self, values: list[Any], nameless: list[int], width: int) -> None:
        for i in nameless:
            if i < len(values) and values[i] is not None:
                self.filled.add(i)
        if len(values) > width:
            last = len(values) - 1
            while last >= width and values[last] is None:
                last -= 1
            del values[last + 1 :]
            if last >= self.limits.max_columns:
                raise Refused("too_many_columns", found=last + 1, allowed=self.limits.max_columns)
            self.filled.update(i for i in range(width, last + 1) if values[i] is not None)

    def _write_block(self, block: list[list[Any]]) -> None:
        dates = False

        def iso(value: Any) -> str:
            nonlocal dates
            dates = True
            return value.isoformat()

        line = json.dumps(block, ensure_ascii=False, default=iso, separators=(",", ":"))
        if not self._is_harmless(line):
            self._clean(block)
            line = json.dumps(block, ensure_ascii=False, default=iso, separators=(",", ":"))
        places = _dates_in(block) if dates else []
        self.size += len(line)
        if self.size > self.limits.max_output:
            raise Refused("bomb")
        self.write(f'{{"rows":{line},"dates":{json.dumps(places)}}}\n')

    def _is_harmless(self, line: str) -> bool:
        """The quick look: no escapes, no text longer than a cell, all signs harmless. Else each cell is cleaned."""
        if "\\" in line:
            return False
        half = (
            self.limits.max_cell // 2
        )  # what is longer than a cell covers one such window, and has no quotes
        if len(line) > half and any('"' not in line[i : i + half] for i in range(0, len(line) - half, half)):
            return False
        return line.isprintable() or not UNSAFE.search(line)

    def _clean(self, block: list[list[Any]]) -> None:
        """Take out what no cell should hold and note where: NUL, control signs, half signs, too much."""
        longest = self.limits.max_cell
        for row in block:
            for i, value in enumerate(row):
                if not isinstance(value, str):
                    continue
                text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
                clean = UNSAFE.sub("", text)
                if clean != text:
                    self.notes.add("control_signs", row=row[0], column=i - 1)
                if len(clean) > longest:
                    self.notes.add("cell_cut", row=row[0], column=i - 1, allowed=longest, found=len(clean))
                    clean = clean[:longest]
                row[i] = clean or None

    def _end(self) -> dict[str, Any]:
        width = max([len(self.header), *(i + 1 for i in self.filled)])
        names = self.header + [None] * (width - len(self.header))
        keep = [i for i, name in enumerate(names) if name or i in self.filled]
        for i in sorted(self.filled):
            self.notes.add("nameless_column", row=self.header_row, column=i, letter=letter(i))
        return {
            "header": [names[i] for i in keep],
            "columns": keep,
            "header_row": self.header_row,
            "count": self.count,
            "notes": self.notes.as_list(),
        }


def _dates_in(block: list[list[Any]]) -> list[list[int]]:
    kinds = {dt.date, dt.datetime}
    return [[i, k] for i, row in enumerate(block) for k, value in enumerate(row) if value.__class__ in kinds]

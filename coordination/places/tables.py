"""Reading the official tables as they are published. A wrong file ends in sentences with line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken

MOST_COMPLAINTS = 20
LONGEST_NAME = 100
_LARGEST_FILE = 100 * 1024 * 1024


class TableRefused(RuleBroken):
    """The file cannot be used; ``complaints`` are sentences, at most 20, the first ones first."""

    def __init__(self, file: str, complaints: list[str]) -> None:
        self.complaints = complaints
        shown = "\n".join(f"  {complaint}" for complaint in complaints[:MOST_COMPLAINTS])
        if len(complaints) > MOST_COMPLAINTS:
            shown += "\n  " + _("… and %(count)d more.") % {"count": len(complaints) - MOST_COMPLAINTS}
        super().__init__(_("%(file)s cannot be read:") % {"file": file} + "\n" + shown, code="table_refused")


@dataclass
class Complaints:
    """Collects what is wrong in one file, so that all of it is told at once."""

    file: str
    found: list[str] = field(default_factory=list)

    def add(self, line: int, column: str, message: str) -> None:
        place = _("Line %(line)d, column “%(column)s”: ") % {"line": line, "column": column}
        self.found.append(place + message)

    def refuse_if_any(self) -> None:
        if self.found:
            raise TableRefused(self.file, self.found)


def wrong_digits(value: str, count: int) -> str:
    told = {"value": value[:40], "count": count}
    return _("“%(value)s” does not have %(count)d digits. Did leading zeros get lost?") % told


def wrong_length(name: str) -> str:
    told = {"count": len(name), "most": LONGEST_NAME}
    return _("a name of %(count)d signs; 1 to %(most)d are right.") % told


def rows_of(path: Path, *, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and row of a CSV table (comma or semicolon, UTF-8, with or without BOM)."""
    text = _text_of(path)
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    complaints, count = Complaints(path.name), 0
    try:
        names = _header_of(reader, path, columns)
        for row in reader:
            count += 1
            if None in row or None in row.values():
                message = _("the row does not have %(count)d cells.") % {"count": len(names)}
                complaints.add(reader.line_num, columns[0], message)
            else:
                yield reader.line_num, row
    except csv.Error:
        complaints.add(reader.line_num + 1, columns[0], _("a quotation mark does not close."))
    complaints.refuse_if_any()
    if not count:
        raise TableRefused(path.name, [_("The file has a header and no rows.")])


def _header_of(reader: csv.DictReader, path: Path, columns: tuple[str, ...]) -> list[str]:
    names = list(reader.fieldnames or [])
    missing = [column for column in columns if column not in names]
    if missing:
        told = {"missing": ", ".join(missing), "found": ", ".join(name.strip()[:40] for name in names[:30])}
        message = _("Columns are missing: %(missing)s. Found were: %(found)s.") % told
        raise TableRefused(path.name, [message])
    doubled = [column for column in columns if names.count(column) > 1]
    if doubled:
        message = _("Columns stand twice in the header: %(columns)s.") % {"columns": ", ".join(doubled)}
        raise TableRefused(path.name, [message])
    return names


def _text_of(path: Path) -> str:
    if not path.exists():
        raise TableRefused(path.name, [_("There is no such file.")])
    if not path.is_file():
        raise TableRefused(path.name, [_("This is no file.")])
    if path.stat().st_size > _LARGEST_FILE:
        raise TableRefused(path.name, [_("The file is larger than 100 MB; such a table has about 2 MB.")])
    try:
        content = path.read_bytes()
    except OSError:
        raise TableRefused(path.name, [_("The file may not be read.")]) from None
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise TableRefused(path.name, [_("This is a workbook. Please save the sheet as CSV (UTF-8).")])
    if not content.strip():
        raise TableRefused(path.name, [_("The file is empty.")])
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise TableRefused(path.name, [_("Line %(line)d: this is not text (NUL).") % {"line": line}])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise TableRefused(
            path.name,
            [_("Line %(line)d: the file is not UTF-8. Please save it as CSV (UTF-8).") % {"line": line}],
        ) from None

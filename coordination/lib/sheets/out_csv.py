"""CSV as a German Excel opens it by double click: UTF-8 with mark, semicolons, CRLF. Nothing in it is a formula."""

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from coordination.lib.sheets.columns import Column, as_columns, plain

# A cell that a spreadsheet would take for a formula gets an apostrophe, also after blanks and for full-width forms.
# Apostrophes before such a sign count too: so taking one off again is always right (inside/text.py does it).
FORMULA = re.compile("^'*(?:\\s*[=+\\-@＝＋－＠]|[\t\r\n])")


def cell(value: Any) -> str:
    """Return the text of one CSV cell; numbers with a comma as decimal sign, dates as 31.12.2026."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, dt.datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    return repr(value).replace(".", ",") if isinstance(value, float) else str(value)


def csv_lines(columns: Iterable[Column | str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the file piece by piece, for a streamed answer."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    writer.writerow([cell(column.name) for column in as_columns(columns)])
    for i, row in enumerate(rows):
        writer.writerow([cell(value) for value in row])
        if i % 500 == 499:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_csv(
    target: Any, *, columns: Iterable[Column | str], rows: Iterable[Sequence[Any]], title: str = ""
) -> None:
    """Write to a path or an open binary file. ``title`` is there for likeness with the other writers."""
    if hasattr(target, "write"):
        for piece in csv_lines(columns, rows):
            target.write(piece)
        return
    with open(target, "wb") as file:  # noqa: PTH123 -- a path or a text
        for piece in csv_lines(columns, rows):
            file.write(piece)

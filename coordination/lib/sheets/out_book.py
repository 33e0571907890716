"""A workbook of several sheets, each with its own columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from coordination.lib.sheets.columns import Column, as_columns, plain
from coordination.lib.sheets.out_xlsx import Formats, new_workbook, put, put_header, sheet_title

Page = tuple[str, Sequence[Column | str], Iterable[Sequence[Any]]]


def write_book_xlsx(target: Any, pages: Iterable[Page]) -> None:
    """Write sheets (title, columns, rows) one after the other to a path or an open binary file."""
    book = new_workbook(target)
    formats = Formats(book)
    for title, heads, rows in pages:
        columns = as_columns(heads)
        page = book.add_worksheet(sheet_title(title))
        put_header(page, columns, formats)
        for number, row in enumerate(rows, start=1):
            for i, value in enumerate(row):
                if (cell := plain(value)) is not None:
                    put(page, number, i, cell, formats)
        for i, column in enumerate(columns):
            page.set_column(i, i, column.width or 24, formats.of(column))
    book.close()

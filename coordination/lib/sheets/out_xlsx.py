"""XLSX, written row by row with constant memory. Text is always written as text: no cell can become a formula."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.sheets.columns import Column, as_columns, plain

MOST_ROWS = 1_048_575
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "dd.mm.yyyy",
}


def new_workbook(target: Any, *, constant_memory: bool = True) -> Any:
    """Return a workbook that writes to a path or an open binary file."""
    import xlsxwriter  # noqa: PLC0415 -- only this package knows it, and only when it writes

    return xlsxwriter.Workbook(target, _OPTIONS | {"constant_memory": constant_memory})


class Formats:
    """The looks of cells. Text is formatted as text, so that what is typed later keeps its leading zeros."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E9EEF5", "bottom": 1, "num_format": "@", "valign": "top"}
        )
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.wrap = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self.moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"})
        self.number = book.add_format({"valign": "top"})
        red = {"bg_color": "#F8D7DA", "valign": "top"}
        self.wrong = book.add_format(red | {"num_format": "@"})
        self.wrong_number = book.add_format(red)
        self.wrong_date = book.add_format(red | {"num_format": "dd.mm.yyyy"})

    def of(self, column: Column) -> Any:
        return {"text": self.text, "number": self.number, "date": self.date}[column.kind]


def put(page: Any, row: int, column: int, value: Any, formats: Formats, *, wrong: bool = False) -> None:
    """Write one cell by its type, never by its look: “=1+1” stays the text it is. ``wrong`` cells are red."""
    value = plain(value)
    if value is None:
        if wrong:
            page.write_blank(row, column, None, formats.wrong)
    elif isinstance(value, str):
        page.write_string(row, column, value, formats.wrong if wrong else formats.text)
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, column, value, formats.wrong_date if wrong else formats.moment)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, formats.wrong_date if wrong else formats.date)
    else:
        page.write_number(row, column, value, formats.wrong_number if wrong else None)


def put_header(page: Any, columns: Sequence[Column], formats: Formats) -> None:
    for i, column in enumerate(columns):
        page.write_string(0, i, plain(column.name) or " ", formats.head)
    page.freeze_panes(1, 0)


def sheet_title(title: str) -> str:
    """Return a name that spreadsheets accept: no []:*?/\\, at most 31 signs."""
    clean = "".join(" " if sign in "[]:*?/\\" else sign for sign in str(plain(title) or "")).strip("' ")
    return clean[:31].strip("' ") or "1"


def write_xlsx(
    target: Any,
    *,
    title: str,
    columns: Iterable[Column | str],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] | None = None,
) -> int:
    """Write a sheet with frozen header and filter to ``target`` (path or open binary file); return the count of rows.

    ``rows`` is taken one by one. ``notes`` go on a second sheet. More rows than a sheet can hold raise ``RuleBroken``.
    """
    columns = as_columns(columns)
    book = new_workbook(target)
    formats = Formats(book)
    name = sheet_title(title)
    page = book.add_worksheet(name)
    put_header(page, columns, formats)
    widths = [len(column.name) + 4 for column in columns]
    count = 0
    string, number, text = page.write_string, page.write_number, formats.text
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise RuleBroken(
                _("A sheet holds at most 1,048,575 rows. Please filter the list first."), code="too_many_rows"
            )
        for i, value in enumerate(row):
            value = plain(value)
            if value.__class__ is str:
                string(count, i, value, text)
            elif value.__class__ is int or value.__class__ is float:
                number(count, i, value)
            elif value is not None:
                put(page, count, i, value, formats)
            if count <= 200 and value is not None and i < len(widths):
                widths[i] = max(widths[i], 12 if isinstance(value, dt.date) else len(str(value)) + 1)
    for i, column in enumerate(columns):
        page.set_column(i, i, column.width or min(max(widths[i], 8), 60), formats.of(column))
    if columns:
        page.autofilter(0, 0, max(count, 1), len(columns) - 1)
    if notes:
        _write_notes(book, formats, notes, taken=name)
    book.set_properties({"title": name, "comments": ""})
    book.close()
    return count


def _write_notes(book: Any, formats: Formats, notes: Sequence[str], *, taken: str) -> None:
    name = sheet_title(_("About this list"))
    page = book.add_worksheet(name if name != taken else f"{name[:28]} 2")
    page.set_column(0, 0, 100)
    for i, note in enumerate(notes):
        page.write_string(i, 0, plain(str(note)) or "", formats.wrap)

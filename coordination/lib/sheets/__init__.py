"""Spreadsheets in and out: the only door to openpyxl, calamine and xlsxwriter.

Names are fetched on first use: the child process that reads foreign files imports this package too, and must not
bring in Django; and no page should wait for a library it does not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coordination.lib.sheets.columns import Column
    from coordination.lib.sheets.limits import Limits
    from coordination.lib.sheets.out_book import write_book_xlsx
    from coordination.lib.sheets.out_csv import write_csv
    from coordination.lib.sheets.out_errors import FailedRow, write_error_xlsx
    from coordination.lib.sheets.out_ods import write_ods
    from coordination.lib.sheets.out_template import write_template_xlsx
    from coordination.lib.sheets.out_xlsx import write_xlsx
    from coordination.lib.sheets.reader import read
    from coordination.lib.sheets.reasons import SheetRefused
    from coordination.lib.sheets.sheet import Note, Row, Sheet

_HOME = {
    "Column": "columns",
    "FailedRow": "out_errors",
    "Limits": "limits",
    "Note": "sheet",
    "Row": "sheet",
    "Sheet": "sheet",
    "SheetRefused": "reasons",
    "read": "reader",
    "write_book_xlsx": "out_book",
    "write_csv": "out_csv",
    "write_error_xlsx": "out_errors",
    "write_ods": "out_ods",
    "write_template_xlsx": "out_template",
    "write_xlsx": "out_xlsx",
}

__all__ = [
    "Column",
    "FailedRow",
    "Limits",
    "Note",
    "Row",
    "Sheet",
    "SheetRefused",
    "read",
    "write_book_xlsx",
    "write_csv",
    "write_error_xlsx",
    "write_ods",
    "write_template_xlsx",
    "write_xlsx",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)

"""The empty sheet to fill in: named columns with explanations, and lists of allowed words to choose from."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coordination.lib.sheets.columns import Column, as_columns
from coordination.lib.sheets.letters import letter
from coordination.lib.sheets.out_xlsx import Formats, new_workbook, put, put_header, sheet_title

_LAST_ROW = 20_000


def write_template_xlsx(
    target: Any, *, title: str, columns: Iterable[Column | str], rows: Iterable[Sequence[Any]] = ()
) -> None:
    """Write a template; ``rows`` are examples or entries to go on with. The words stand on a hidden sheet."""
    columns = as_columns(columns)
    book = new_workbook(target, constant_memory=False)
    formats = Formats(book)
    page = book.add_worksheet(sheet_title(title))
    page.set_comments_author("")
    put_header(page, columns, formats)
    words = None
    for i, column in enumerate(columns):
        page.set_column(i, i, column.width or max(len(column.name) + 4, 16), formats.of(column))
        if explained := _explained(column):
            page.write_comment(0, i, explained[:2000], {"x_scale": 2})
        if column.choices:
            words = words or book.add_worksheet(sheet_title(_("Words to choose from")))
            for k, word in enumerate(column.choices):
                words.write_string(k, i, str(word), formats.text)
            page.data_validation(1, i, _LAST_ROW, i, _rule(column, i, words.get_name()))
        elif column.kind == "date":
            page.data_validation(1, i, _LAST_ROW, i, _date_rule())
    for r, row in enumerate(rows, start=1):
        for i, value in enumerate(row):
            put(page, r, i, value, formats)
    if words is not None:
        words.hide()
    book.close()


def _explained(column: Column) -> str:
    parts = [_("Must be filled in.") if column.required else "", column.help]
    return "\n".join(str(part) for part in parts if part)


def _rule(column: Column, i: int, page: str) -> dict[str, Any]:
    """A warning, no stop: what is not in the list is told at the import, with the known words."""
    quoted = page.replace("'", "''")
    return {
        "validate": "list",
        "source": f"='{quoted}'!${letter(i)}$1:${letter(i)}${len(column.choices)}",
        "error_type": "warning",
        "error_title": column.name[:32],
        "error_message": str(_("This word is not in the list."))[:255],
    }


def _date_rule() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": dt.date(1900, 1, 1),
        "maximum": dt.date(2200, 12, 31),
        "error_type": "warning",
        "error_message": str(_("Please enter a day such as 31.12.2026."))[:255],
    }

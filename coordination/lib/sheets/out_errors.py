"""The error file: only the rows that failed, what is wrong in red and in words. Corrected, it can be read in again."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from coordination.lib.sheets.columns import Column, clean_text
from coordination.lib.sheets.out_xlsx import Formats, new_workbook, put, put_header, sheet_title
from coordination.lib.sheets.reader import helper_names


class FailedRow(NamedTuple):
    """A row that was not taken over. A problem is (index of the column or None for the whole row, sentence)."""

    number: int
    values: Sequence[Any]
    problems: Sequence[tuple[int | None, str]]


def write_error_xlsx(target: Any, *, title: str, header: Sequence[str], failed: Iterable[FailedRow]) -> int:
    """Write the failed rows; return their count.

    Two columns stand before the original ones: the row in the person's file, and what to do. ``read`` leaves both out.
    """
    book = new_workbook(target)
    formats = Formats(book)
    page = book.add_worksheet(sheet_title(title))
    page.set_comments_author("")
    columns = [Column(name=name) for name in (*helper_names(), *header)]
    put_header(page, columns, formats)
    page.freeze_panes(1, 2)
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 60, formats.wrap)
    page.set_column(2, max(len(columns) - 1, 2), 24, formats.text)
    count = 0
    for count, row in enumerate(failed, start=1):
        put(page, count, 0, row.number, formats)
        page.write_string(count, 1, _told(header, row.problems), formats.wrap)
        wrong: dict[int, list[str]] = {}
        for column, sentence in row.problems:
            if column is not None:
                wrong.setdefault(column, []).append(str(sentence))
        for i in range(max(len(row.values), len(header))):
            value = row.values[i] if i < len(row.values) else None
            put(page, count, i + 2, value, formats, wrong=i in wrong)
            if i in wrong:
                page.write_comment(count, i + 2, "\n".join(wrong[i])[:2000], {"x_scale": 2})
    book.close()
    return count


def _told(header: Sequence[str], problems: Sequence[tuple[int | None, str]]) -> str:
    lines = (
        f"{header[column]}: {sentence}" if column is not None and column < len(header) else str(sentence)
        for column, sentence in problems
    )
    return clean_text("\n".join(lines))

"""XLSX and ODS: what calamine does not tell is read from the markup, its rows are taken over."""

from collections.abc import Callable, Iterator
from typing import Any

from coordination.lib.sheets.inside.archive import Archive
from coordination.lib.sheets.inside.cells import Notes, converted
from coordination.lib.sheets.inside.ods import Ods
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.inside.xlsx import Xlsx
from coordination.lib.sheets.limits import Limits

Merged = Callable[[int, int], list[str]]
Rows = Iterator[tuple[int, list[Any]]]


def open_workbook(
    archive: Archive, kind: str, limits: Limits, notes: Notes, wanted: str
) -> tuple[Any, Rows, Merged]:
    """Return the chosen sheet's description, its rows and a function that names merged cells of a row."""
    import python_calamine as calamine  # noqa: PLC0415 -- CSV and JSON do without

    externals = [name for name in archive.names if name.lower().startswith("xl/externallinks/")]
    if externals:
        notes.add("external_links")
    extra: Xlsx | Ods = Xlsx(archive, limits, notes) if kind == "xlsx" else Ods(archive)
    copy = archive.clean_copy()
    try:
        book = calamine.CalamineWorkbook.from_filelike(copy)
        names = [
            (meta.name, meta.visible == calamine.SheetVisibleEnum.Visible)
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if not names:
            raise Refused("empty")
        if wanted and wanted not in dict(names):
            raise Refused("sheet_missing", wanted=wanted[:60], sheets=_listed(names))
        sheet = None
        for name, visible in names:
            if name == wanted or (not wanted and visible):
                extra.check(name)
                sheet = book.get_sheet_by_name(name)
                if wanted or sheet.total_height:
                    break
        if sheet is None:
            raise Refused("only_hidden_sheets", sheets=_listed(names))
    except Refused:
        raise
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except (calamine.CalamineError, OSError, ValueError, UnicodeDecodeError) as error:
        raise Refused("damaged") from error
    if len(names) > 1:
        notes.add(
            "other_sheets", sheets=_listed([pair for pair in names if pair[0] != sheet.name]), used=sheet.name
        )
    if hidden := [name for name, visible in names if not visible]:
        notes.add("hidden_sheets", sheets=", ".join(hidden[:10]), count=len(hidden))
    extra.note(sheet.name, notes)
    description = {"title": sheet.name, "sheets": [name for name, _ in names]}
    return description, _rows(sheet, extra.padded(sheet.name)), extra.merged(sheet)


def _listed(names: list[tuple[str, bool]]) -> str:
    return ", ".join(name for name, _ in names[:10]) + (" …" if len(names) > 10 else "")


def _rows(sheet: Any, padded: dict[int, dict[int, str]]) -> Rows:
    offset = [None] * sheet.start[1] if sheet.start else []
    for number, values in enumerate(sheet.iter_rows(), start=1):
        row = offset + converted(values)
        if number in padded:
            for column, text in padded[number].items():
                row[column] = text
        yield number, row

"""Rarer things in sheets: what programs write that nobody sees on the screen."""

import datetime as dt

import pytest

from coordination.lib import sheets
from coordination.lib.sheets import reader
from coordination.lib.sheets.inside.cells import converted
from coordination.lib.sheets.limits import MEGABYTE
from tests.lib.workbooks import (
    HEADER,
    ods,
    ods_cell,
    ods_row,
    packed,
    parts_of_xlsx,
    read_here,
    sheet_xml,
    xlsx,
)


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(reader, "_run", read_here)


def codes(sheet: sheets.Sheet) -> set[str]:
    return {note.code for note in sheet.notes}


def test_tabs_and_line_breaks_of_an_ods_are_kept():
    inside = "<text:p>a<text:tab/>b<text:line-break/>c</text:p>"
    row = ods_row(
        f'<table:table-cell office:value-type="string">{inside}</table:table-cell>' + ods_cell("x") * 2
    )
    assert sheets.read(ods(row)).rows[-1].values == ["a\tb\nc", "x", "x"]


def test_formulas_of_an_ods_are_told():
    row = ods_row(ods_cell("Kita", 'table:formula="of:=A1"'))
    sheet = sheets.read(ods(row))
    assert sheet.rows[-1].values[0] == "Kita"
    assert "formulas" in codes(sheet)


def test_merged_cells_below_the_header_of_an_ods_do_no_harm():
    row = ods_row(
        ods_cell("Kita", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>" + ods_cell("x")
    )
    assert sheets.read(ods(row)).rows[-1].values == ["Kita", None, "x"]


def test_cells_that_show_an_error_are_empty_and_told():
    sheet = sheets.read(xlsx(extra='<row r="4"><c r="A4" t="e"><v>#REF!</v></c><c r="B4"><v>1</v></c></row>'))
    assert sheet.rows[-1].values == [None, 1, None]
    assert "error_cells" in codes(sheet)


def test_a_stray_cell_far_below_is_read_when_it_is_not_too_far():
    sheet = sheets.read(xlsx(extra='<row r="65536"><c r="A65536"><v>7</v></c></row>'))
    assert sheet.rows[-1] == (65536, [7, None, None])


def test_many_rows_of_a_workbook_are_counted_not_called_far():
    rows = [HEADER, *([["a", "b", "c"]] * 1200)]
    book = packed(
        parts_of_xlsx({"Liste": sheet_xml(rows, extra='<row r="20000"><c r="A20000"><v>1</v></c></row>')})
    )
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(book, limits=sheets.Limits(max_rows=1000))
    assert caught.value.code == "too_many_rows"
    assert caught.value.facts == {"found": 1201, "allowed": 1000}


def test_broken_styles_are_damage():
    book = packed(parts_of_xlsx(more={"xl/styles.xml": b'<styleSheet><numFmt formatCode="00000"'}))
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(book)
    assert caught.value.code == "damaged"


def test_lists_inside_entries_stay_as_text():
    sheet = sheets.read(b'[{"a": [{"b": 1}], "c": [1, null, "x"], "d": []}]')
    assert sheet.rows[0].values == ['[{"b": 1}]', "1, x", None]


def test_bracket_at_the_beginning_may_still_be_a_csv():
    assert sheets.read(b"[Name];Ort\nKita;Bonn\n").header == ["[Name]", "Ort"]


def test_times_and_spans_become_text():
    assert converted([dt.timedelta(hours=30, minutes=5), dt.time(8, 30, 15), float("nan"), 10**16]) == [
        "30:05",
        "08:30:15",
        None,
        "10000000000000000",
    ]


def test_sheet_tells_its_length_letters_and_notes():
    sheet = sheets.read(xlsx(), name="liste.csv")
    assert (len(sheet), sheet.letters) == (2, ["A", "B", "C"])
    assert ".csv" in str(sheet.notes[0])


def test_whoever_allows_larger_files_gives_them_room(settings):
    settings.SHEET_MAX_BYTES = 20 * MEGABYTE
    limits = sheets.Limits.from_settings()
    assert (limits.memory, limits.seconds, limits.max_unpacked) == (1000 * MEGABYTE, 20, 400 * MEGABYTE)


def test_writers_take_paths(tmp_path):
    for write, name in (
        (sheets.write_csv, "a.csv"),
        (sheets.write_xlsx, "a.xlsx"),
        (sheets.write_ods, "a.ods"),
    ):
        write(tmp_path / name, title="x", columns=["Name", "Ort"], rows=[["Kita", 1.5]])
        assert sheets.read(tmp_path / name).rows[0].values[0] == "Kita"


def test_unknown_name_of_the_package_is_an_error():
    with pytest.raises(AttributeError):
        sheets.read_everything  # noqa: B018

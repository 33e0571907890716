"""What we write can be read again with the same values, and none of it is a formula."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import opendocument, table

from coordination.lib import sheets
from coordination.lib.sheets import reader
from coordination.lib.sheets.columns import MAX_CELL, clean_text, plain
from coordination.lib.sheets.inside.text import _unescaped
from coordination.lib.sheets.out_csv import cell, csv_lines
from tests.lib.workbooks import read_here


@pytest.fixture(autouse=True)
def _spoken_english():
    """Sentences are compared as they stand in the source."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(reader, "_run", read_here)


PAYLOADS = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
PAYLOADS += ['=HYPERLINK("http://x")', "'=1", "{=1}", '=WEBSERVICE("http://x")']
COLUMNS = ["Name", "Telefon", "PLZ", "Tag", "Zahl"]


def written(write, rows, columns=COLUMNS) -> bytes:
    out = io.BytesIO()
    write(out, title="Liste", columns=columns, rows=rows)
    return out.getvalue()


def test_there_are_seventeen_payloads():
    assert len(PAYLOADS) == 17


def test_no_cell_of_an_export_is_a_formula():
    rows = [[payload] * 5 for payload in PAYLOADS]
    data = written(sheets.write_xlsx, rows)
    errors, template = io.BytesIO(), io.BytesIO()
    sheets.write_error_xlsx(
        errors, title="=1", header=PAYLOADS, failed=[sheets.FailedRow(2, PAYLOADS, [(0, "=1+1")])]
    )
    sheets.write_template_xlsx(
        template, title="=1", columns=[sheets.Column(name=p, help=p) for p in PAYLOADS], rows=rows
    )
    for book in (data, errors.getvalue(), template.getvalue()):
        for page in openpyxl.load_workbook(io.BytesIO(book)):
            assert {found.data_type for row in page.iter_rows() for found in row} <= {"s", "n"}
        assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(book)).read(n) for n in _pages(book))


def _pages(book: bytes) -> list[str]:
    return [name for name in zipfile.ZipFile(io.BytesIO(book)).namelist() if "worksheets/sheet" in name]


def test_the_check_above_would_see_a_formula():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    assert book.active["A1"].data_type == "f"


def test_no_cell_of_an_ods_is_a_formula():
    data = written(sheets.write_ods, [[payload] * 5 for payload in PAYLOADS])
    document = opendocument.load(io.BytesIO(data))
    cells = document.getElementsByType(table.TableCell)
    assert cells
    assert not [found for found in cells if found.getAttribute("formula")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_cell_that_could_be_a_formula_gets_an_apostrophe(payload):
    shown = cell(payload)
    assert shown.startswith("'") or shown == payload == "{=1}"
    assert _unescaped(shown) == clean_text(payload)


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(
        [
            *PAYLOADS,
            "+49 2241 900-0",
            "02241 900-0",
            "01067",
            "Müßiggang 🌻",
            "שלום עולם",
            "a\tb\n\n c ",
            "''+1",
        ]
    ),
    st.just("Ä" * 10_000),
)
VALUES = st.one_of(
    TEXTS,
    st.none(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
    .map(lambda f: round(f, 6))
    .filter(lambda f: not f.is_integer()),
    st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)),
)


def expected(row, *, as_text: bool) -> list:
    """What a writer is given, and what the reader must give back: CSV knows nothing but text."""
    values = [plain(value) for value in row]
    if as_text:
        values = [value if isinstance(value, str) or value is None else cell(value) for value in values]
    return values


@pytest.mark.parametrize(
    "write", [sheets.write_xlsx, sheets.write_csv, sheets.write_ods], ids=["xlsx", "csv", "ods"]
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(VALUES, min_size=5, max_size=5), min_size=1, max_size=12))
def test_what_is_written_is_read_again(write, rows):
    rows = [[f"Zeile {i}", *row[1:]] for i, row in enumerate(rows)]
    sheet = sheets.read(written(write, rows))
    assert sheet.header == COLUMNS
    assert [row.values for row in sheet.rows] == [
        expected(row, as_text=write is sheets.write_csv) for row in rows
    ]


def test_ten_thousand_rows_come_back_the_same():
    rows = [[f"Kita {i}", f"+49 2241 {i}", f"{i % 99999:05}", dt.date(2024, 1, 1), i] for i in range(2_000)]
    for write in (sheets.write_xlsx, sheets.write_csv):
        sheet = sheets.read(written(write, rows))
        assert [row.values for row in sheet.rows] == [
            expected(row, as_text=write is sheets.write_csv) for row in rows
        ]


def test_export_looks_like_a_workbook_and_not_like_a_dump():
    data = io.BytesIO()
    count = sheets.write_xlsx(
        data,
        title="Akteure: Köln/Bonn [alle]",
        columns=["Name", sheets.Column(name="PLZ")],
        rows=iter([["Kita", "01067"]]),
        notes=["Beispieldaten"],
    )
    book = openpyxl.load_workbook(data)
    page = book.worksheets[0]
    assert count == 1
    assert (page.title, page.freeze_panes, page.auto_filter.ref) == (
        "Akteure  Köln Bonn  alle",
        "A2",
        "A1:B2",
    )
    assert page["A1"].font.bold
    assert page["B2"].number_format == "@"
    assert page["B2"].value == "01067"
    assert book.worksheets[1]["A1"].value == "Beispieldaten"


def test_values_take_the_form_a_spreadsheet_keeps():
    moment = dt.datetime(2024, 7, 1, 10, tzinfo=dt.UTC)
    rows = [["x", Decimal("1.5"), True, moment, 10**16]]
    values = sheets.read(written(sheets.write_xlsx, rows)).rows[0].values
    assert values[1] == 1.5
    assert values[2] in ("yes", "ja")
    assert values[3] == dt.datetime(2024, 7, 1, 12)  # noqa: DTZ001 -- local time, cells have no zone
    assert values[4] == str(10**16)


def test_too_long_text_is_cut_to_what_a_cell_holds():
    assert len(sheets.read(written(sheets.write_xlsx, [["x" * 40_000, "y"]])).rows[0].values[0]) == MAX_CELL


def test_csv_is_streamed_in_pieces_that_excel_opens():
    pieces = list(csv_lines(["Name"], ([f"Kita {i}"] for i in range(1200))))
    assert len(pieces) == 4
    assert b"".join(pieces).startswith("\ufeffName\r\nKita 0\r\n".encode())


def test_error_file_says_what_to_do_and_comes_back_without_its_help(tmp_path):
    target = tmp_path / "fehler.xlsx"
    failed = [
        sheets.FailedRow(17, ["Kita", 1067], [(1, "Hat Excel die Null entfernt?"), (None, "Bitte prüfen.")])
    ]
    assert sheets.write_error_xlsx(target, title="Fehler", header=["Name", "PLZ"], failed=failed) == 1

    page = openpyxl.load_workbook(target).active
    assert page["A2"].value == 17
    assert page["B2"].value == "PLZ: Hat Excel die Null entfernt?\nBitte prüfen."
    assert page["D2"].comment.text == "Hat Excel die Null entfernt?"
    assert page["D2"].fill.fgColor.rgb.endswith("F8D7DA")
    sheet = sheets.read(target)
    assert sheet.header == ["Name", "PLZ"]
    assert sheet.rows[0].values == ["Kita", 1067]
    assert sheet.letters == ["C", "D"]


def test_template_offers_the_known_words():
    out = io.BytesIO()
    columns = [
        sheets.Column(name="Name", required=True, help="Wie das Haus heißt"),
        sheets.Column(name="Art", choices=["Kita", "Schule"] * 200),
        sheets.Column(name="Vertrag vom", kind="date"),
    ]
    sheets.write_template_xlsx(out, title="Vorlage", columns=columns)
    book = openpyxl.load_workbook(out)
    rules = book.worksheets[0].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list", "date"}
    assert next(rule.formula1 for rule in rules if rule.type == "list").endswith("$B$1:$B$400")
    assert "Wie das Haus heißt" in book.worksheets[0]["A1"].comment.text
    assert book.worksheets[1].sheet_state == "hidden"

"""What is read, and what is noticed on the way."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils.translation import override
from openpyxl.styles import numbers

from coordination.lib import sheets
from coordination.lib.sheets import reader
from tests.lib.hostile import CSV
from tests.lib.workbooks import HEADER, ROWS, ods, packed, parts_of_xlsx, read_here, sheet_xml, xlsx


@pytest.fixture(autouse=True)
def _spoken_english():
    """Sentences are compared as they stand in the source."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(reader, "_run", read_here)


def codes(sheet: sheets.Sheet) -> set[str]:
    return {note.code for note in sheet.notes}


def csv_of(text: str, encoding: str = "utf-8") -> sheets.Sheet:
    return sheets.read(text.encode(encoding), name="liste.csv")


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "cp850", "mac_roman"]
)
def test_umlauts_survive_every_german_encoding(encoding):
    text = "Name;Ort\r\nKindertagesstätte Müßiggang;Köln\r\nÄrztehaus Süd;Übach\r\n"
    assert csv_of(text, encoding).rows == [
        (2, ["Kindertagesstätte Müßiggang", "Köln"]),
        (3, ["Ärztehaus Süd", "Übach"]),
    ]


def test_a_line_pasted_in_from_elsewhere_is_mended():
    mixed = ("Name;Ort\n" + "Schüler Köln;Übach\n" * 60).encode() + "Müller;x\n".encode("cp1252")
    assert sheets.read(mixed).rows[-1].values == ["Müller", "x"]


def test_text_encoded_twice_is_noticed():
    assert "encoded_twice" in codes(csv_of("Name;Ort\nM\u00c3\u00bcller;K\u00c3\u00b6ln\n"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_found_beside_others_in_the_texts(delimiter):
    other = "," if delimiter != "," else ";"
    lines = [
        f"Name{delimiter}Anschrift{delimiter}Ort",
        f'Kita{delimiter}"A{delimiter} B{other} C{other}"{delimiter}Köln',
    ]
    assert csv_of("\n".join([*lines, lines[1]])).rows[0].values == [
        "Kita",
        f"A{delimiter} B{other} C{other}",
        "Köln",
    ]


def test_excels_line_about_the_separator_is_no_row():
    assert csv_of("sep=,\r\nName,Ort\r\na;b,c\r\n").rows == [(2, ["a;b", "c"])]


def test_rows_are_counted_as_the_spreadsheet_counts():
    sheet = csv_of('Name;Ort\n\n"Kita\nzwei Zeilen";Köln\n\nSchule;Bonn\n')
    assert [row.number for row in sheet.rows] == [3, 5]
    assert [row.number for row in sheets.read(b'[{"Name": "a"}, {"Name": "b"}]').rows] == [2, 3]


def test_values_come_as_seen():
    def fill(book):
        page = book.active
        page.append(["Name", "PLZ", "Kennung", "Tag", "Zeit", "Maß", "Ja", "Rufnummer"])
        page.append(["Kita", 53840, 1067, dt.date(2024, 2, 29), dt.time(8, 30), 1.5, True, "02241 9000"])
        page["C2"].number_format = "00000"
        page["D2"].number_format = numbers.FORMAT_DATE_DDMMYY

    sheet = sheets.read(workbook(fill))
    assert sheet.rows[0].values == [
        "Kita",
        53840,
        "01067",
        dt.date(2024, 2, 29),
        "08:30",
        1.5,
        True,
        "02241 9000",
    ]


def test_a_number_that_lost_its_zero_stays_a_number():
    sheet = sheets.read(
        workbook(lambda book: [book.active.append(row) for row in (["Name", "PLZ"], ["Kita", 1067])])
    )
    assert sheet.rows[0].values == ["Kita", 1067]


def test_title_lines_are_skipped_and_told():
    sheet = sheets.read(xlsx([["Schulen im Kreis"], [], HEADER, *ROWS]))
    assert sheet.header == HEADER
    assert sheet.header_row == 3
    assert sheet.rows[0].number == 4
    assert "title_lines" in codes(sheet)


def test_nameless_column_gets_its_letter_and_empty_ones_go():
    sheet = sheets.read(xlsx([["Name", None, "Ort", None], ["Kita", None, "Köln", "frei"]]))
    assert sheet.header == ["Name", "Ort", "Column D"] or sheet.header == ["Name", "Ort", "Spalte D"]
    assert sheet.letters == ["A", "C", "D"]
    assert sheet.rows[0].values == ["Kita", "Köln", "frei"]
    assert "nameless_column" in codes(sheet)


def test_sheet_is_chosen_and_the_others_are_named():
    book = packed(
        parts_of_xlsx(
            {name: sheet_xml([HEADER, [name, "x", "y"]]) for name in ("Geheim", "Liste", "Alt")},
            states={"Geheim": "hidden"},
        )
    )
    sheet = sheets.read(book)
    assert (sheet.title, sheet.sheets) == ("Liste", ["Geheim", "Liste", "Alt"])
    assert {"other_sheets", "hidden_sheets"} <= codes(sheet)
    assert sheets.read(book, sheet="Alt").rows[0].values[0] == "Alt"
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(book, sheet="Neu")
    assert caught.value.code == "sheet_missing"


def test_first_sheet_that_holds_something_is_read():
    book = packed(parts_of_xlsx({"Leer": sheet_xml([]), "Liste": sheet_xml([HEADER, *ROWS])}))
    assert sheets.read(book).title == "Liste"


def test_formulas_are_told_and_their_values_used():
    formula = '<row r="4"><c r="A4" t="str"><f>A2</f><v>Kita</v></c><c r="B4"><f>1+1</f></c></row>'
    sheet = sheets.read(xlsx(extra=formula))
    assert sheet.rows[-1].values == ["Kita", None, None]
    assert {"formulas", "formulas_without_values"} <= codes(sheet)


def test_invisible_signs_are_removed_with_their_place():
    sheet = csv_of("Name;Ort\nKi\x00ta\x07;Köln\n")
    assert sheet.rows[0].values == ["Kita", "Köln"]
    note = next(note for note in sheet.notes if note.code == "control_signs")
    assert (note.row, note.letter) == (2, "A")


def test_endless_cell_is_cut_with_a_note():
    sheet = csv_of("Name;Ort\n" + "x" * 40_000 + ";Köln\n")
    assert len(sheet.rows[0].values[0]) == 32_767
    assert "cell_cut" in codes(sheet)


def test_row_with_more_values_than_names_is_told():
    sheet = csv_of("Name;Ort\na;b\nKita; gut;Köln\n")
    note = next(note for note in sheet.notes if note.code == "ragged_row")
    assert note.row == 3


def test_nested_objects_become_columns():
    sheet = sheets.read(
        b'{"data": [{"a": {"b": {"c": 1}}, "d": ["x", "y"], "e": null, "f": true}]}', name="x.json"
    )
    assert sheet.header == ["a.b.c", "d", "e", "f"]
    assert sheet.rows[0].values == [1, "x, y", None, True]
    assert "json_envelope" in codes(sheet)


def test_wrong_suffix_is_told_and_the_file_read():
    sheet = sheets.read(CSV.encode(), name="Liste.XLSX")
    assert sheet.kind == "csv"
    assert "suffix_differs" in codes(sheet)
    assert "suffix_differs" not in codes(sheets.read(CSV.encode(), name="Liste.CSV"))


def test_paths_bytes_files_and_uploads_are_read(tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    path = tmp_path / "liste.ods"
    path.write_bytes(ods())
    upload = SimpleUploadedFile("liste.ods", ods())
    for given in (path, str(path), ods(), io.BytesIO(ods()), upload):
        assert sheets.read(given).header == HEADER


def test_refusal_names_both_numbers():
    with pytest.raises(sheets.SheetRefused, match="21 rows; at most 20"):
        sheets.read(b"Name;Ort\n" + b"a;b\n" * 21, limits=sheets.Limits(max_rows=20))
    with pytest.raises(sheets.SheetRefused, match="5,5 MB; at most 5 MB"):
        sheets.read(bytes(int(5.5 * 1024 * 1024)))


def test_doubled_header_names_the_columns():
    with pytest.raises(sheets.SheetRefused, match="B „E-Mail“, C „e-mail“"):
        csv_of("Name;E-Mail;e-mail\na;b;c\n")

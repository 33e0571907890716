"""Bad input: every case of the list ends in a sentence that says what would be right, and nothing is lost."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.directory.models import ImportRun, Institution
from coordination.directory.services import imports
from coordination.lib import sheets
from tests.factories.directory import InstitutionTypeFactory
from tests.factories.imports import HEADER, checked, outcomes, row, said, taken


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory(synonyms=["Kindergarten", "Kindertagesstätte"])
    InstitutionTypeFactory(code="school", name="Grundschule", short_name="GS")


def book(fill) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    fill(workbook, workbook.add_worksheet())
    workbook.close()
    return out.getvalue()


def plain(workbook, page):
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, row())


def merged(workbook, page):
    page.merge_range("A1:B1", "Einrichtung")
    page.write_row(0, 2, ["Art", "Straße", "PLZ"])
    page.write_row(1, 0, row()[:5])


def with_macro() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(plain))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"\xcc\x61")
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(plain))) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/huge.bin", b"\0" * 300_000_000)
    return target.getvalue()


ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000
)

# case: (name of the file, content, the whole sentence)
FILES = {
    "empty": (
        "leer.csv", b"",
        "Die Datei ist leer.",
    ),
    "wrong type": (
        "bild.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        "Das ist ein Bild. Bitte wählen Sie die Liste selbst als XLSX-, ODS- oder CSV-Datei.",
    ),
    "pdf": (
        "liste.xlsx", b"%PDF-1.7\n1 0 obj",
        "Das ist ein PDF: Das Bild einer Liste lässt sich nicht einlesen. Bitte lassen Sie "
        "sich die Liste als XLSX-, ODS- oder CSV-Datei geben.",
    ),
    "web page": (
        "liste.xls", b"<html><table><tr><td>Name</td></tr></table></html>",
        "Das ist eine Internetseite, auch wenn der Dateiname etwas anderes sagt. Bitte öffnen"
        " Sie sie in Ihrem Tabellenprogramm und speichern Sie sie als XLSX.",
    ),
    "old excel": (
        "liste.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000,
        "Diese Datei ist keine Tabelle. Bitte wählen Sie eine XLSX-, ODS-, CSV- oder JSON-"
        "Datei.",
    ),
    "password": (
        "geheim.xlsx", ENCRYPTED,
        "Die Datei ist mit einem Kennwort geschützt. Bitte öffnen Sie sie, speichern Sie sie "
        "ohne Kennwort und wählen Sie sie erneut.",
    ),
    "zip bomb": (
        "bombe.xlsx", bomb,
        "Die Datei wird beim Entpacken viel größer, als eine Liste sein kann; sie wurde "
        "deshalb nicht geöffnet. Bitte kopieren Sie die Liste in eine neue Datei und "
        "speichern Sie diese als XLSX oder CSV.",
    ),
    "macro": (
        "makro.xlsm", with_macro,
        "Die Datei enthält Makros (kleine Programme). Bitte speichern Sie sie als XLSX-"
        "Arbeitsmappe ohne Makros.",
    ),
    "merged header": (
        "verbunden.xlsx", lambda: book(merged),
        "In der Kopfzeile (Zeile 1) sind Zellen verbunden: A1:B1. Bitte heben Sie die Verbindung auf, sodass "
        "jede Spalte ihren eigenen Namen hat.",
    ),
    "header missing": (
        "ohne.csv", b"1;02241 900;53840\n2;02241 901;53841\n",
        "Zeile 1 sollte die Spalten benennen, sieht aber wie ein Eintrag aus: „02241 900“. "
        "Bitte setzen Sie eine Zeile darüber, die sagt, was in jeder Spalte steht.",
    ),
    "header doubled": (
        "doppelt.csv", b"Name;Name\nA;B\n",
        "Mehrere Spalten heißen gleich: A „Name“, B „Name“. Bitte geben Sie in Zeile 1 jeder "
        "Spalte einen eigenen Namen.",
    ),
    "only header": (
        "kopf.csv", b"Name;Art\n",
        "Die Datei hat eine Kopfzeile (Name, Art), aber keine Zeilen darunter. Es wurde "
        "nichts eingelesen.",
    ),
    "broken json": (
        "liste.json", b'[{"name": "Kita"',
        "Die JSON-Datei lässt sich nicht lesen: In Zeile 1, Stelle 17 steckt ein Fehler. "
        "Bitte erzeugen Sie sie neu.",
    ),
    "json no list": (
        "liste.json", b'{"name": "Kita"}',
        "Die JSON-Datei ist keine Liste von Einträgen mit benannten Feldern (Eintrag 1 ist "
        "keiner).",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(client, ada, network, case):
    name, content, says = FILES[case]
    data = content() if callable(content) else content
    client.force_login(ada)

    response = client.post(reverse("directory:import-upload"), {"sheet": SimpleUploadedFile(name, data)})

    assert response.status_code == 200
    assert [str(one) for one in response.context["form"].errors["sheet"]] == [says]
    assert not ImportRun.objects.exists()


def test_more_rows_than_allowed_are_refused(ada, network, settings):
    settings.SHEET_MAX_ROWS = 3
    with pytest.raises(sheets.SheetRefused) as refused:
        checked(ada, network, [row(str(n), f"Kita {n}") for n in range(5)])
    assert refused.value.messages == [
        "Die Liste hat 5 Zeilen; auf einmal werden höchstens 3 eingelesen. Bitte teilen Sie die Liste."
    ]


def test_formulas_are_read_as_what_they_show_never_as_formulas(ada, network):
    def fill(workbook, page):
        page.write_row(0, 0, ["Name", "Art"])
        page.write_formula("A2", '=HYPERLINK("http://example.org")', value="Kita Sonnenblume")
        page.write("B2", "Kita")

    upload = SimpleUploadedFile("formeln.xlsx", book(fill))
    run = imports.begin_import(by=ada, network=network, upload=upload)

    assert run.sample[0][0] == "Kita Sonnenblume"
    assert run.notes == ["Zellen mit Formeln: 1. Verwendet wurden die damit gespeicherten Werte."]


CELLS = {
    # case: (the cell that differs from a good row, the whole sentence)
    "unknown type": (
        {"Art": "Kindergartten"},
        "„Kindergartten“ ist hier nicht bekannt. Meinten Sie „Kindertageseinrichtung (Kita)“?",
    ),
    "type like nothing": (
        {"Art": "Xyzzy"},
        "„Xyzzy“ ist hier nicht bekannt. Bekannt sind: Kindertageseinrichtung (Kita), "
        "Grundschule.",
    ),
    "postcode of 4 digits": (
        {"PLZ": "1067"},
        "Die Postleitzahl hat nur 4 Ziffern. Bitte geben Sie 5 ein; fehlt die führende Null, "
        "lautet sie 01067.",
    ),
    "postcode of letters": (
        {"PLZ": "abcde"},
        "„abcde“ ist keine Postleitzahl. Bitte geben Sie 5 Ziffern ein, zum Beispiel 53840.",
    ),
    "mail without host": (
        {"E-Mail": "x@"},
        "„x@“ ist keine E-Mail-Adresse: Nach dem @ fehlt der zweite Teil. Beispiel: "
        "kita@example.org.",
    ),
    "phone without number": (
        {"Telefon": "siehe Homepage"},
        "„siehe Homepage“ enthält keine Telefonnummer. Bitte schreiben Sie sie so: 02241 "
        "900-0, oder lassen Sie das Feld leer.",
    ),
    "two phones": (
        {"Telefon": "02241 900-1 / 02241 900-2"},
        "Hier stehen mehrere Nummern: 02241 900-1, 02241 900-2. Bitte tragen Sie je Spalte "
        "eine ein.",
    ),
    "10,000 characters": (
        {"Name": "A" * 10_000},
        "Dieser Text hat 10000 Zeichen; Platz ist für höchstens 200. Bitte kürzen Sie ihn.",
    ),
    "right-to-left override": (
        {"Name": "Kita \u202eredro"},
        "Dieser Text enthält Zeichen, die die Leserichtung umkehren. Bitte geben Sie ihn ohne"
        " diese ein. Meinten Sie „Kita redro“?",
    ),
    "name missing": (
        {"Name": ""},
        "Der Name fehlt.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_bad_cell_is_named_with_row_column_value_and_what_would_be_right(ada, network, case):
    cells, says = CELLS[case]
    good = dict(zip(HEADER, row(), strict=True))

    run = taken(ada, network, [list({**good, **cells}.values()), row("2", "Kita Mond")])

    problems = run.rows.get(number=2).problems
    assert [HEADER[index] for index, *_more in problems] == list(cells)
    assert said(run) == says
    assert outcomes(run)[3] == "new"
    assert list(Institution.objects.values_list("name", flat=True)) == ["Kita Mond"]


def test_every_error_of_a_row_is_told_at_once(ada, network):
    run = checked(ada, network, [row(name="", kind="Kindergartten", mail="x@", phone="siehe Homepage")])

    assert {key for _index, key, *_more in run.rows.get().problems} == {"name", "type", "mail", "phone"}
    assert run.counts["problems"] == 4


def test_a_postcode_that_lost_its_zero_as_a_number_is_told(ada, network):
    def fill(workbook, page):
        page.write_row(0, 0, ["Name", "Art", "PLZ"])
        page.write_row(1, 0, ["Kita Elbe", "Kita", 1067])

    run = imports.begin_import(by=ada, network=network, upload=SimpleUploadedFile("l.xlsx", book(fill)))
    imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)

    assert said(run) == (
        "Die Postleitzahl hat 4 Ziffern. Hat Excel die führende Null entfernt? Dann lautet sie 01067."
    )


def test_a_day_that_does_not_exist_is_told(ada, network):
    run = checked(ada, network, [["Kita", "Kita", "31.02.2026"]], ["Name", "Art", "Bestätigt am"])

    assert said(run) == (
        "Den Tag 31.02.2026 gibt es nicht. Bitte geben Sie einen Kalendertag ein, zum Beispiel 31.12.2026."
    )


def test_two_rows_with_one_number_name_each_other(ada, network):
    run = checked(ada, network, [row("7"), row("7", "Kita Mond"), row("8", "Kita Stern")])

    assert outcomes(run) == {2: "error", 3: "error", 4: "new"}
    says = "„7“ steht auch in Zeile %s, mit anderem Inhalt. Nur eine Zeile kann stimmen."
    differ = " Sie unterscheiden sich in: Name."
    assert [said(run, number) for number in (2, 3)] == [says % 3 + differ, says % 2 + differ]


def test_the_same_row_twice_is_taken_once_and_told(ada, network):
    run = taken(ada, network, [row("7"), row("7"), row("", "Kita Mond"), row("", "Kita Mond")])

    assert outcomes(run) == {2: "new", 3: "repeat", 4: "new", 5: "repeat"}
    assert dict(run.rows.exclude(repeats=None).values_list("number", "repeats")) == {3: 2, 5: 4}
    assert Institution.objects.count() == 2


@pytest.mark.parametrize(
    "name", ["Kita 🌻 Sonnenblume", "حضانة الشمس", "Kita „Łódź“", "=1+1", "<script>alert(1)</script>"]
)
def test_emoji_all_scripts_and_markup_are_taken_as_they_are(client, ada, network, name):
    run = taken(ada, network, [row(name=name)])

    assert Institution.objects.get().name == name
    client.force_login(ada)
    assert "<script>alert" not in client.get(run.get_absolute_url()).content.decode()


def test_numbers_of_rows_are_those_of_the_spreadsheet(ada, network):
    upload = SimpleUploadedFile("liste.csv", b"Name;Art\nKita A;Kita\n;\nKita B;Kindergartten\n")
    run = imports.begin_import(by=ada, network=network, upload=upload)
    imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)

    assert outcomes(run) == {2: "new", 4: "error"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "l.json",
            json.dumps([{"name": "Kita\u0000 A", "art": "Kita"}, {"name": "Kita \ud800B", "art": "Kita"}]),
        ),
        ("l.csv", "Name;Art\nKita\0 A;Kita\nKita B;Kita\n"),
    ],
)
def test_nul_and_lone_surrogates_are_taken_out_and_told(ada, network, name, content):
    run = imports.begin_import(by=ada, network=network, upload=SimpleUploadedFile(name, content.encode()))
    imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)
    run.refresh_from_db()

    assert outcomes(run) == {2: "new", 3: "new"}
    assert [note for note in run.notes if "Steuerzeichen" in note and "(erste: Zeile 2, Spalte A)" in note]
    assert list(run.rows.values_list("name", flat=True)) == ["Kita A", "Kita B"]

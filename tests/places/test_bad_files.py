"""A wrong file ends in sentences with line and column; nothing is written."""

import pytest

from coordination.places.models import Land
from coordination.places.postcode_table import read_postcodes
from coordination.places.register import read_register
from coordination.places.services import load_places
from coordination.places.tables import TableRefused
from tests.places.official import HEADER, REGISTER, register_line, write_register, write_text

TOWN = register_line("05382068", "Troisdorf, Stadt", "63")
HEAD = "osm_id,ags,ort,plz"


def complaints(read, path):
    with pytest.raises(TableRefused) as refused:
        read(path)
    assert path.name in refused.value.messages[0]
    return refused.value.complaints


@pytest.mark.parametrize("read", [read_register, read_postcodes])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\n ",
        b"PK\x03\x04 workbook",
        b"\xd0\xcf\x11\xe0 old workbook",
        b"\x00\x01\x02",
        b"only,one,line\n",
        b'osm_id,"ags,ort,plz\n',
        b"osm_id,ags,ort,plz,plz\n1,2,3,4,5\n",
        f"{HEADER}\n".encode(),
        b"\xff\xfe\x00",
        "satzart;Größe\n".encode("latin-1"),
    ],
)
def test_what_is_no_table_is_told_in_one_sentence(tmp_path, read, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)

    assert len(complaints(read, path)) == 1


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert len(complaints(read_register, tmp_path / "nowhere.csv")) == 1
    assert len(complaints(read_register, tmp_path)) == 1


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("coordination.places.tables._LARGEST_FILE", 10)
    assert len(complaints(read_register, write_register(tmp_path / "r.csv", REGISTER))) == 1


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError

    path = write_register(tmp_path / "r.csv", REGISTER)
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert len(complaints(read_register, path)) == 1


def test_exchanged_files_name_the_missing_columns(register, postcodes):
    assert "gemeindename" in complaints(read_register, postcodes)[0]
    assert "plz" in complaints(read_postcodes, register)[0]


def test_the_line_of_a_wrong_sign_is_told(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(f"{HEADER}\n{TOWN}\n".encode() + "60,63,Köln".encode("latin-1"))
    assert "3" in complaints(read_register, path)[0]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (register_line("05382068", "", "63"), "gemeindename"),
        (register_line("05382068", "x" * 10_000, "63"), "gemeindename"),
        (register_line("05382068", "Troisdorf", "99"), "textkennzeichen"),
        (TOWN.replace("60,63,05", "60,63,5"), "land"),
        (TOWN.replace("60,63,05,3,82", "60,63,05,3,8"), "kreis"),
        (TOWN.replace(",068,", ",68,"), "gemeinde"),
        (TOWN.replace("60,63", "61,63"), "satzart"),
        (TOWN.replace(" 74 953", "viele"), "bevoelkerung"),
        (TOWN.replace(" 62.00", "NaN"), "flaeche"),
        (TOWN.replace("7,162309", "1e99"), "laengengrad"),
        (TOWN.replace(",,,,,", ",,,,5384,"), "postleitzahl"),
        (register_line("05999001", "Nirgendwo", "64"), "kreis"),
        (register_line("06531", "Gießen", "44"), "land"),
    ],
)
def test_a_wrong_cell_of_the_register_is_told_with_line_and_column(tmp_path, line, column):
    good = [register_line(key, *row) for key, row in REGISTER.items() if key != "05382068"]
    path = write_text(tmp_path / "r.csv", "\n".join([HEADER, *good, line]) + "\n")

    [complaint] = complaints(read_register, path)

    assert str(len(good) + 2) in complaint
    assert column in complaint


def test_a_key_that_stands_twice_names_the_first_line(tmp_path):
    lines = [register_line(key, *row) for key, row in REGISTER.items()]
    path = write_text(tmp_path / "r.csv", "\n".join([HEADER, *lines, TOWN]))

    [complaint] = complaints(read_register, path)

    assert "05382068" in complaint
    assert str([*REGISTER].index("05382068") + 2) in complaint


def test_a_register_without_municipalities_is_refused(tmp_path):
    path = write_text(tmp_path / "r.csv", f"{HEADER}\n{register_line('05', 'Nordrhein-Westfalen', '')}\n")
    assert "60" in complaints(read_register, path)[0]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1,05382068,Troisdorf,5384", "plz"),
        ("1,5382068,Troisdorf,53840", "ags"),
        ("1,05382068,,53840", "ort"),
        (f"1,05382068,{'x' * 101},53840", "ort"),
        ("1,05382068,Troisdorf", "ags"),
        ("1,05382068,Troisdorf,53840,zu viel", "ags"),
        ('1,05382068,"Troisdorf,53840', "ags"),
    ],
)
def test_a_wrong_cell_of_the_postcode_table_is_told_with_line_and_column(tmp_path, line, column):
    path = write_text(tmp_path / "p.csv", f"{HEAD}\n1,05382060,Siegburg,53721\n{line}\n")

    [complaint] = complaints(read_postcodes, path)

    assert "3" in complaint
    assert column in complaint


def test_all_complaints_of_a_file_come_at_once_and_long_lists_end(tmp_path):
    path = write_text(tmp_path / "p.csv", HEAD + "\n1,05382068,Troisdorf,5384" * 50)

    with pytest.raises(TableRefused) as refused:
        read_postcodes(path)

    assert len(refused.value.complaints) == 50
    assert refused.value.messages[0].count("plz") == 20


def test_semicolons_and_a_district_key_of_five_digits_are_understood(tmp_path):
    path = write_text(
        tmp_path / "p.csv", "ags;ort;plz\n05314;Bonn;53111\n05314;Bonn;53111\n", encoding="utf-8"
    )

    assert [tuple(row) for row in read_postcodes(path)] == [("53111", "05314000", "Bonn")]


@pytest.mark.django_db
def test_nothing_is_written_when_the_second_file_is_wrong(register, tmp_path):
    with pytest.raises(TableRefused):
        load_places(register=register, postcodes=tmp_path / "nowhere.csv")
    assert not Land.objects.exists()

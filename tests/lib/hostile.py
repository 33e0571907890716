"""Files nobody should have to open, and the harmless ones beside them. Each kind says how its reading must end."""

import random
import zipfile
from collections.abc import Callable, Iterator

from tests.lib.workbooks import (
    HEADER,
    ROWS,
    cell,
    flagged,
    lying,
    ods,
    ods_cell,
    ods_row,
    packed,
    parts_of_xlsx,
    sheet_xml,
    xlsx,
)

MEGABYTE = 1024 * 1024
CSV = "Name;Ort;Telefon\r\nKita Sonnenblume;Troisdorf;02241 9000\r\nSchule Ä;Köln;0221 4710123\r\n"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _with(**more: bytes) -> bytes:
    return packed(parts_of_xlsx(more={name.replace("__", "/"): data for name, data in more.items()}))


def _part(name: str, data: bytes) -> bytes:
    return packed(parts_of_xlsx(more={name: data}))


def _shared(strings: str) -> bytes:
    return f"<sst {_MAIN}>{strings}</sst>".encode()


def _reference(count: int) -> str:
    return "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(4, count))


def _spread() -> bytes:
    """Many strings, referred to so often that the text would fill any memory."""
    strings = _shared("<si><t>" + "ß" * 30_000 + "</t></si>")
    sheet = sheet_xml([HEADER, *ROWS], extra=_reference(20_000)).encode()
    return packed(parts_of_xlsx(more={"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}))


def _wide_csv(columns: int) -> bytes:
    return (";".join(f"s{i}" for i in range(columns)) + "\n" + ";".join("x" * columns) + "\n").encode()


# name → (maker, codes of refusal that are right; empty: it must be read)
KINDS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    # --- Containers ---------------------------------------------------------------------------------------------------
    "bomb in shared strings": (
        lambda: _part("xl/sharedStrings.xml", _shared("<si><t>" + "A" * 64 * MEGABYTE)),
        ("bomb",),
    ),
    "bomb in comments": (lambda: _part("xl/comments1.xml", b"<comments>" + b" " * 80 * MEGABYTE), ("bomb",)),
    "bomb in a picture": (lambda: _part("xl/media/image1.png", bytes(90 * MEGABYTE)), ("bomb",)),
    "bomb in a sheet": (lambda: xlsx(extra="<row/>" * 4_000_000), ("bomb",)),
    "bomb in an ODS": (lambda: ods(more={"styles.xml": b" " * 60 * MEGABYTE}), ("bomb",)),
    "header says less": (
        lambda: lying(_part("xl/media/a.bin", bytes(60 * MEGABYTE)), b"xl/media/a.bin", 10),
        ("bomb",),
    ),
    "header says more": (lambda: lying(xlsx(), b"xl/styles.xml", 2**31), ("bomb",)),
    "one header says less": (
        lambda: lying(_part("xl/media/a.bin", bytes(60 * MEGABYTE)), b"xl/media/a.bin", 10, everywhere=False),
        ("bomb",),
    ),
    "sheet header says less": (lambda: lying(xlsx(), b"xl/worksheets/sheet1.xml", 40), ("bomb", "damaged")),
    "nested archive": (lambda: _part("xl/embeddings/a.zip", packed({"b": bytes(50 * MEGABYTE)})), ()),
    "201 members": (lambda: _with(**{f"x{i}": b"" for i in range(201)}), ("bomb_members",)),
    "way up": (lambda: _part("../../etc/cron.d/x", b"x"), ("unsafe_name",)),
    "way up, Windows": (lambda: _part("..\\..\\x", b"x"), ("unsafe_name",)),
    "absolute name": (lambda: _part("/etc/passwd", b"x"), ("unsafe_name",)),
    "drive name": (lambda: _part("C:/x", b"x"), ("unsafe_name",)),
    "macros": (lambda: _part("xl/vbaProject.bin", b"x"), ("macro",)),
    "macros, capital": (lambda: _part("XL/VBAPROJECT.BIN", b"x"), ("macro",)),
    "macro sheet": (lambda: _part("xl/macrosheets/sheet1.xml", b"<x/>"), ("macro",)),
    "macros in ODS": (lambda: ods(more={"Basic/Standard/Module1.xml": b"<x/>"}), ("macro",)),
    "password (members)": (lambda: flagged(xlsx()), ("password",)),
    "password (container)": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ("password",)),
    "password (ODS)": (
        lambda: ods(more={"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}),
        ("password",),
    ),
    "unusual packing": (lambda: packed(parts_of_xlsx(), method=zipfile.ZIP_LZMA), ("damaged",)),
    "empty archive": (lambda: packed({}), ("empty",)),
    "archive of something else": (lambda: packed({"liste.csv": CSV.encode()}), ("wrong_type_archive",)),
    "cut in the middle": (lambda: xlsx()[:900], ("damaged",)),
    "last bytes missing": (lambda: xlsx()[:-10], ("damaged",)),
    "sheet missing": (
        lambda: packed({k: v for k, v in parts_of_xlsx().items() if "sheet1" not in k}),
        ("damaged", "empty"),
    ),
    "no relations": (
        lambda: packed({k: v for k, v in parts_of_xlsx().items() if "rels" not in k}),
        ("damaged", "empty"),
    ),
    "bytes before the archive": (
        lambda: b"#!/bin/sh\n" + xlsx(),
        ("wrong_type", "only_header", "unreadable_row", "damaged"),
    ),
    # --- Markup -------------------------------------------------------------------------------------------------------
    "billion laughs": (lambda: xlsx(start=f"{_LAUGHS}]>"), ("entities",)),
    "outer entity": (
        lambda: xlsx(start='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        ("entities",),
    ),
    "entities in ODS": (lambda: ods(start=f"{_LAUGHS}]>"), ("entities",)),
    "document type in UTF-16": (
        lambda: _part(
            "xl/worksheets/sheet1.xml", (f"{_LAUGHS}]>" + sheet_xml([HEADER, *ROWS])).encode("utf-16")
        ),
        ("entities",),
    ),
    "document type after 1 MB": (
        lambda: _part(
            "xl/sharedStrings.xml",
            b" " * (MEGABYTE - 4) + b"<!DOCTYPE x>" + random.Random(1).randbytes(50_000),
        ),
        ("entities",),
    ),
    "markup not closed": (
        lambda: _part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        ("damaged", "empty"),
    ),
    "markup in depth": (lambda: xlsx(extra="<a>" * 100_000), ("damaged", "")),
    "far cell": (lambda: xlsx(extra=f'<row r="1048576">{cell("XFD1048576", "x")}</row>'), ("far_cell",)),
    "far row": (lambda: xlsx(extra=f'<row r="1048576">{cell("C1048576", "x")}</row>'), ("far_cell",)),
    "far column": (lambda: xlsx(extra=f'<row r="4">{cell("XFD4", "x")}</row>'), ("far_cell",)),
    "row beyond all": (
        lambda: xlsx(extra=f'<row r="9999999">{cell("A9999999", "x")}</row>'),
        ("far_cell", "damaged"),
    ),
    "extent that lies": (lambda: xlsx(dimension="A1:XFD1048576"), ()),
    "extent that is nonsense": (lambda: xlsx(dimension="Q9999999999:##"), ("damaged", "")),
    "one string a million times": (_spread, ("bomb", "too_slow")),
    "string index beyond all": (
        lambda: xlsx(extra='<row r="4"><c r="A4" t="s"><v>99999999</v></c></row>'),
        ("damaged", ""),
    ),
    "repeated cells in ODS": (
        lambda: ods(
            ods_row(
                ods_cell("x", 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"'
            )
        ),
        ("bomb",),
    ),
    "repeated empty cells in ODS": (
        lambda: ods(
            ods_row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                'table:number-rows-repeated="1048572"',
            )
        ),
        (),
    ),
    "repeated rows in ODS": (
        lambda: ods(ods_row(ods_cell("x"), 'table:number-rows-repeated="900000"')),
        ("bomb", "too_many_rows"),
    ),
    "negative repetition in ODS": (
        lambda: ods(ods_row(ods_cell("x", 'table:number-columns-repeated="-5"'))),
        ("damaged", ""),
    ),
    "formulas": (
        lambda: xlsx(extra='<row r="4"><c r="A4"><f>HYPERLINK("http://x")</f><v>7</v></c></row>'),
        (),
    ),
    "link to another file": (lambda: _part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), ()),
    "comment by the thousand": (lambda: _part("xl/comments1.xml", b"<comments>" + b"<comment/>" * 5000), ()),
    # --- Headers ------------------------------------------------------------------------------------------------------
    "no header": (lambda: xlsx([["Kita", "kita@example.org", "02241 9000"], *ROWS]), ("no_header",)),
    "doubled header": (lambda: xlsx([["Name", "E-Mail", "e-mail"], *ROWS]), ("double_header",)),
    "merged header": (
        lambda: xlsx(after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'),
        ("merged_header",),
    ),
    "merged header in ODS": (
        lambda: ods(header=ods_row(ods_cell("Name", 'table:number-columns-spanned="2"') + ods_cell("Ort"))),
        ("merged_header",),
    ),
    "only a header": (lambda: xlsx([HEADER]), ("only_header",)),
    "empty sheet": (lambda: xlsx([[]]), ("empty",)),
    "only hidden sheets": (
        lambda: packed(parts_of_xlsx({"Geheim": sheet_xml([HEADER, *ROWS])}, states={"Geheim": "hidden"})),
        ("only_hidden_sheets",),
    ),
    "too many rows": (lambda: ("Name;Ort\n" + "a;b\n" * 20_001).encode(), ("too_many_rows",)),
    "too many columns": (lambda: _wide_csv(201), ("too_many_columns",)),
    "too many columns in XLSX": (
        lambda: xlsx([[f"s{i}" for i in range(201)], ["x"] * 201]),
        ("too_many_columns",),
    ),
    # --- Texts --------------------------------------------------------------------------------------------------------
    "nothing": (lambda: b"", ("empty",)),
    "blanks": (lambda: b" \n\t ", ("empty",)),
    "NUL bytes only": (lambda: bytes(1000), ("empty",)),
    "NUL in cells": (lambda: CSV.replace("Kita", "Ki\x00ta").encode(), ()),
    "NUL in JSON": (lambda: b'[{"Name": "Ki\\u0000ta", "Ort": "\\ud800"}]', ()),
    "UTF-16": (lambda: CSV.encode("utf-16"), ()),
    "UTF-16 without mark": (lambda: CSV.encode("utf-16-le"), ()),
    "UTF-16 cut": (lambda: CSV.encode("utf-16")[:-1], ()),
    "UTF-32": (lambda: CSV.encode("utf-32"), ()),
    "broken UTF-8": (lambda: CSV.encode() + b"\xff\xc3;x;y\n", ()),
    "all bytes": (lambda: bytes(range(256)) * 40, ("wrong_type", "unreadable_row", "open_quote")),
    "noise": (lambda: random.Random(7).randbytes(50_000), ("wrong_type",)),
    "open quote": (lambda: ('Name;Ort\n"Kita;Köln\n' + "a;b\n" * 50).encode(), ("open_quote",)),
    "quotes everywhere": (lambda: b'Name;Ort\n"a""";"b\n', ("open_quote",)),
    "mixed line ends": (lambda: b"Name;Ort\r\na;b\nc;d\re;f\r\n", ()),
    "one endless cell": (lambda: b"Name;Ort\n" + b"x" * 4 * MEGABYTE + b";y\n", ()),
    "one endless header": (lambda: b"x" * 3 * MEGABYTE + b";y\na;b\n", ()),
    "five megabytes of separators": (lambda: b";" * 5 * MEGABYTE, ("too_many_columns", "empty")),
    "five megabytes of quotes": (
        lambda: b'"' * 5 * MEGABYTE,
        ("wrong_type", "only_header", "open_quote", "empty"),
    ),
    "five megabytes of line ends": (lambda: b"a;b\n" + b"\n" * (4 * MEGABYTE), ("too_many_rows",)),
    "too large": (lambda: b"a;b\n" + b"x;y\n" * (2 * MEGABYTE), ("too_large",)),
    "right to left": (lambda: "שם;עיר\nגן;חיפה\n".encode(), ()),
    # --- JSON ---------------------------------------------------------------------------------------------------------
    "JSON in depth": (lambda: b"[" * 100_000 + b"]" * 100_000, ("damaged_json",)),
    "JSON objects in depth": (lambda: b'[{"a":' * 5000 + b"1" + b"}]" * 5000, ("damaged_json", "")),
    "JSON cut": (lambda: b'[{"Name": "Kita"}, {"Na', ("damaged_json",)),
    "JSON number without end": (lambda: b'[{"Name": ' + b"9" * 100_000 + b"}]", ("damaged_json",)),
    "JSON of nothing": (lambda: b"[]", ("empty",)),
    "JSON of numbers": (lambda: b'["a", "b"]', ("json_not_list",)),
    "JSON of a million objects": (lambda: b"[" + b"{}," * 1_500_000 + b"{}]", ("too_many_rows", "empty")),
    "JSON with many names": (
        lambda: str([{f"k{i}": 1} for i in range(300)]).replace("'", '"').encode(),
        ("too_many_columns",),
    ),
    "JSON not a number": (lambda: b'[{"Name": NaN, "Ort": Infinity, "x": 1e999}, {"Name": "a"}]', ()),
    # --- Something else -----------------------------------------------------------------------------------------------
    "web page called xls": (
        lambda: b"<html><table><tr><td>Name</td></tr></table></html>",
        ("wrong_type_html",),
    ),
    "web page with document type": (
        lambda: b"\xef\xbb\xbf <!DOCTYPE html><html></html>",
        ("wrong_type_html",),
    ),
    "XML workbook of 2003": (lambda: b'<?xml version="1.0"?><Workbook/>', ("wrong_type_xml",)),
    "old Excel": (lambda: OLE + "Workbook".encode("utf-16-le"), ("wrong_type_old_xls",)),
    "old Word": (lambda: OLE + "WordDocument".encode("utf-16-le"), ("wrong_type_text",)),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj", ("wrong_type_pdf",)),
    "RTF": (lambda: b"{\\rtf1 Hallo}", ("wrong_type_text",)),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), ("wrong_type_picture",)),
    "packed with gzip": (lambda: b"\x1f\x8b\x08" + bytes(100), ("wrong_type_archive",)),
    "program": (lambda: b"\x7fELF" + bytes(1000), ("wrong_type_program",)),
    "address book": (lambda: b"BEGIN:VCARD\nFN:Ada\nEND:VCARD\n", ("wrong_type_cards",)),
    "Word": (lambda: packed({"word/document.xml": b"<x/>"}), ("wrong_type_text",)),
    "binary workbook": (lambda: packed({"xl/workbook.bin": b"x"}), ("wrong_type_xlsb",)),
    "Numbers": (lambda: packed({"Index/Document.iwa": b"x"}), ("wrong_type_numbers",)),
    # --- Controls -----------------------------------------------------------------------------------------------------
    "good XLSX": (xlsx, ()),
    "good ODS": (ods, ()),
    "good CSV": (CSV.encode, ()),
    "good CSV of Windows": (lambda: CSV.encode("cp1252"), ()),
    "good JSON": (lambda: b'[{"Name": "Kita", "location": {"lat": 50.7}}]', ()),
}


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Yield harmless files with bytes turned, cut out, doubled or put elsewhere."""
    dice = random.Random(seed)
    bases = [xlsx(), ods(), CSV.encode(), CSV.encode("utf-16"), b'[{"Name": "Kita", "x": {"y": [1, 2]}}]']
    bases.append(packed(parts_of_xlsx(), method=zipfile.ZIP_STORED))
    for _ in range(count):
        data = bytearray(dice.choice(bases))
        for _ in range(dice.randint(1, 8)):
            at, length = dice.randrange(len(data)), dice.randint(1, 12)
            way = dice.randrange(4)
            if way == 0:
                data[at] = dice.randrange(256)
            elif way == 1:
                del data[at : at + length]
            elif way == 2:
                data[at:at] = data[at : at + length]
            else:
                data[at:at] = dice.randbytes(length)
        yield bytes(data)

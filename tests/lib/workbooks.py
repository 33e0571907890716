"""XLSX and ODS by hand: every part can be put together wrongly on purpose."""

import io
import struct
import zipfile
from typing import IO, Any
from xml.sax.saxutils import escape

from coordination.lib.sheets.inside.__main__ import serve
from coordination.lib.sheets.limits import Limits

HEADER = ["Name", "Ort", "Telefon"]
ROWS = [["Kita Sonnenblume", "Troisdorf", "02241 9000"], ["Schule am Wald", "Siegburg", "02241 900-1"]]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def letters(index: int) -> str:
    return chr(65 + index) if index < 26 else letters(index // 26 - 1) + chr(65 + index % 26)


def cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row(number: int, values: list[str]) -> str:
    cells = "".join(
        cell(f"{letters(i)}{number}", value) for i, value in enumerate(values) if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def sheet_xml(
    rows: list[list[str]], *, dimension: str = "", after: str = "", extra: str = "", start: str = _START
) -> str:
    body = "".join(row(i, values) for i, values in enumerate(rows, start=1)) + extra
    asked = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f"{start}<worksheet {_MAIN}>{asked}<sheetData>{body}</sheetData>{after}</worksheet>"


def parts_of_xlsx(
    sheets: dict[str, str] | None = None,
    *,
    states: dict[str, str] | None = None,
    more: dict[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return the members of a workbook: sheet name → markup of the sheet."""
    sheets = sheets or {"Liste": sheet_xml([HEADER, *ROWS])}
    states = states or {}
    listed, related, types = "", "", ""
    parts: dict[str, bytes] = {}
    for i, (name, markup) in enumerate(sheets.items(), start=1):
        state = f' state="{states[name]}"' if name in states else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{i}"{state} r:id="rId{i}"/>'
        related += f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        types += (
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        parts[f"xl/worksheets/sheet{i}.xml"] = markup.encode()
    related += f'<Relationship Id="rId90" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    related += f'<Relationship Id="rId91" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    fixed = {
        "[Content_Types].xml": f'{_START}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'{_START}<Relationships {_RELS}><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_START}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{_START}<Relationships {_RELS}>{related}</Relationships>",
        "xl/sharedStrings.xml": f'{_START}<sst {_MAIN} count="0" uniqueCount="0"/>',
        "xl/styles.xml": f"{_START}<styleSheet {_MAIN}></styleSheet>",
    }
    return {name: text.encode() for name, text in fixed.items()} | parts | (more or {})


def packed(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def xlsx(rows: list[list[str]] | None = None, **options) -> bytes:
    return packed(parts_of_xlsx({"Liste": sheet_xml(rows or [HEADER, *ROWS], **options)}))


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Liste">{rows}</table:table>'
    "</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def ods_cell(text: str, attributes: str = "") -> str:
    typed = f'office:value-type="string" {attributes}'
    return f"<table:table-cell {typed}><text:p>{escape(text)}</text:p></table:table-cell>"


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def ods(extra: str = "", *, header: str = "", more: dict[str, bytes] | None = None, start: str = "") -> bytes:
    rows = header or ods_row("".join(ods_cell(name) for name in HEADER))
    rows += "".join(ods_row("".join(ods_cell(value) for value in values)) for values in ROWS) + extra
    content = _ODS.format(rows=rows)
    if start:
        content = content.replace("?>", f"?>{start}", 1)
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}"/>'.encode(),
            "content.xml": content.encode(),
        }
        | (more or {})
    )


def lying(data: bytes, name: bytes, size: int, *, everywhere: bool = True) -> bytes:
    """Write another unpacked size into the headers of a member."""
    changed = bytearray(data)
    for mark, at_size, at_name in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        start = 0
        while (start := changed.find(mark, start)) >= 0:
            if changed[start + at_name : start + at_name + len(name)] == name:
                struct.pack_into("<I", changed, start + at_size, size)
            start += 4
        if not everywhere:
            break
    return bytes(changed)


def flagged(data: bytes) -> bytes:
    """Set the bit „encrypted“ on all members."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = 0
        while (start := changed.find(mark, start)) >= 0:
            changed[start + at] |= 1
            start += 4
    return bytes(changed)


def read_here(source: IO[bytes], answer: IO[bytes], given: dict[str, Any], limits: Limits) -> int:
    """Stand in for the child process: quicker, and what it runs is counted by the coverage."""
    serve(source, answer, given, limits)
    return 0

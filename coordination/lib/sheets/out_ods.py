"""ODS, written row by row: a ZIP of three small files. There is no code path that could write a formula."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from coordination.lib.sheets.columns import Column, as_columns, plain
from coordination.lib.sheets.out_xlsx import sheet_title

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">'
    "<office:automatic-styles>"
    '<number:text-style style:name="T"><number:text-content/></number:text-style>'
    '<number:date-style style:name="D"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="head" style:family="table-cell" style:data-style-name="T">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="text" style:family="table-cell" style:data-style-name="T"/>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="number" style:family="table-cell"/>'
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties'
    ' style:column-width="5cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
_BLANKS = re.compile(" {2,}|^ | $")


def _paragraphs(text: str) -> str:
    """Text as ODF writes it: a paragraph per line, tabs and repeated blanks as elements, or they would be lost."""
    lines = []
    for line in text.split("\n"):
        kept = _BLANKS.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
        lines.append(f"<text:p>{kept.replace(chr(9), '<text:tab/>')}</text:p>")
    return "".join(lines)


def _cell(value: Any, style: str = "text") -> str:
    value = plain(value)
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _typed(style, 'office:value-type="string"', _paragraphs(value))
    if isinstance(value, dt.date):
        shown = value.strftime("%d.%m.%Y %H:%M" if isinstance(value, dt.datetime) else "%d.%m.%Y")
        return _typed(
            "date", f'office:value-type="date" office:date-value="{value.isoformat()}"', _paragraphs(shown)
        )
    return _typed("number", f'office:value-type="float" office:value="{value!r}"', _paragraphs(repr(value)))


def _typed(style: str, kind: str, inside: str) -> str:
    return f'<table:table-cell table:style-name="{style}" {kind}>{inside}</table:table-cell>'


def write_ods(
    target: Any, *, title: str, columns: Iterable[Column | str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write to a path or an open binary file; ``rows`` is taken one by one."""
    columns = as_columns(columns)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), _MIMETYPE)  # first and not packed, as the format asks
        file.writestr("META-INF/manifest.xml", _MANIFEST)
        with file.open("content.xml", "w", force_zip64=True) as content:
            content.write(_HEAD.encode())
            content.write(f"<table:table table:name={quoteattr(sheet_title(title))}>".encode())
            wide = f'table:style-name="wide" table:number-columns-repeated="{max(len(columns), 1)}"'
            content.write(f"<table:table-column {wide}/>".encode())
            content.write(_row([_cell(column.name, "head") for column in columns]))
            for row in rows:
                content.write(_row([_cell(value) for value in row]))
            content.write(_TAIL.encode())


def _row(cells: list[str]) -> bytes:
    return f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>".encode()

"""What a file is, decided by its bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, ZIP, OLD_OFFICE, UNKNOWN = (
    "application/pdf",
    "application/zip",
    "application/x-ole-storage",
    "application/octet-stream",
)
TEXT, CSV, JSON = "text/plain", "text/csv", "application/json"
PNG, JPEG, WEBP, GIF = "image/png", "image/jpeg", "image/webp", "image/gif"
PICTURES = (PNG, JPEG, WEBP)
ENDINGS = {
    XLSX: ".xlsx", ODS: ".ods", DOCX: ".docx", PDF: ".pdf", CSV: ".csv", JSON: ".json", TEXT: ".txt",
    PNG: ".png", JPEG: ".jpg", WEBP: ".webp", GIF: ".gif", ZIP: ".zip",
}  # fmt: skip

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
)


def content_of(path: Path, name: str = "") -> str:
    """Return the content type by what the file holds; the name only chooses among kinds of plain text."""
    with path.open("rb") as file:
        head = file.read(65536)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    return _kind_of_text(head, name)


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as parcel:
            names = set(parcel.namelist()[:5000])
            if "xl/workbook.xml" in names:
                return XLSX
            if "word/document.xml" in names:
                return DOCX
            if (
                "mimetype" in names
                and parcel.getinfo("mimetype").file_size < 200
                and parcel.read("mimetype") == ODS.encode()
            ):
                return ODS
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        return UNKNOWN
    return ZIP


def _kind_of_text(head: bytes, name: str) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        return UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in {b"[", b"{"} and Path(name).suffix.lower() in {".json", ".geojson"}:
        return JSON
    if Path(name).suffix.lower() in {".csv", ".tsv"}:
        return CSV
    return TEXT

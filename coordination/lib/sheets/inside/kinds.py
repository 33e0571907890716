"""What a file really is, by its content. The suffix is only compared afterwards."""

from coordination.lib.sheets.inside.refusal import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Beginnings of what people send by mistake. The code has its sentence in reasons.py.
_BEGINNINGS = (
    (b"%PDF", "wrong_type_pdf"),
    (b"{\\rtf", "wrong_type_text"),
    (b"\x89PNG", "wrong_type_picture"),
    (b"\xff\xd8\xff", "wrong_type_picture"),
    (b"GIF8", "wrong_type_picture"),
    (b"RIFF", "wrong_type_picture"),
    (b"II*\x00", "wrong_type_picture"),
    (b"MM\x00*", "wrong_type_picture"),
    (b"\x1f\x8b", "wrong_type_archive"),
    (b"BZh", "wrong_type_archive"),
    (b"\xfd7zXZ", "wrong_type_archive"),
    (b"7z\xbc\xaf", "wrong_type_archive"),
    (b"Rar!", "wrong_type_archive"),
    (b"SQLite format", "wrong_type_program"),
    (b"\x7fELF", "wrong_type_program"),
    (b"MZ\x90", "wrong_type_program"),
    (b"BEGIN:VCARD", "wrong_type_cards"),
    (b"BEGIN:VCALENDAR", "wrong_type_cards"),
)


def kind_of(data: bytes) -> str:
    """Return ``zip``, ``json``, ``graphml`` or ``text``; refuse everything else with the reason that helps most."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(OLE):
        raise Refused(_kind_of_ole(data))
    for beginning, code in _BEGINNINGS:
        if data.startswith(beginning):
            raise Refused(code)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().replace(b"\x00", b"")
    start = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if start.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"mime-version:")
    ):
        raise Refused("wrong_type_html")
    if start.startswith((b"<?xml", b"<graphml", b"<!--")) and b"<graphml" in start:
        return "graphml"
    if start.startswith((b"<?xml", b"<!doctype", b"<workbook", b"<!--")):
        raise Refused("wrong_type_html" if b"<html" in start else "wrong_type_xml")
    if start.startswith((b"[", b"{")):
        return "json"
    return "text"


def _kind_of_ole(data: bytes) -> str:
    """Old Office files and encrypted new ones share a container; its directory holds the names in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return "password"
    if "WordDocument".encode("utf-16-le") in data:
        return "wrong_type_text"
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "wrong_type_old_xls"
    return "wrong_type"


def kind_of_archive(names: set[str], mimetype: bytes) -> str:
    """Return ``xlsx`` or ``ods`` for what lies inside a ZIP; refuse the rest."""
    lower = {name.lower() for name in names}
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in lower:
        return "ods"
    if "xl/workbook.bin" in lower:
        raise Refused("wrong_type_xlsb")
    if "word/document.xml" in lower or mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        raise Refused("wrong_type_text")
    if any(name.endswith(".iwa") for name in lower):
        raise Refused("wrong_type_numbers")
    if any(name.startswith(("ppt/", "visio/")) for name in lower):
        raise Refused("wrong_type")
    if any(name.startswith("xl/") for name in lower) or "content.xml" in lower:
        raise Refused("damaged")
    raise Refused("wrong_type_archive")

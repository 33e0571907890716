"""CSV in whatever encoding and with whatever delimiter German programs write it."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from coordination.lib.sheets.inside.cells import Notes
from coordination.lib.sheets.inside.refusal import Refused

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = "äöüÄÖÜß§€éèáàç„“”–’´°²³½«»…"
_DELIMITERS = ";,\t|"
_HINT = re.compile(r'^"?sep=(.)"?\s*(\r\n|\n|\r)', re.IGNORECASE)
_LAST_ROW = 1_048_576  # of any spreadsheet
_ENDS = ("\n", "\r")
_BREAKS = re.compile(r"\r\n|\r|\n")
_TWICE = re.compile("Ã[¤¶¼Ÿ„–œ\x84\x96\x9c\x9f]|â€[“”žœ™]")
_FORMULA = re.compile("^'['\\s]*[=+\\-@＝＋－＠]|^''*[\t\r\n]")


def _cp1252(data: bytes) -> str:
    """Windows' own, its five holes as Latin-1."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def _bytes_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _cp1252(error.object[error.start : error.end]), error.end


codecs.register_error("as_cp1252", _bytes_as_cp1252)


def decode(data: bytes, notes: Notes) -> str:
    """Return the text: mark at the start, else UTF-8, else what makes the most sense of the umlauts."""
    encoding, text = _decode(data)
    notes.add("encoding", encoding=encoding)
    if _TWICE.search(text):
        notes.add("encoded_twice")
    return text.removeprefix("\ufeff")


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding.removesuffix("-sig"), data.decode(encoding, "replace")
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:100_000]
    zeros = sample.count(0)
    if zeros > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
        return encoding, data.decode(encoding, "replace")
    mended = data.decode("utf-8", "as_cp1252")
    high = sum(byte >= 0x80 for byte in data)
    wrong = len(data) - len(data.decode("utf-8", "ignore").encode())
    if wrong * 20 < high:  # nearly all of it is UTF-8: a line or two was pasted in from elsewhere
        return "utf-8 (cp1252)", mended
    best = max(("cp1252", "cp850", "mac_roman"), key=lambda name: _sense(sample, name))
    return best, _cp1252_fast(data) if best == "cp1252" else data.decode(best)


def _cp1252_fast(data: bytes) -> str:
    table = {byte: _cp1252(bytes([byte])) for byte in range(128, 256)}
    return data.decode("latin-1").translate(table)


def _sense(sample: bytes, encoding: str) -> float:
    """How many of the bytes above 127 become signs that stand in German texts; cp1252 wins a draw."""
    counts = Counter(byte for byte in sample if byte >= 0x80)
    usual = sum(
        count for byte, count in counts.items() if bytes([byte]).decode(encoding, "ignore") in [*_USUAL]
    )
    return usual + (0.5 if encoding == "cp1252" else 0)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    """How evenly this delimiter cuts the first rows, quotes respected: share of rows like the commonest, then width."""
    widths = [
        len(record) for _, record in zip(range(60), _records(sample, delimiter), strict=False) if record
    ]
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    width, count = Counter(wide).most_common(1)[0]
    return round(count / len(widths), 2), width


def delimiter_of(text: str) -> str:
    """Return the delimiter; ``;`` for a single column. A comma inside texts loses against an even semicolon."""
    sample = text[:60_000]
    if len(text) > len(sample):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, best_score = ";", (0.0, 0)
    for delimiter in _DELIMITERS:
        score = _score(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best if best_score[0] >= 0.3 else ";"


def rows_of(data: bytes, notes: Notes, most: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield rows counted as a spreadsheet counts them: each record one row, blank ones counted, a ``sep=`` line not."""
    text = decode(data, notes)
    _refuse_binary(text)
    delimiter = None
    if hint := _HINT.match(text):
        delimiter, text = hint[1], text[hint.end() :]
    if delimiter is None or delimiter not in _DELIMITERS:
        delimiter = delimiter_of(text)
    notes.add("delimiter", delimiter="Tab" if delimiter == "\t" else delimiter)
    csv.field_size_limit(2**31 - 1)
    lines = None
    reader: Any = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number, before, width = 0, 0, 0
    try:
        for number, record in enumerate(reader, start=1):
            if number > _LAST_ROW:
                raise Refused("too_many_rows", found=number, allowed=most)
            if reader.line_num - before > 1 or (record and record[-1][-1:] in _ENDS and record[-1]):
                if lines is None:
                    lines = io.StringIO(text, newline="").readlines()
                _check_quotes("".join(lines[before : reader.line_num]), number, reader.line_num == len(lines))
            before = reader.line_num
            if not width and len(record) > 1:
                width = len(record)
            elif width and len(record) > width and any(record[width:]):
                notes.add("ragged_row", row=number, found=len(record), expected=width)
            yield number, [_unescaped(value) if value else None for value in record]
    except csv.Error as error:
        raise Refused("unreadable_row", row=number + 1) from error


def _unescaped(value: str) -> str:
    """Take off the apostrophe that our own export puts before what a spreadsheet would take for a formula."""
    return value[1:] if value[0] == "'" and _FORMULA.match(value) else value


def _check_quotes(raw: str, number: int, last: bool) -> None:
    """A quotation mark that is opened and never closed swallows everything that follows it."""
    if (last and raw.count('"') % 2) or raw.count("\n") > 500:
        raise Refused("open_quote", row=number, example=_BREAKS.split(raw)[0][:80])


def _refuse_binary(text: str) -> None:
    sample = text[:20_000]
    odd = sum(1 for sign in sample if (sign < " " and sign not in "\t\r\n\x00\x0c\x1a") or sign == "\ufffd")
    if odd * 20 > len(sample):
        raise Refused("wrong_type")

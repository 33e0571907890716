"""Folding of German text, so that both databases sort and find alike (SQLite does not know Ä from A)."""

import re
import unicodedata

_LONG = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe"}
)
# The usual letters with accents, so that few texts take the long way.
_MARKED = {
    code: parts[0]
    for code in range(0xC0, 0x180)
    if (parts := unicodedata.normalize("NFKD", chr(code)))[0].isascii()
    and all(unicodedata.combining(mark) for mark in parts[1:])
}
_BLANKS = re.compile(r"\s+")
_LEADING_MARKS = re.compile(r"^[^\w]+")


def _plain(text: str) -> str:
    if text.isascii() or (text := text.translate(_MARKED)).isascii():
        return text
    without_marks = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in without_marks if not unicodedata.combining(sign))


def fold(text: str) -> str:
    """Return ``text`` in lower case, ä→ae, ß→ss, other accents off, blanks squeezed: „Änne Groß“ → „aenne gross“."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return _BLANKS.sub(" ", _plain(composed.translate(_LONG))).strip()


def fold_short(text: str) -> str:
    """Return the same with ä→a, as people type it who have no umlauts: „Kinderärztin“ → „kinderarztin“."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("ß", "ss")
    return _BLANKS.sub(" ", _plain(composed)).strip()


def search_text(*parts: str | None) -> str:
    """Return what a list's search box looks through: both foldings of all parts, each once."""
    text = " ".join(part for part in parts if part)
    long, short = fold(text), fold_short(text)
    return long if long == short else f"{long} {short}"


def sort_key(text: str, *, length: int = 80) -> str:
    """Return the key by which names are sorted (DIN 5007-1: ä like a), without leading quotation marks."""
    return _LEADING_MARKS.sub("", fold_short(text))[:length]

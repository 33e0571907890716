"""From a text to the words of the index: folded, stemmed, with citations, telephone numbers and addresses as one word.

Umlauts in all three spellings give the same word (ä, ae, a), and so do ß and ss.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from coordination.lib.fold import fold_short
from coordination.lib.search.language import ABBREVIATIONS, LAWS, ROMAN, STOP

LONGEST = 60
_STEMMERS = {"de": snowballstemmer.stemmer("german"), "en": snowballstemmer.stemmer("english")}
_SGB = r"sgb[\s.]*(?:[ivx]+|\d{1,2})\b"
_LAW = rf"(?:{_SGB}|{'|'.join(sorted(LAWS, key=len, reverse=True))})\b"
_PART = r"(?:\s*\(\s*\d+\s*\)|\s*(?:abs(?:atz)?|satz|s|nr|nummer)\b\.?\s*\d+[a-z]?)*"
_TOP = "de|org|com|net|eu|info|nrw|koeln|berlin|at|ch|gov|edu|app"
TOKENS = re.compile(
    rf"""(?ix)
    (?P<mail>(?<![\w.+-])[\w.+-]{{1,64}}@(?:[\w.-]{{0,190}}\w)? | @[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+)
    | (?P<web>https?://[^\s,;]+ | www\.[^\s,;]+ | (?<![\w.-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}})*\.(?:{_TOP})\b)
    | (?P<section>(?:§§?|\bparagra(?:f|ph)(?:en|s)?\b)\s*(?P<number>\d+)\s?(?P<letter>[a-z]\b)?{_PART}
        (?:\s*(?P<law>{_LAW}))?)
    | (?P<bare>\b(?P<bare_number>\d+)\s?(?P<bare_letter>[a-z]\b)?{_PART}\s*(?P<bare_law>{_LAW}))
    | (?P<book>\b{_SGB})
    | (?P<day>\b\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}\b)
    | (?P<phone>(?<!\w)(?:\+|0)\s?\d(?:[\s()/.–-]*\d){{5,}}(?!\w))
    | (?P<word>[^\W_]+(?:['’][^\W_]+)?(?:(?:[*:_·]|/-?)(?:innen|in)\b)?)
    """
)
_LINKED, _HYPHENS = 6, frozenset("-‐–")
_MARK = re.compile(r"[*:_·]|/-?")
_TWIN = re.compile(r"([aou])e")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in the text, with all the forms under which the index knows it.

    Words with hyphens also give their joined form („Rhein-Sieg“: rheinsieg), which stands nowhere: start is end.
    """

    start: int
    end: int
    keys: tuple[str, ...]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "de") -> str:
    """Return the form under which the index knows a word: „Häuser“, „haeuser“, „Haus“ → „haus“."""
    stemmed = _STEMMERS[language].stemWord(_lower(word))
    return plain(stemmed)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Return a word folded but not stemmed: „Kinderärztin“, „kinderaerztin“ → „kinderarztin“."""
    return _TWIN.sub(r"\1", fold_short(word))[:LONGEST]


_STOPPED = frozenset(plain(word) for word in STOP)
_MORE = {plain(word): more for word, more in ABBREVIATIONS.items()}


def _lower(word: str) -> str:
    lowered = word.casefold().replace("'", "").replace("’", "")
    return lowered + "asse" if lowered == "str" or (lowered.endswith("str") and len(lowered) > 5) else lowered


def composed(text: str) -> str:
    """Return the text with each umlaut as one sign."""
    return unicodedata.normalize("NFC", text)


def tokens(text: str, language: str = "de") -> Iterator[Token]:
    """Yield the words of a text that belong in the index, with where they stand; stop words are left out.

    Who cuts the text at these places passes it ``composed``.
    """
    text = composed(text)
    before: list[Token] = []  # parts of a word with hyphens
    for match in TOKENS.finditer(text):
        if match["word"]:
            token = _word(match, language)
            hyphen = 0 < len(before) < _LINKED and text[before[-1].end : match.start()] in _HYPHENS
            if hyphen and token:
                before.append(token)
                joined = "".join(plain(_lower(text[part.start : part.end])) for part in before)
                yield Token(token.start, token.start, (stem(joined),))
            elif token:
                before = [token]
        else:
            token, before = _special(match), []
        if token:
            yield token


def _word(match: re.Match[str], language: str) -> Token | None:
    word = _MARK.split(match["word"])[0]
    known = plain(word)
    if known in _STOPPED:
        return None
    keys = (stem(word, language), *(stem(more) for more in _MORE.get(known, ())))
    return Token(match.start(), match.end(), tuple(dict.fromkeys(keys)))


def _special(match: re.Match[str]) -> Token | None:
    keys: tuple[str, ...] = ()
    if match["mail"]:
        keys = (mail_key(match["mail"]),)
    elif match["web"]:
        keys = (web_key(match["web"]),)
    elif match["section"]:
        keys = section_keys(match["number"], match["letter"], match["law"])
    elif match["bare"]:
        keys = section_keys(match["bare_number"], match["bare_letter"], match["bare_law"])
    elif match["book"]:
        keys = (law_key(match["book"]),)
    elif match["phone"]:
        keys = (phone_key(match["phone"]),)
    return Token(match.start(), match.end(), keys) if keys else None


def mail_key(text: str) -> str:
    return fold_short(text).strip(".")[:80]


def web_key(text: str) -> str:
    """Return the host: „https://www.kita.example.org/haus“ → „kita.example.org“."""
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", fold_short(text)).split("/")[0].split("?")[0]
    return host.rstrip(".")[:80]


def law_key(law: str) -> str:
    """Return „sgb8“ for „SGB VIII“ and „SGB 8“, „kkg“ for „KKG“."""
    short = re.sub(r"[\s.]+", "", law.casefold())
    if short.startswith("sgb"):
        book = short.removeprefix("sgb")
        return f"sgb{ROMAN.get(book, book)}"
    return short


def section_keys(number: str, letter: str | None, law: str | None) -> tuple[str, ...]:
    """Return „§8a.sgb8“, „§8a“ and „sgb8“ for „§ 8a Abs. 4 SGB VIII“."""
    section = f"§{number.lstrip('0')[:6]}{(letter or '').casefold()}"
    return (f"{section}.{law_key(law)}", section, law_key(law)) if law else (section,)


def phone_key(text: str) -> str:
    """Return the number in its international form, whatever the spelling; without a country it is German."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.lstrip().startswith("+"):
        return f"+{digits}"[:40]
    return (f"+{digits[2:]}" if digits.startswith("00") else f"+49{digits[1:]}")[:40]

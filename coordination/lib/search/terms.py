"""From what a person typed to the words of the index it may mean, each with how well it fits (100: exactly)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coordination.lib.search.vocabulary import Lines, Vocabulary
from coordination.lib.search.words import TOKENS, Token, composed, plain, section_keys, stem, tokens

EXACT, BEGINS, CONTAINS, CONTAINED, TYPO = 100, 80, 60, 40, 30
MOST = 8  # words that are looked at; people type three
_NUMBERS = re.compile(r"^[\d\s()/.+–-]*\d[\d\s()/.+–-]*$")
_BARE = re.compile(r"^\d{1,3}[a-z]$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
Fits = dict[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """One word, number, address or citation of a query. ``typed`` is where it stands in the query."""

    kind: str
    key: str
    raw: str = ""
    start: int = 0
    end: int = 0


def cleaned(text: str) -> str:
    """Return a query without signs that cannot be seen."""
    return composed(" ".join(_CONTROL.sub(" ", text).split()))


def parsed(text: str) -> list[Term]:
    """Return the terms of a cleaned query; empty when it holds stop words or signs only."""
    if _NUMBERS.match(text) and len(digits := re.sub(r"\D", "", text.replace("(0)", ""))) >= 3:
        abroad = text.startswith(("+", "00"))
        national = digits.removeprefix("00").removeprefix("49") if abroad else digits
        return [Term("number", digits, national, 0, len(text))]
    found = [_term(text, token) for token in tokens(text) if token.start < token.end]
    return list({(term.kind, term.key): term for term in found}.values())[:MOST]


def _term(text: str, token: Token) -> Term:
    typed, key = text[token.start : token.end], token.keys[0]
    if key.startswith("§"):
        return Term("section", key, "", token.start, token.end)
    if key.startswith("+"):
        return Term("number", key, key.removeprefix("+49").removeprefix("+"), token.start, token.end)
    if "@" in key or "." in key:
        return Term("address", key, "", token.start, token.end)
    if key.isdigit():
        return Term("number", key, key, token.start, token.end)
    word = TOKENS.match(typed)
    raw = plain(word["word"] if word and word["word"] else typed)
    return Term("word", key, raw, token.start, token.end)


def strict(term: Term, known: Vocabulary) -> Fits:
    """Return the words that are, begin with or contain the term."""
    if term.kind == "section":
        return _section(term.key, known)
    if term.kind == "address":
        return _graded(known.addresses, term.key, known.addresses.containing(term.key))
    if term.kind == "number":
        return _number(term, known)
    fits: Fits = {}
    for key in {term.key, term.raw, stem(term.raw, "en")}:
        if (pk := known.words.exact(key)) is not None:
            fits[pk] = EXACT
    part = term.key if len(term.key) >= 4 else term.raw
    if len(part) >= 4:
        for pk, word in known.words.containing(part):
            fits.setdefault(pk, BEGINS if word.startswith(part) else CONTAINS)
        tail = _tail(term.raw)
        for pk, _word in known.words.ending(tail) if len(tail) >= 4 and not tail.startswith(part) else ():
            fits.setdefault(pk, CONTAINS)
    elif len(part) == 3:
        for pk, _word in known.words.beginning(part):
            fits.setdefault(pk, BEGINS)
    if _BARE.match(term.raw):  # „8a“ without sign and law
        for pk, fit in _section(section_keys(term.raw[:-1], term.raw[-1], None)[0], known).items():
            fits.setdefault(pk, fit)
    return fits


def _tail(raw: str) -> str:
    """Return how a word is stemmed at the end of a compound: „Klinik“ stays, but „Geburtsklinik“ → „geburtsklin“."""
    return stem(f"haupt{raw}").removeprefix("haupt")


def _section(key: str, known: Vocabulary) -> Fits:
    """„§ 8a SGB VIII“ also finds „§ 8a“ of no named law; „§ 8a“ finds it in every law, and never § 8 or § 80."""
    fits: Fits = {}
    for word, fit in ((key, EXACT), (key.split(".")[0], CONTAINS)):
        if (pk := known.words.exact(word)) is not None:
            fits.setdefault(pk, fit)
    return fits


def _number(term: Term, known: Vocabulary) -> Fits:
    """A number may be a postcode, a number in a list, or the beginning or the end of a telephone number."""
    fits: Fits = {}
    digits, national = re.sub(r"\D", "", term.key), term.raw
    if (pk := known.words.exact(digits)) is not None:
        fits[pk] = EXACT
    if len(digits) >= 3 and not term.key.startswith("+"):
        for pk, word in known.words.beginning(digits):
            fits.setdefault(pk, BEGINS if word.isdigit() else CONTAINS)
    if len(digits) < 4:
        return fits
    whole = national.lstrip("0")
    for start in {f"+49{whole}", f"+{whole}"} if len(whole) >= 3 else set():
        for pk, word in known.phones.beginning(start):
            fits.setdefault(pk, EXACT if word == start else BEGINS)
    for pk, _word in known.phones.ending(national):
        fits.setdefault(pk, CONTAINS)
    return fits


def _graded(lines: Lines, part: str, found) -> Fits:
    return {
        pk: EXACT if word == part else BEGINS if word.startswith(part) else CONTAINS for pk, word in found
    }


def wide(term: Term, known: Vocabulary) -> Fits:
    """Return what else the term may mean: words it is made of, words it is a typing error of."""
    fits: Fits = {}
    if term.kind != "word":
        return fits
    size = len(term.key)
    for start in range(size):
        for end in range(start + 4, size + 1):
            share = (end - start) / size
            if 0.5 <= share < 1 and (pk := known.words.exact(term.key[start:end])) is not None:
                fits[pk] = max(fits.get(pk, 0), CONTAINED if share >= 0.7 else int(CONTAINED * share * share))
    for pk, _word, likeness in similar(term, known):
        fits[pk] = max(fits.get(pk, 0), int(TYPO * likeness))
    return fits


def similar(term: Term, known: Vocabulary) -> list[tuple[int, str, float]]:
    """Return the words of which the term may be a typing error."""
    if term.kind != "word" or not 4 <= len(term.key) <= 60:
        return []
    return known.similar(term.key)

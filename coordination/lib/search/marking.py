"""Showing why something was found: the words of the query marked in a title or in a short piece of the text."""

from __future__ import annotations

from collections.abc import Collection, Set

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coordination.lib.search.documents import Document
from coordination.lib.search.words import composed, tokens

_BEFORE, _AROUND = 60, 170


def marked(text: str, words: Set[str], *, language: str = "de") -> SafeString:
    """Return ``text`` as safe HTML with ``<mark>`` around every word that stands for one of ``words``."""
    text = composed(text)
    parts, position = [], 0
    for token in tokens(text, language):
        if token.start == token.end or words.isdisjoint(token.keys):
            continue
        parts += [
            escape(text[position : token.start]),
            "<mark>",
            escape(text[token.start : token.end]),
            "</mark>",
        ]
        position = token.end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above


def snippet(document: Document, words: Set[str], allowed: Collection[int]) -> SafeString:
    """Return the piece below the title that speaks most for the hit, cut to a line; empty if the title is it."""
    for piece in sorted(document.pieces[1:], key=lambda piece: -piece.weight):
        if not piece.text or not set(piece.audiences) & set(allowed):
            continue
        first = next(
            (token for token in tokens(piece.text, piece.language) if not words.isdisjoint(token.keys)), None
        )
        if first is not None:
            return marked(_cut(composed(piece.text), first.start), words, language=piece.language)
    return SafeString("")


def _cut(text: str, position: int) -> str:
    """Return a line of ``text`` around a place, cut between words."""
    start = max(0, position - _BEFORE)
    if start and (blank := text.find(" ", start, position)) >= 0:
        start = blank + 1
    part = text[start : start + _AROUND]
    if start + _AROUND < len(text):
        part = part.rsplit(" ", 1)[0] + " …"
    return f"… {part}" if start else part


def spelling(document: Document, word: str, allowed: Collection[int]) -> str:
    """Return how a word of the index is written in a record, as far as this person may read it."""
    for piece in document.pieces:
        for text in (piece.text, piece.also) if set(piece.audiences) & set(allowed) else ():
            for token in tokens(text, piece.language):
                if token.keys[0] == word and token.start < token.end:
                    return composed(text)[token.start : token.end]
    return ""

"""Marks of a row: the few words by which the page of the check filters and counts, kept as one text beside the row.

``cphone`` a problem in the column telephone · ``kword`` a problem of the kind “unknown word” · ``m17`` lies in the
municipality 17 · ``t4`` is of the type 4 · ``vtype:1a2b`` a wrong cell with this content (so that rows with the same
wrong cell are found) · ``x`` was corrected on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.directory.importing.rows import CheckedRow, Problem
from coordination.lib.fold import search_text
from coordination.lib.values import as_text

KINDS = {
    "missing": _("something is missing"),
    "word": _("unknown word"),
    "unreadable": _("cannot be read"),
    "several": _("several in one cell"),
    "long": _("too long, or odd signs"),
    "place": _("municipality not clear"),
    "provider": _("provider not found"),
    "twice": _("stands there twice"),
    "range": _("values that do not fit together"),
    "entry": _("entry cannot be found or changed"),
    "protected": _("protected place"),
}
_LONG = {"too_long", "mail_too_long", "web_too_long", "control_signs", "bidi_signs"}
_LONGEST = 400
# What nobody looks for: long texts and figures.
_NOT_SEARCHED = frozenset({"uid", "description", "notes", "latitude", "longitude", "age_from", "age_until"})


def kind_of(code: str) -> str:
    """The kind of problem behind the code of a wrong value."""
    if code == "unknown_word":
        return "word"
    return "several" if code.endswith("_two") else "long" if code in _LONG else "unreadable"


def short(text: str) -> str:
    """A few signs that stand for a text of any length."""
    return blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def cell(row: CheckedRow | Any, index: int | None, key: str) -> str:
    """What stands in a cell now: what was put in on the page, else what the file says."""
    if key in row.corrected:
        return row.corrected[key]
    return as_text(row.raw[index]) if index is not None and index < len(row.raw) else ""


def as_typed(text: str) -> str:
    """A cell as a browser sends it back: without blanks around it, lines ended in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def of(row: CheckedRow) -> str:
    """The marks of a row, with blanks around each."""
    words = []
    for problem in map(Problem._make, row.problems):
        words += [f"c{problem.key or '-'}", f"k{problem.kind}"]
        if problem.key and not problem.fix and problem.kind != "twice":
            words.append(wrong(problem.key, cell(row, problem.column, problem.key)))
    if (place := row.clean.get("municipality")) is not None:
        words.append(f"m{place}")
    if (kind := row.clean.get("type")) is not None:
        words.append(f"t{kind}")
    if row.corrected:
        words.append("x")
    return f" {' '.join(words)} " if words else ""


def wrong(key: str, text: str) -> str:
    return f"v{key}:{short(text)}"


def searched(row: CheckedRow, columns: Sequence[tuple[int, str]]) -> str:
    """The text the search box looks through: what stands in the columns, as both databases find it."""
    cells = [row.raw[index] for index, _key in columns if index < len(row.raw)]
    texts = [text if isinstance(text, str) else as_text(text) for text in cells if text is not None]
    return search_text(*texts, *row.corrected.values())[:_LONGEST]


def to_search(mapping: dict[str, str]) -> list[tuple[int, str]]:
    return [(int(index), key) for index, key in mapping.items() if key not in _NOT_SEARCHED]


def count(marks: Iterable[str]) -> tuple[dict[str, int], int]:
    """Return how many rows bear each mark (equal wrong cells: only where there are several), and all problems."""
    found: Counter[str] = Counter()
    problems = 0
    for text in marks:
        if text:
            words = text.split()
            problems += sum(word[0] == "c" for word in words)
            found.update(set(words))
    return {word: n for word, n in found.items() if word[0] != "v" or n > 1}, problems

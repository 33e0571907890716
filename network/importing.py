"""What the rows of a list of ties mean: which two institutions, which kind, from when to when. Writes nothing.

An end is found by its record key, a number of a list, or its name; where the file has a list of nodes, by the name that
stands there for its id. What follows from other records (agreements, multipliers, groups, events) is told, not written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from rapidfuzz import fuzz, process

from coordination.directory.importing.known import Known, plain_name
from coordination.directory.importing.rows import ERROR, SAME, CheckedRow, Problem
from coordination.lib import casedata
from coordination.lib.fold import fold
from coordination.lib.values import WrongValue, as_text, parse_date
from network.edges import DIRECTED, KINDS
from network.models import Relation

BELONGS = "belongs"
WRITTEN = {*Relation.Kind.values, BELONGS}  # everything else on the map is computed
NOTE = 300
_LIKE, _MOST = 75, 3

# Headings by which a column is known, folded: our own files, Gephi, Kumu, and what people write.
HEADINGS: dict[str, tuple[str, ...]] = {
    "source": ("source", "von", "from", "quelle", "von einrichtung", "from institution"),
    "target": ("target", "nach", "zu", "an", "to", "ziel", "zu einrichtung", "to institution"),
    "source_label": ("source label", "name von"),
    "target_label": ("target label", "name nach", "name zu"),
    "kind": ("kind", "bezug", "beziehung", "art", "art der beziehung", "relation", "type"),
    "valid_from": ("valid_from", "valid from", "gueltig ab", "gueltig von", "seit", "beginn", "start"),
    "valid_until": ("valid_until", "valid until", "gueltig bis", "bis", "ende", "end"),
    "note": ("note", "hinweis", "notiz", "bemerkung", "description"),
}
NODE_HEADINGS = {"id": ("id", "nr", "kennung"), "label": ("label", "name", "einrichtung", "bezeichnung")}
_MORE_WORDS = {
    "kooperiert mit": "cooperation", "kooperation": "cooperation", "cooperates_with": "cooperation",
    "verweist an": "refers", "refers_to": "refers", "liaison_to": "liaison",
    "gehoert zu": BELONGS, "traeger": BELONGS, "belongs_to": BELONGS,
}  # fmt: skip


def columns_of(header: Iterable[str], headings: Mapping[str, tuple[str, ...]] = HEADINGS) -> dict[str, int]:
    """Which column is which, by its heading; of several that would do the one named first."""
    folded = {fold(name): at for at, name in reversed(list(enumerate(header)))}
    found = {}
    for key, words in headings.items():
        at = next((folded[word] for word in words if word in folded), None)
        if at is not None:
            found[key] = at
    return found


def kind_words() -> dict[str, str]:
    """Every word for a kind, folded, in both languages → its key."""
    words = dict(_MORE_WORDS)
    for language in ("de", "en"):
        with override(language):
            words |= {fold(str(label)): key for key, label in KINDS.items()}
            words |= {fold(str(label)): str(key) for key, label in Relation.Kind.choices}
    return words | {key: key for key in KINDS}


@dataclass
class Reader:
    """Reads one row after the other; ``nodes``: id of the file → name; ``kind``: of rows that do not say it."""

    known: Known
    index: Mapping[str, int]
    nodes: Mapping[str, str]
    kind: str
    words: dict[str, str] = field(default_factory=kind_words)

    def row(self, number: int, values: list[Any]) -> CheckedRow:
        row = CheckedRow(number, values)
        row.clean["kind"] = self._kind(row)
        if row.clean["kind"] in WRITTEN or row.problems:
            self._ends(row)
            self._days(row)
            self._note(row)
        else:
            row.outcome = SAME
            row.notes.append(("kind", _("follows from other records and is not taken from files")))
        row.clean["name"] = " – ".join(self._told(row, key) for key in ("source", "target"))[:200]
        if row.problems:
            row.outcome = ERROR
        return row

    def cell(self, row: CheckedRow, key: str) -> str:
        at = self.index.get(key)
        return as_text(row.raw[at]).strip() if at is not None and at < len(row.raw) else ""

    def _told(self, row: CheckedRow, key: str) -> str:
        pk = row.clean.get(key)
        return self.known.entries[pk].name if pk else self.cell(row, key)

    def wrong(self, row: CheckedRow, key: str, say: str, kind: str, offers: Collection[str] = ()) -> None:
        row.problems.append(Problem(self.index.get(key), key, say, kind, offers=tuple(offers)))

    def _kind(self, row: CheckedRow) -> str:
        said = self.cell(row, "kind")
        if not said or fold(said) in {"directed", "undirected", "mutual"}:
            return self.kind
        if key := self.words.get(fold(said), ""):
            return key
        known = ", ".join(str(label) for key, label in KINDS.items() if key in WRITTEN)
        sentence = _("“%(word)s” is no kind of tie. Known: %(known)s.") % {
            "word": said[:80],
            "known": known,
        }
        self.wrong(row, "kind", sentence, "word")
        return ""

    def _ends(self, row: CheckedRow) -> None:
        for key in ("source", "target"):
            said = self.cell(row, key)
            label = self.nodes.get(said, "") or self.cell(row, f"{key}_label")
            if not said:
                self.wrong(row, key, _("Please say which institution is meant."), "missing")
            elif (pk := self._institution(row, key, said, label)) is not None:
                row.clean[key] = pk
        if row.clean.get("source") and row.clean.get("source") == row.clean.get("target"):
            self.wrong(row, "target", _("A relation needs two different institutions."), "range")

    def _institution(self, row: CheckedRow, key: str, said: str, label: str) -> int | None:
        known = self.known
        if pk := known.uids.get(said.lower()):
            return pk
        found: list[int] = []
        for word in filter(None, (label, said)):
            found = known.by_name.get(plain_name(word), []) or known.parent_numbers.get(word, [])
            if found:
                break
        if len(found) == 1:
            return found[0]
        word = (label or said)[:80]
        if found:
            sentence = _("%(count)s institutions are called “%(name)s”. Please write the record key instead.")
            self.wrong(row, key, sentence % {"count": len(found), "name": word}, "entry")
            return None
        like = process.extract(
            plain_name(word), known.plain, scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE, limit=_MOST
        )
        names = [known.entries[pk].name for _name, _score, pk in like]
        sentence = _("“%(name)s” does not stand in your directory.") % {"name": word}
        if names:
            sentence += " " + _("Perhaps: %(names)s.") % {"names": "; ".join(names)}
        self.wrong(row, key, sentence, "entry", names)
        return None

    def _days(self, row: CheckedRow) -> None:
        for key in ("valid_from", "valid_until"):
            if not self.cell(row, key):
                continue
            try:
                found = parse_date(row.raw[self.index[key]])
            except WrongValue as wrong:
                self.wrong(row, key, " ".join(map(str, wrong.messages)), "unreadable")
            else:
                row.clean[key] = found.isoformat() if found else ""
        first, last = row.clean.get("valid_from"), row.clean.get("valid_until")
        if first and last and last < first:
            self.wrong(row, "valid_until", _("“Valid until” lies before “valid from”."), "range")

    def _note(self, row: CheckedRow) -> None:
        if not (said := self.cell(row, "note")):
            return
        if len(said) > NOTE:
            sentence = _("This has %(found)s signs; at most %(most)s are kept.")
            self.wrong(row, "note", sentence % {"found": len(said), "most": NOTE}, "long")
        elif casedata.look(said).is_told:
            self.wrong(
                row, "note", _("This seems to tell of a single child or family. Please leave it out."), "word"
            )
        else:
            row.clean["note"] = said


def key_of(kind: str, source: int, target: int) -> tuple[str, int, int]:
    """By what two ties are the same: those without a direction are it both ways round."""
    if kind in DIRECTED or source <= target:
        return kind, source, target
    return kind, target, source


def overlap(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Whether two spans of days (ISO text, date or nothing) have a day in common."""
    (a, b), (c, d) = (_span(one), _span(other))
    return a <= d and c <= b


def _span(days: tuple[Any, Any]) -> tuple[str, str]:
    first, last = (day.isoformat() if isinstance(day, dt.date) else day or "" for day in days)
    return first or "0000", last or "9999"

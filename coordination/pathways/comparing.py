"""Two states of a way beside each other: which steps came, went, moved, and which words changed. Plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from coordination.pathways.flow import Flow, FlowStep
from coordination.pathways.wording import time_mark, time_words

SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "added", "removed", "changed", "moved"
_WORDS = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)
LONGEST = 4000  # words of one text that are compared one by one


@dataclass(frozen=True)
class Piece:
    """A run of words: in both, only before (``removed``), only now (``added``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class StepChange:
    """A step with what happened to it; ``before`` is its number then, where it moved."""

    kind: str
    step: FlowStep
    before: str = ""
    fields: tuple[FieldChange, ...] = field(default=())


@dataclass(frozen=True)
class Comparison:
    head: tuple[FieldChange, ...]
    steps: tuple[StepChange, ...]

    @property
    def changes(self) -> list[StepChange]:
        return [one for one in self.steps if one.kind != SAME]

    @property
    def is_same(self) -> bool:
        return not self.head and not self.changes


def compare(before: Flow, now: Flow, kinds: Mapping[str, str]) -> Comparison:
    """Compare by the codes of the steps. ``kinds``: code of a kind of service → its name."""
    steps = [_step(before, now, step, kinds) for step in now.steps]
    gone = [StepChange(REMOVED, step) for step in before.steps if step.code not in now]
    return Comparison(_fields(_head(before), _head(now)), (*steps, *gone))


def _step(before: Flow, now: Flow, step: FlowStep, kinds: Mapping[str, str]) -> StepChange:
    if step.code not in before:
        return StepChange(ADDED, step)
    old = before[step.code]
    fields = _fields(_texts(before, old, kinds), _texts(now, step, kinds))
    moved = _rank(before, old, now) != _rank(now, step, before)
    kind = CHANGED if fields else MOVED if moved else SAME
    return StepChange(kind, step, old.number if moved else "", fields)


def _rank(flow: Flow, step: FlowStep, other: Flow) -> int:
    """The place among the steps that both have: a new step alone moves nobody."""
    return [one.code for one in flow.steps if one.code in other].index(step.code)


def _head(flow: Flow) -> dict[str, str]:
    return {
        _("Title"): flow.title,
        _("For whom"): flow.who,
        _("Purpose"): flow.purpose,
        _("Legal basis"): "; ".join(norm.citation for norm in flow.norms),
    }


def _texts(flow: Flow, step: FlowStep, kinds: Mapping[str, str]) -> dict[str, str]:
    return {
        _("Title"): step.title,
        _("Text"): step.body,
        _("Responsible"): step.responsible,
        _("By when"): " ".join(word for word in (time_words(step), time_mark(step)) if word),
        _("Legal basis"): step.norm.citation if step.norm else "",
        _("Contacts"): ", ".join(kinds.get(code, code) for code in step.slots),
        _("Documents"): ", ".join(title for title, _link in step.documents),
        _("Exits"): "; ".join(_exit(flow, one) for one in step.ways),
    }


def _exit(flow: Flow, way: Any) -> str:
    return exit_words(way.kind, way.label, flow[way.to].title if way.to in flow else "")


def exit_words(kind: str, label: str, target: str) -> str:
    """ "Ja: weiter mit der Beratung → Beraten lassen" """
    word = {"yes": _("Yes"), "no": _("No")}.get(kind, "")
    return " ".join(
        part for part in (f"{word}:" if word else "→", label, f"→ {target}" if label else target) if part
    )


def _fields(before: dict[str, str], now: dict[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(label, pieces(before[label], text))
        for label, text in now.items()
        if before[label] != text
    )


def pieces(before: str, now: str) -> tuple[Piece, ...]:
    """The words of both texts as runs; very long texts as a whole."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    if len(old) > LONGEST or len(new) > LONGEST:
        return tuple(Piece(kind, text) for kind, text in ((REMOVED, before), (ADDED, now)) if text)
    found: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(old[start:end])))
            continue
        if end > start:
            found.append(Piece(REMOVED, "".join(old[start:end])))
        if last > first:
            found.append(Piece(ADDED, "".join(new[first:last])))
    return tuple(found)

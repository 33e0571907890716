"""What is known of one row while it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Problem = tuple[int | None, str, str]  # index of the column in the file (None: the row), key, sentence
Said = tuple[str, str]  # key, what was made of the cell (or a sentence)

NEW, CHANGED, SAME, DOUBLE, ERROR = "new", "changed", "same", "double", "error"


@dataclass(slots=True)
class CheckedRow:
    """A row: its cells as they stood, comparable values, problems, and later what it would change.

    ``derived``: the municipality follows from postcode and town; ``unclear``: the problem that goes away if the stored
    entry has the same postcode and town and knows its municipality; ``no_parent``: the one that goes away if the entry
    has a provider of this name.
    """

    number: int
    raw: list[Any]
    clean: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    derived: bool = False
    unclear: Problem | None = None
    no_parent: tuple[Problem, str] | None = None
    outcome: str = ""
    institution_id: int | None = None
    candidates: list[tuple[int, str, int]] = field(default_factory=list)
    differences: dict[str, list[str]] = field(default_factory=dict)
    skipped: bool = False
    purged: bool = False  # a protected place whose address was taken out

    @property
    def errs(self) -> bool:
        return bool(self.problems)

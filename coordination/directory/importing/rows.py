"""What is known of one row while it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

NEW, CHANGED, SAME, REPEAT, DOUBLE, ERROR = "new", "changed", "same", "repeat", "double", "error"

Said = tuple[str, str]  # key, what was made of the cell (or a sentence)


class Problem(NamedTuple):
    """One thing that is wrong with a row, and how the page can help. Kept as a JSON list in this order.

    ``column``: its place in the file (None: none of them); ``key``: the field (empty: the row as a whole);
    ``kind``: a word of :mod:`importing.marks`; ``fix``: the fields by which it can be put right, if not ``key`` itself;
    ``offers``: texts of which one would probably be right there (in the first of them), the likeliest first.
    """

    column: int | None
    key: str
    say: str
    kind: str = "unreadable"
    fix: str = ""
    offers: tuple[str, ...] = ()


@dataclass(slots=True)
class CheckedRow:
    """A row: its cells as they stood, comparable values, problems, and later what it would change.

    ``corrected``: field → text that a person has put in instead of the file's cell; ``derived``: the municipality
    follows from postcode and town; ``unclear``: the problem that goes away if the stored entry has the same postcode
    and town and knows its municipality; ``no_parent``: the one that goes away if the entry has a provider of this name;
    ``entry``: what the row was matched with, before rows were compared with each other.
    """

    number: int
    raw: list[Any]
    clean: dict[str, Any] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    derived: bool = False
    unclear: Problem | None = None
    no_parent: tuple[Problem, str] | None = None
    outcome: str = ""
    institution_id: int | None = None
    entry: int | None = None
    candidates: list[tuple[Any, ...]] = field(default_factory=list)  # id, name, likeness, why, facts
    differences: dict[str, list[str]] = field(default_factory=dict)
    repeats: int | None = None  # the row that says the same and comes first
    keys: str = ""
    purged: bool = False  # a protected place whose address was taken out

    @property
    def errs(self) -> bool:
        return bool(self.problems)

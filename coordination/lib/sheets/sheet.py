"""What a reading gives back."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from coordination.lib.sheets.letters import letter

Value = str | int | float | bool | dt.date | None


class Row(NamedTuple):
    """One row. ``number`` is the one the spreadsheet shows; in a JSON list entry n has the number n + 1."""

    number: int
    values: list[Value]


@dataclass(frozen=True)
class Note:
    """Something noticed while reading that did not hinder it: ``count`` times, first at ``row`` and ``letter``."""

    code: str
    message: str
    row: int | None = None
    letter: str | None = None
    count: int = 1

    def __str__(self) -> str:
        return self.message


@dataclass
class Sheet:
    """A table: header, rows below it, and what was noticed.

    Whole numbers stay ``int``: so a postcode that lost its zero can still be told from one typed as text. Dates are
    ``date`` (with a time of day ``datetime``), empty cells ``None``, blanks around a text are kept.
    """

    header: list[str]
    rows: list[Row]
    notes: list[Note] = field(default_factory=list)
    kind: str = "csv"
    title: str = ""
    sheets: list[str] = field(default_factory=list)
    header_row: int = 1
    columns: list[int] = field(default_factory=list)

    @property
    def letters(self) -> list[str]:
        """The spreadsheet's letter of each column; columns without name and content were left out."""
        return [letter(index) for index in self.columns]

    def __len__(self) -> int:
        return len(self.rows)

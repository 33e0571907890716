"""Coverage: per type and place, how many nobody reaches, the provider's multiplier alone, or one person. Counting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One active institution: its type (with its order and label), its place, how many people speak for it.

    ``carried``: nobody does, but the provider's multiplier carries for it.
    """

    type: str
    label: str
    order: int
    place: str
    speakers: int
    carried: bool = False


@dataclass(slots=True)
class Cell:
    """Numbers of one type at one place. ``nobody``: a gap; ``through`` the provider alone, ``single``: risks."""

    total: int = 0
    nobody: int = 0
    through: int = 0
    single: int = 0

    def add(self, row: Row) -> None:
        self.total += 1
        self.nobody += not row.speakers and not row.carried
        self.through += not row.speakers and row.carried
        self.single += row.speakers == 1

    @property
    def covered(self) -> int:
        """With somebody of their own."""
        return self.total - self.nobody - self.through

    @property
    def percent(self) -> int:
        return round(100 * self.covered / self.total) if self.total else 0

    @property
    def look(self) -> str:
        """„none“: no such institution; „gap“: somebody is missing; „risk“: one person alone somewhere, or
        the provider's alone; „good“."""
        if not self.total:
            return "none"
        return "gap" if self.nobody else "risk" if self.single or self.through else "good"


@dataclass(slots=True)
class Line:
    """One type over all places."""

    type: str
    label: str
    order: int
    cells: dict[str, Cell] = field(default_factory=dict)
    total: Cell = field(default_factory=Cell)


@dataclass(slots=True)
class Matrix:
    """Types by places; ``places`` in the order of their names, the one without a name last."""

    places: list[str]
    lines: list[Line]
    by_place: dict[str, Cell]
    total: Cell

    def rows(self) -> list[tuple[Line, list[tuple[str, Cell]]]]:
        """Each line with one cell per place, empty ones too."""
        return [
            (line, [(place, line.cells.get(place, Cell())) for place in self.places]) for line in self.lines
        ]

    def worst(self, most: int = 4) -> list[Line]:
        """The types with most institutions nobody speaks for."""
        gaps = [line for line in self.lines if line.total.nobody]
        return sorted(gaps, key=lambda line: (-line.total.nobody, line.order))[:most]

    def sums(self) -> list[tuple[str, Cell]]:
        return [(place, self.by_place[place]) for place in self.places]


def matrix(rows: Iterable[Row]) -> Matrix:
    lines: dict[str, Line] = {}
    places: dict[str, Cell] = {}
    total = Cell()
    for row in rows:
        line = lines.setdefault(row.type, Line(row.type, row.label, row.order))
        for cell in (
            line.cells.setdefault(row.place, Cell()),
            line.total,
            places.setdefault(row.place, Cell()),
            total,
        ):
            cell.add(row)
    ordered = sorted(places, key=lambda place: (not place, place.casefold()))
    return Matrix(ordered, sorted(lines.values(), key=lambda one: (one.order, one.label)), places, total)

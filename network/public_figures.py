"""Coverage as everybody may read it: by type of institution, without figures from which few could be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from network.coverage import Row
from network.response import FEW, share


@dataclass(frozen=True, slots=True)
class Covered:
    """One type: how many institutions, and the share of them with a multiplier. An empty label: all other types."""

    label: str
    total: int
    percent: int


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told. ``all`` is left out where the difference to the lines would tell of fewer than five."""

    lines: list[Covered]
    all: Covered | None


def covered(rows: Iterable[Row]) -> Told:
    """Count by type. What rests on fewer than five, on either side, goes into one line of all other types."""
    counts: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        one = counts.setdefault((row.order, row.label), [0, 0])
        one[0] += 1
        one[1] += row.speakers > 0
    lines: list[Covered] = []
    rest, everybody = [0, 0], [0, 0]
    for (_order, label), (total, spoken) in sorted(counts.items()):
        percent = share(spoken, total)
        if percent is None or total < FEW:
            rest = [rest[0] + total, rest[1] + spoken]
        else:
            lines.append(Covered(label, total, percent))
        everybody = [everybody[0] + total, everybody[1] + spoken]
    others, whole = share(rest[1], rest[0]), share(everybody[1], everybody[0])
    if others is not None:
        lines.append(Covered("", rest[0], others))
    is_safe = others is not None or not rest[0]
    return Told(lines, Covered("", everybody[0], whole) if is_safe and whole is not None else None)

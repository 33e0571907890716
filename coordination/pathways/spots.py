"""Where a town is served part by part: each part that a list names, and streets that the same services share.

A service with such a list serves only what stands there (``directory/catchment.py``); a town without lists is one spot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from coordination.directory.models import CatchmentPart, Service

NAMED = 2  # streets that stand for all with the same services


@dataclass(frozen=True)
class Spot:
    """A town or a part of it. ``key``: its AGS, with the name of the part behind a stroke."""

    key: str
    town: int
    served: frozenset[int] = frozenset()  # services with a list that names it


@dataclass
class Spots:
    """All spots of some towns (pk → AGS) and which services are narrowed to lists there."""

    all: list[Spot] = field(default_factory=list)
    narrowed: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of_town: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.all:
            self._of_town[spot.town].append(spot)

    @property
    def keys(self) -> list[str]:
        return [spot.key for spot in self.all]

    def served_by(self, service: int, towns: Iterable[int]) -> Iterator[str]:
        """The spots of these towns where a service is in charge."""
        for town in towns:
            is_narrowed = service in self.narrowed.get(town, ())
            for spot in self._of_town[town]:
                if not is_narrowed or service in spot.served:
                    yield spot.key


@dataclass(frozen=True)
class Line:
    """A row of a list: a part of the town, or a street with its numbers."""

    service: int
    part: str
    part_key: str
    street: str
    street_key: str
    first: int | None
    last: int | None
    side: str

    @property
    def number(self) -> int:
        """A house number that the row means."""
        number = self.first or 1
        odd, even = self.side == CatchmentPart.Side.ODD, self.side == CatchmentPart.Side.EVEN
        return number + 1 if (odd and number % 2 == 0) or (even and number % 2) else number

    def names(self, part_key: str, street_key: str, number: int) -> bool:
        """Whether the row means this place; as ``Place.served`` asks the database."""
        if not self.street_key:
            return bool(part_key) and self.part_key == part_key
        sides = {CatchmentPart.Side.ALL, (CatchmentPart.Side.EVEN, CatchmentPart.Side.ODD)[number % 2]}
        return (
            self.street_key == street_key
            and (not part_key or self.part_key in {"", part_key})
            and (self.first is None or self.first <= number)
            and (self.last is None or self.last >= number)
            and self.side in sides
        )


def spots_of(towns: dict[int, str]) -> Spots:
    """The spots of some municipalities (pk → AGS), in their order; by one question."""
    rows = CatchmentPart.objects.filter(
        municipality__in=list(towns), service__in=Service.objects.visible_to(None).values("pk")
    )
    columns = (
        "municipality_id", "service_id", "part", "part_key", "street", "street_key", "number_from",
        "number_until", "side",
    )  # fmt: skip
    lines: dict[int, list[Line]] = defaultdict(list)
    for town, *values in rows.order_by("part_key", "street_key", "number_from", "id").values_list(*columns):
        lines[town].append(Line(*values))
    found = []
    for town, ags in towns.items():
        there = lines.get(town, [])
        parts = [Spot(f"{ags}/{name}", town, served) for name, served in _parts(there)]
        found += parts or [Spot(ags, town)]
    return Spots(found, {town: {line.service for line in there} for town, there in lines.items()})


def _parts(lines: Collection[Line]) -> Iterator[tuple[str, frozenset[int]]]:
    """Each part by its name; streets together whose services are the same, under the names of the first."""
    by_street: dict[str, list[Line]] = defaultdict(list)
    by_part: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        (by_street[line.street_key] if line.street_key else by_part[line.part_key]).append(line)
    for part_key, rows in by_part.items():
        yield rows[0].part, frozenset(line.service for line in rows if line.names(part_key, "", 1))
    streets: dict[frozenset[int], dict[str, None]] = {}
    for line in lines:
        if line.street_key:
            near = [*by_street[line.street_key], *by_part.get(line.part_key, ())]
            place = (line.part_key, line.street_key, line.number)
            served = frozenset(one.service for one in near if one.names(*place))
            streets.setdefault(served, {}).setdefault(line.street)
    for served, names in streets.items():
        few = list(names)
        yield ", ".join(few[:NAMED]) + (" …" if len(few) > NAMED else ""), served

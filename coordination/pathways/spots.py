"""Where a town is served part by part: each part that a list names, streets that the same services share, postcodes.

A service with such a list serves only what stands there (``directory/catchment.py``). A town without lists of which
services name single postcodes is looked at by its postcodes; any other is one spot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from coordination.directory.models import CatchmentPart, Service, ServiceArea
from coordination.places.models import Municipality, PostcodePlace

NAMED = 2  # streets that stand for all with the same services
# Town → the postcodes of it for which a service is there; None: all of the town.
Areas = Mapping[int, frozenset[str] | None]


@dataclass(frozen=True)
class Spot:
    """A town or a part of it. ``key``: its AGS, with the name of the part or the postcode behind a stroke."""

    key: str
    town: int
    served: frozenset[int] = frozenset()  # services with a list that names it
    code: str = ""  # the postcode, where a town is looked at by these


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

    def served_by(self, service: int, areas: Areas) -> Iterator[str]:
        """The spots where a service with these areas is in charge."""
        for town, codes in areas.items():
            is_narrowed = service in self.narrowed.get(town, ())
            for spot in self._of_town[town]:
                there = codes is None or not spot.code or spot.code in codes
                if there and (not is_narrowed or service in spot.served):
                    yield spot.key

    def named(self, names: Mapping[str, str]) -> dict[str, str]:
        """How each spot is called (AGS → name of the town): „Troisdorf, Spich“."""
        return named(self.keys, names)


def named(keys: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Spots by their keys, called „Troisdorf“ or „Troisdorf, Spich“."""
    found = {}
    for key in keys:
        ags, stroke, part = key.partition("/")
        if ags in names:
            found[key] = f"{names[ags]}, {part}" if stroke else names[ags]
    return found


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


def spots_of(towns: dict[int, str], services: QuerySet[Service]) -> Spots:
    """The spots of some municipalities (pk → AGS), in their order, as the lists of ``services`` divide them.

    The few services that divide a town are found by the town; only these are looked for among ``services``.
    """
    rows = CatchmentPart.objects.filter(municipality__in=list(towns))
    columns = (
        "municipality_id", "service_id", "part", "part_key", "street", "street_key", "number_from",
        "number_until", "side",
    )  # fmt: skip
    parts = list(rows.order_by("part_key", "street_key", "number_from", "id").values_list(*columns))
    codes = PostcodePlace.objects.filter(municipality__in=list(towns)).order_by("postcode__code", "id")
    at_codes = ServiceArea.objects.filter(postcode__in=codes.order_by().values("postcode"))
    named_codes = list(at_codes.values_list("service_id", "postcode__code"))
    asked = {row[1] for row in parts} | {service for service, _code in named_codes}
    known = set(services.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    lines: dict[int, list[Line]] = defaultdict(list)
    for town, *values in parts:
        if values[0] in known:
            lines[town].append(Line(*values))
    wanted = {code for service, code in named_codes if service in known}
    by_code = _codes(codes, wanted) if wanted else {}
    found = []
    for town, ags in towns.items():
        there = lines.get(town, [])
        spots = [Spot(f"{ags}/{name}", town, served) for name, served in _parts(there)]
        spots = spots or [Spot(f"{ags}/{code}", town, code=code) for code in by_code.get(town, ())]
        found += spots or [Spot(ags, town)]
    return Spots(found, {town: {line.service for line in there} for town, there in lines.items()})


def _codes(rows: QuerySet[PostcodePlace], wanted: set[str]) -> dict[int, list[str]]:
    """The postcodes of those towns of which some service names one; a town with a single one is not divided."""
    codes: dict[int, list[str]] = defaultdict(list)
    for town, code in rows.values_list("municipality_id", "postcode__code"):
        codes[town].append(code)
    return {town: found for town, found in codes.items() if len(found) > 1 and wanted.intersection(found)}


def areas_of(services: Iterable[int]) -> dict[int, dict[int, frozenset[str] | None]]:
    """What each service names as its area: towns, districts with all their towns, postcodes; by three questions."""
    rows = list(
        ServiceArea.objects.filter(service__in=list(services)).values_list(
            "service_id", "municipality_id", "district_id", "postcode_id"
        )
    )
    districts, codes = {row[2] for row in rows if row[2]}, {row[3] for row in rows if row[3]}
    in_district: dict[int, list[int]] = defaultdict(list)
    for pk, district in Municipality.objects.filter(district__in=districts).values_list("pk", "district_id"):
        in_district[district].append(pk)
    at_code: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for code, town, text in PostcodePlace.objects.filter(postcode__in=codes).values_list(
        "postcode_id", "municipality_id", "postcode__code"
    ):
        at_code[code].append((town, text))
    found: dict[int, dict[int, frozenset[str] | None]] = defaultdict(dict)
    for service, town, district, code in rows:
        here = found[service]
        for each in (town, *in_district.get(district, ())):
            if each:
                here[each] = None
        for each, text in at_code.get(code, ()):
            known = here.get(each, frozenset())
            here[each] = None if known is None else known | {text}
    return dict(found)


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

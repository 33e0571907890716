"""When the services of some kinds answer in the municipalities of a network: fetched by a fixed number of questions.

Reckoned twice at once: for everybody, and for who works with children and may have the numbers for professionals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from coordination.accounts.models import Network
from coordination.accounts.roles import Role
from coordination.accounts.scope import Somebody
from coordination.directory.models import Fallback, Hours, OnCallShift, Service, ServiceArea
from coordination.directory.reachability import LONGEST_CHAIN, calendars_of
from coordination.lib.hours import Calendar, intervals
from coordination.lib.levels import Level
from coordination.lib.weekly import ALWAYS
from coordination.pathways.deadends import Masks, Stretch, Timeline
from coordination.pathways.flow import Flow
from coordination.pathways.slots import answering
from coordination.pathways.spots import Areas, Spots, areas_of
from coordination.places.models import Land, Municipality, PostcodePlace

EMERGENCY = frozenset(
    {"police", "emergency_rescue"}
)  # kinds behind which 110 and 112 stand, also at a station
ON_CALL = "on_call"
PLANNED_AHEAD = dt.timedelta(weeks=5)
READERS = (Level.PUBLIC, Level.PROFESSIONALS)
Table = dict[str, dict[str, Masks]]


@dataclass
class Presence:
    """Reader → kind → AGS, or part of the town → when somebody answers.

    ``through``: the kinds that stand in for a kind. ``hidden``: kinds of which some service that everybody sees has no
    number for everybody.
    """

    masks: dict[Level, Table] = field(default_factory=dict)
    through: dict[str, set[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Row:
    """A service. ``seen``: from which reader on it is seen; ``number``: from which on it has a telephone, 0 never."""

    pk: int
    kind: str
    catchment: str
    network: int | None
    land: int | None
    seen: int
    number: int

    def is_seen(self, reader: Level) -> bool:
        return self.seen <= reader

    def is_called(self, reader: Level) -> bool:
        return 0 < self.number <= reader


def professional(network: Network) -> Somebody:
    """Who works with children in a network and is registered, as one of them would see it."""
    return Somebody(Role.PROFESSIONAL, network.pk)


def reader_of(flow: Flow, network: Network | None) -> Somebody | None:
    """Whoever follows this way; None: everybody, who sees public numbers only."""
    return professional(network) if network is not None and flow.reader > Level.PUBLIC else None


def needed_calendar(network: Network, today: dt.date) -> Calendar:
    land = network.land
    return calendars_of({land.pk: land}, today)[land.pk] if land is not None else Calendar()


def kinds_at(
    network: Network, kinds: Collection[str], towns: dict[int, str], timeline: Timeline, spots: Spots
) -> Presence:
    """Reckon some kinds of services for all municipalities (pk → AGS) of a network, part by part where lists say so."""
    rows = _rows(_near(network, kinds, towns), network)
    links, others = _links(rows, network)
    everyone = {row.pk: row for row in (*rows, *others)}
    masks = _masks(everyone, timeline)
    found = Presence(
        {reader: {code: dict.fromkeys(spots.keys, Masks()) for code in kinds} for reader in READERS}
    )
    found.hidden = {row.kind for row in rows if row.is_seen(Level.PUBLIC) and not row.is_called(Level.PUBLIC)}
    areas = areas_of([row.pk for row in rows if row.catchment == Service.Catchment.AREAS])
    for row in rows:
        keys = list(spots.served_by(row.pk, _there(row, network, towns, areas)))
        found.through.setdefault(row.kind, set()).update(
            everyone[pk].kind for pk in _chain(row, links, everyone, READERS[-1])
        )
        for reader in READERS:
            if not row.is_seen(reader):
                continue
            mine = _of(row, masks.get(row.pk, 0)) if row.is_called(reader) else Masks()
            for pk in _chain(row, links, everyone, reader):
                other = everyone[pk]
                behind = masks.get(pk, 0) if other.is_called(reader) else 0
                mine |= Masks(police=behind) if other.kind in EMERGENCY else Masks(standby=behind)
            at = found.masks[reader][row.kind]
            for key in keys:
                at[key] |= mine
    return found


def _of(row: _Row, mask: int) -> Masks:
    if row.kind in EMERGENCY:
        return Masks(police=mask)
    standby = row.catchment == Service.Catchment.NATION or row.kind == ON_CALL
    return Masks(standby=mask) if standby else Masks(own=mask)


def _near(network: Network, kinds: Collection[str], towns: dict[int, str]) -> QuerySet[Service]:
    districts = Municipality.objects.filter(pk__in=towns).values("district")
    codes = PostcodePlace.objects.filter(municipality__in=towns).values("postcode")
    areas = ServiceArea.objects.filter(
        Q(municipality__in=list(towns)) | Q(district__in=districts) | Q(postcode__in=codes)
    )
    near = Q(network=network) | Q(catchment=Service.Catchment.NATION) | Q(pk__in=areas.values("service"))
    return Service.objects.visible_to(professional(network)).of_kind(*kinds).filter(near)


def _rows(services: QuerySet[Service], network: Network) -> list[_Row]:
    def there(rows: QuerySet[Service]) -> Exists:
        return Exists(rows.filter(pk=OuterRef("pk")))

    rows = services.annotate(
        for_all=there(Service.objects.visible_to(None)),
        number_for_all=there(answering(None)),
        number=there(answering(professional(network))),
    ).values_list(
        "pk", "kind__code", "catchment", "network_id",
        "provider__municipality__district__land_id", "network__land_id", "for_all", "number_for_all", "number",
    )  # fmt: skip
    everybody, professionals = READERS
    return [
        _Row(
            pk, kind, wide, net, land or other,
            seen=everybody if for_all else professionals,
            number=everybody if public else professionals if number else 0,
        )
        for pk, kind, wide, net, land, other, for_all, public, number in rows
    ]  # fmt: skip


def _there(row: _Row, network: Network, towns: dict[int, str], areas: dict[int, Any]) -> Areas:
    if row.catchment == Service.Catchment.NATION:
        return dict.fromkeys(towns)
    if row.catchment == Service.Catchment.NETWORK:
        return dict.fromkeys(towns) if row.network == network.pk else {}
    return {town: codes for town, codes in areas.get(row.pk, {}).items() if town in towns}


def _links(rows: list[_Row], network: Network) -> tuple[dict[int, set[int]], list[_Row]]:
    """Who stands in for whom, however long the chain, and the services met on the way."""
    known = {row.pk for row in rows}
    others: list[_Row] = []
    after: dict[int, set[int]] = {}
    asked = set(known)
    reader = professional(network)
    for _step in range(LONGEST_CHAIN):
        pairs = (
            list(Fallback.objects.filter(service__in=asked).values_list("service_id", "then_id"))
            if asked
            else []
        )
        for service, then in pairs:
            after.setdefault(service, set()).add(then)
        fresh = {then for _service, then in pairs} - known
        if not fresh:
            break
        more = _rows(Service.objects.visible_to(reader).filter(pk__in=fresh), network)
        others += more
        asked = {row.pk for row in more}
        known |= asked
    return after, others


def _chain(row: _Row, links: dict[int, set[int]], everyone: dict[int, _Row], reader: Level) -> set[int]:
    """All who stand in for a service as far as a reader sees them."""
    met, waiting = set(), list(links.get(row.pk, ()))
    while waiting:
        one = waiting.pop()
        if one not in met and one in everyone and everyone[one].is_seen(reader):
            met.add(one)
            waiting += links.get(one, ())
    return met - {row.pk}


def _masks(rows: dict[int, _Row], timeline: Timeline) -> dict[int, int]:
    """When each service with a number is there; the same text of hours is reckoned once."""
    wanted = [pk for pk, row in rows.items() if row.number]
    hours = _in_parts(wanted, lambda ids: Hours.objects.filter(service__in=ids))
    lands = {row.land for row in rows.values() if row.land}
    calendars = {
        part: calendars_of({land.pk: land for land in Land.objects.filter(pk__in=lands)}, part.first)
        for part in timeline.parts
    }
    kept: dict[tuple[str, int | None], int] = {}
    found: dict[int, int] = {}
    rotas = []
    for pk, osm, keeps in hours:
        land = rows[pk].land
        if (osm, land) not in kept:
            kept[osm, land] = _mask_of(osm, land, calendars, timeline)
        found[pk] = kept[osm, land]
        if keeps:
            rotas.append(pk)
    for pk, mask in _rotas(rotas, timeline).items():
        found[pk] &= mask
    return found


def _in_parts(ids: list[int], rows: Any) -> list[tuple[int, str, bool]]:
    found: list[tuple[int, str, bool]] = []
    for start in range(0, len(ids), 5000):
        part = rows(ids[start : start + 5000])
        found += part.values_list("service_id", "osm", "keeps_rota")
    return found


def _mask_of(osm: str, land: int | None, calendars: Any, timeline: Timeline) -> int:
    if osm == ALWAYS:
        return timeline.whole

    def spans(part: Stretch) -> Any:
        there = calendars[part]
        return intervals(osm, there.get(land, there[None]), part.start, part.end)

    return timeline.mask(spans)


def _rotas(services: list[int], timeline: Timeline) -> dict[int, int]:
    """Somebody stands in the rota; beyond what is planned so far a gap is no gap yet, if it is some weeks away."""
    if not services:
        return {}
    shifts: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {pk: [] for pk in services}
    first = min(part.start for part in timeline.parts)
    for pk, start, end in (
        OnCallShift.objects.filter(service__in=services, ends_at__gt=first)
        .order_by("starts_at", "id")
        .values_list("service_id", "starts_at", "ends_at")
    ):
        shifts[pk].append((start, end))
    found = {}
    for pk, spans in shifts.items():
        planned = max((end for _start, end in spans), default=first)

        def held(part: Stretch, spans: Any = spans, planned: dt.datetime = planned) -> Any:
            far = part.start > first + PLANNED_AHEAD and part.start >= planned
            return [(part.start, part.end)] if far else spans

        found[pk] = timeline.mask(held)
    return found

"""When the services of some kinds answer in the municipalities of a network: fetched by a fixed number of questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from coordination.accounts.models import Network
from coordination.directory.models import Fallback, Hours, OnCallShift, Service, ServiceArea
from coordination.directory.reachability import LONGEST_CHAIN, calendars_of
from coordination.lib.hours import Calendar, intervals
from coordination.lib.weekly import ALWAYS
from coordination.pathways.deadends import Masks, Stretch, Timeline
from coordination.pathways.slots import _answers_publicly, _areas
from coordination.pathways.spots import Spots, spots_of
from coordination.places.models import Land, Municipality, PostcodePlace

POLICE = "police-110"
ON_CALL = "on_call"
PLANNED_AHEAD = dt.timedelta(weeks=5)


@dataclass
class Presence:
    """Kind → AGS, or part of the town → when somebody answers; ``through``: the kinds that stand in for a kind.

    ``hidden``: kinds of which some service has no number for everybody.
    """

    masks: dict[str, dict[str, Masks]] = field(default_factory=dict)
    through: dict[str, set[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Row:
    pk: int
    kind: str
    code: str
    catchment: str
    network: int | None
    land: int | None
    shown: bool


def needed_calendar(network: Network, today: dt.date) -> Calendar:
    land = network.land
    return calendars_of({land.pk: land}, today)[land.pk] if land is not None else Calendar()


def kinds_at(
    network: Network,
    kinds: Collection[str],
    towns: dict[int, str],
    timeline: Timeline,
    spots: Spots | None = None,
) -> Presence:
    """Reckon some kinds of services for all municipalities (pk → AGS) of a network, part by part where lists say so."""
    spots = spots or spots_of(towns)
    rows = _rows(_near(network, kinds, towns))
    chains, others = _chains(rows)
    everyone = {row.pk: row for row in (*rows, *others)}
    masks = _masks(everyone, timeline)
    found = Presence({code: dict.fromkeys(spots.keys, Masks()) for code in kinds})
    found.hidden = {row.kind for row in rows if not row.shown}
    areas = _areas([row.pk for row in rows if row.catchment == Service.Catchment.AREAS])
    for row in rows:
        there = _there(row, network, towns, areas)
        chain = [everyone[pk] for pk in chains.get(row.pk, ()) if pk in everyone]
        found.through.setdefault(row.kind, set()).update(one.kind for one in chain)
        mine = _of(row, masks.get(row.pk, 0))
        for one in chain:
            behind = masks.get(one.pk, 0)
            mine |= Masks(police=behind) if one.code == POLICE else Masks(standby=behind)
        at = found.masks[row.kind]
        for key in spots.served_by(row.pk, there):
            at[key] |= mine
    return found


def _of(row: _Row, mask: int) -> Masks:
    if row.code == POLICE:
        return Masks(police=mask)
    standby = row.catchment == Service.Catchment.NATION or row.kind == ON_CALL
    return Masks(standby=mask) if standby else Masks(own=mask)


def _near(network: Network, kinds: Collection[str], towns: dict[int, str]) -> Any:
    districts = Municipality.objects.filter(pk__in=towns).values("district")
    codes = PostcodePlace.objects.filter(municipality__in=towns).values("postcode")
    areas = ServiceArea.objects.filter(
        Q(municipality__in=list(towns)) | Q(district__in=districts) | Q(postcode__in=codes)
    )
    near = Q(network=network) | Q(catchment=Service.Catchment.NATION) | Q(pk__in=areas.values("service"))
    return Service.objects.visible_to(None).of_kind(*kinds).filter(near)


def _rows(services: Any) -> list[_Row]:
    shown = Exists(_answers_publicly().filter(pk=OuterRef("pk")))
    rows = services.annotate(shown=shown).values_list(
        "pk", "kind__code", "code", "catchment", "network_id",
        "provider__municipality__district__land_id", "network__land_id", "shown",
    )  # fmt: skip
    return [_Row(pk, kind, code or "", wide, net, land or other, there)
            for pk, kind, code, wide, net, land, other, there in rows]  # fmt: skip


def _there(row: _Row, network: Network, towns: dict[int, str], areas: dict[int, set[int]]) -> Collection[int]:
    if row.catchment == Service.Catchment.NATION:
        return towns
    if row.catchment == Service.Catchment.NETWORK:
        return towns if row.network == network.pk else ()
    return areas.get(row.pk, set()) & towns.keys()


def _chains(rows: list[_Row]) -> tuple[dict[int, set[int]], list[_Row]]:
    """Who stands in for whom, however long the chain, and the services met on the way."""
    known = {row.pk for row in rows}
    others: list[_Row] = []
    after: dict[int, set[int]] = {}
    asked = set(known)
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
        more = _rows(Service.objects.visible_to(None).filter(pk__in=fresh))
        others += more
        asked = {row.pk for row in more}
        known |= asked

    def walk(pk: int) -> set[int]:
        met, waiting = set(), list(after.get(pk, ()))
        while waiting:
            one = waiting.pop()
            if one not in met and one in known:
                met.add(one)
                waiting += after.get(one, ())
        return met - {pk}

    return {row.pk: walk(row.pk) for row in rows if row.pk in after}, others


def _masks(rows: dict[int, _Row], timeline: Timeline) -> dict[int, int]:
    """When each service is there and has a number for everybody; the same text of hours is reckoned once."""
    wanted = [pk for pk, row in rows.items() if row.shown]
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

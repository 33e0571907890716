"""The dead-end check: asks the directory once for all kinds of services, keeps the result, renews only what changed.

It looks as those do for whom a way is made (``Flow.reader``): numbers for professionals count on the ways of who works
with children, on those of everybody else they reach nobody. A town is looked at part by part where services share it by
parts, streets or postcodes. A rota that is not planned yet further away than some weeks does not count as a gap.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality, Network
from coordination.directory.models import (
    CatchmentPart,
    ContactPoint,
    Fallback,
    Hours,
    Institution,
    Listing,
    OnCallShift,
    Service,
    ServiceArea,
)
from coordination.lib.jobs import job_function
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from coordination.pathways.deadends import Masks, Stretch, Timeline, stretches
from coordination.pathways.flow import Flow
from coordination.pathways.models import DeadEnds, StepSlot
from coordination.pathways.presence import READERS, Table, kinds_at, needed_calendar, professional
from coordination.pathways.spots import named, spots_of
from coordination.places.models import Municipality, SchoolHoliday

FORMAT = 2
KEYS = {Level.PUBLIC: "kinds", Level.PROFESSIONALS: "for_professionals"}
# What changes which services there are or where: then everything is reckoned anew.
WIDE = (Institution, Listing, CatchmentMunicipality, CatchmentPart, SchoolHoliday)
# What belongs to one service: then only its kind.
NARROW = (Hours, OnCallShift, Fallback, ServiceArea, ContactPoint)


@job_function()
def check_job(job: Any, *, network: str) -> None:
    """The whole check, asked for on the page."""
    refresh(Network.objects.get(uid=network))


def refresh(network: Network, kinds: Collection[str] | None = None) -> DeadEnds:
    """Check a network, or only some kinds of services, and keep the result."""
    began = time.monotonic()
    today = timezone.localdate()
    seen = newest()
    stored = DeadEnds.objects.filter(network=network).first()
    needed = kinds_of(network)
    towns = dict(
        Municipality.objects.filter(networks__network=network)
        .order_by("sort_key", "id")
        .values_list("pk", "ags")
    )
    spots = spots_of(towns, Service.objects.visible_to(professional(network)))
    parts = stretches(today, needed_calendar(network, today))
    tables: dict[Level, Table] = {reader: {} for reader in READERS}
    through: dict[str, list[str]] = {}
    hidden: set[str] = set()
    wanted = set(needed)
    if kinds is not None and stored is not None and _fits(stored, parts, set(spots.keys)):
        through, hidden = dict(stored.result["through"]), set(stored.result["hidden"])
        wanted = (set(kinds) | (needed - stored.result["kinds"].keys())) & needed
        for reader in READERS:
            kept = unpacked(stored.result, reader)
            tables[reader] = {code: row for code, row in kept.items() if code in needed - wanted}
    fresh = kinds_at(network, wanted, towns, Timeline(parts), spots)
    for code in wanted:
        through[code] = sorted(fresh.through.get(code, ()))
        for reader in READERS:
            tables[reader][code] = fresh.masks[reader].get(code, {})
    hidden = {code for code in hidden if code in needed - wanted} | fresh.hidden
    values = {
        "result": packed(tables, through, parts) | {"hidden": sorted(hidden)},
        "as_of": timezone.now(),
        "day": today if kinds is None or stored is None else stored.day,
        "seen": seen,
        "milliseconds": round((time.monotonic() - began) * 1000),
    }
    with transaction.atomic():
        row, _new = DeadEnds.objects.update_or_create(network=network, defaults=values)
    return row


def keep_current() -> int:
    """Renew what changes have touched since the last check; everything once a day. Return how many were renewed."""
    done, today, now = 0, timezone.localdate(), newest()
    stored = {row.network_id: row for row in DeadEnds.objects.select_related("network")}
    for network in Network.objects.filter(is_active=True, pathways__isnull=False).distinct().order_by("pk"):
        row = stored.get(network.pk)
        if row is None or row.day != today or row.result.get("format") != FORMAT:
            refresh(network)
        elif row.seen == now and row.result["kinds"].keys() == kinds_of(network):
            continue
        else:
            touched = changed_since(row.seen)
            if touched is None:
                refresh(network)
            elif affected := _affected(row, touched) | (kinds_of(network) - row.result["kinds"].keys()):
                refresh(network, affected)
            else:
                DeadEnds.objects.filter(pk=row.pk).update(seen=now)
                continue
        done += 1
    return done


def newest() -> int:
    return ChangeSet.objects.order_by("-id").values_list("id", flat=True).first() or 0


def changed_since(seen: int) -> set[str] | None:
    """The kinds of services that changes have touched; None: more than single services."""
    if any(model.history.filter(change_set_id__gt=seen).exists() for model in WIDE):
        return None
    ids: set[int] = set()
    for model in NARROW:
        rows = model.history.filter(change_set_id__gt=seen, service_id__isnull=False)
        ids |= set(rows.order_by().values_list("service_id", flat=True))
        if model is ContactPoint:
            houses = model.history.filter(change_set_id__gt=seen, institution_id__isnull=False)
            providers = houses.order_by().values_list("institution_id", flat=True)
            ids |= set(Service.objects.filter(provider__in=list(providers)).values_list("pk", flat=True))
    own = Service.history.filter(change_set_id__gt=seen).order_by().values_list("id", "kind__code")
    return {code for _pk, code in own} | set(
        Service.objects.filter(pk__in=ids | {pk for pk, _code in own}).values_list("kind__code", flat=True)
    )


def _affected(row: DeadEnds, touched: set[str]) -> set[str]:
    """With those kinds for which a touched one stands in."""
    through = row.result["through"]
    return {code for code in row.result["kinds"] if code in touched or touched & set(through.get(code, ()))}


def kinds_of(network: Network) -> set[str]:
    """Every kind of service that a pathway of the network asks for, published or still being edited."""
    rows = StepSlot.objects.filter(step__pathway__network=network, step__pathway__removed_at__isnull=True)
    return set(rows.order_by().values_list("kind__code", flat=True))


def places_of(network: Network, keys: Iterable[str]) -> dict[str, str]:
    """The municipalities by AGS; where the check went part by part, its parts by their keys: „Troisdorf, Spich“."""
    rows = Municipality.objects.filter(networks__network=network).order_by("sort_key", "id")
    names = dict(rows.values_list("ags", "name"))
    order = {ags: number for number, ags in enumerate(names)}
    found = list(keys) or list(names)
    return named(sorted(found, key=lambda key: order.get(key.partition("/")[0], 0)), names)


# --- How it is stored: every pattern once -----------------------------------------------------------------------------
def packed(
    tables: dict[Level, Table], through: dict[str, list[str]], parts: tuple[Stretch, ...]
) -> dict[str, Any]:
    patterns: dict[Masks, int] = {}
    kinds = {
        KEYS[reader]: {
            code: {key: patterns.setdefault(masks, len(patterns)) for key, masks in row.items()}
            for code, row in sorted(table.items())
        }
        for reader, table in tables.items()
    }
    return {
        "format": FORMAT,
        "stretches": [[one.key, one.first.isoformat(), one.days, one.name] for one in parts],
        "patterns": [[f"{mask:x}" for mask in one] for one in patterns],
        **kinds,
        "through": through,
    }


def unpacked(result: dict[str, Any], reader: Level = Level.PUBLIC) -> Table:
    """When somebody answers, as a reader of this level gets through; of an older format nothing."""
    if result.get("format") != FORMAT:
        return {}
    patterns = [Masks(*(int(word, 16) for word in one)) for one in result["patterns"]]
    return {
        code: {key: patterns[number] for key, number in row.items()}
        for code, row in result[KEYS[reader]].items()
    }


class Tables:
    """A stored result for pages: for each way the table of those for whom it is made."""

    def __init__(self, result: dict[str, Any]) -> None:
        self._by_reader = {reader: unpacked(result, reader) for reader in READERS}

    @property
    def keys(self) -> dict[str, None]:
        """The places looked at."""
        return dict.fromkeys(key for row in self._by_reader[Level.PUBLIC].values() for key in row)

    def at(self, flow: Flow, key: str) -> dict[str, Masks]:
        """Kind of service → when somebody answers at a place whoever follows this way."""
        return {code: row.get(key, Masks()) for code, row in self._by_reader[flow.reader].items()}


def stretches_of(result: dict[str, Any]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(key, dt.date.fromisoformat(first), days, name)
        for key, first, days, name in result["stretches"]
    )


def _fits(stored: DeadEnds, parts: tuple[Stretch, ...], places: set[str]) -> bool:
    """Whether a stored result speaks of the same days and places."""
    rows = stored.result["kinds"].values()
    if stored.result.get("format") != FORMAT:
        return False
    return stretches_of(stored.result) == parts and all(set(row) == places for row in rows)

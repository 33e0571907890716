"""The institutions of a network as they stood on an earlier day, read from the history: the map's look back.

Before the first recorded day stands what was recorded on it: nothing older is known. Rights are those of today where
they are stricter; who is no longer listed, or lies in the bin, is shown to the coordination alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from coordination.directory.models import Institution, Listing
from coordination.lib import history
from coordination.lib.ago import local_day
from coordination.lib.levels import Level
from coordination.places.models import Municipality

_GONE = "-"
Node = tuple[int, int, int, str | None, str, str]


def first_recorded(network: int) -> dt.date | None:
    """The day from which on the network's entries are known."""
    rows = Listing.history.model.objects.filter(network=network)
    first = rows.aggregate(first=Min("history_date"))["first"]
    return local_day(first) if first else None


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.max, timezone.get_current_timezone())


def _as_of(model: Any, end: dt.datetime, **facts: Any) -> Any:
    """The last history row of each record up to a moment, without those deleted by then."""
    rows = model.history.model.objects
    last = (
        rows.filter(history_date__lte=end, **facts).order_by().values("id").annotate(last=Max("history_id"))
    )
    return rows.filter(history_id__in=last.values("last")).exclude(history_type=_GONE).order_by()


def nodes(network: int, day: dt.date) -> Iterator[Node]:
    """(institution, level, type, municipality, part, city) of each institution that was led here, by id."""
    begin = first_recorded(network)
    if begin is None:
        return
    end = _end_of(max(day, begin))
    then = _as_of(Listing, end, network=network).filter(status=Listing.Status.ACTIVE)
    levels = dict(then.values_list("institution_id", "level"))
    columns = ("id", "type_id", "municipality_id", "part", "city")
    was = {
        row[0]: row[1:]
        for chunk in history.in_chunks(levels)
        for row in _as_of(Institution, end, id__in=chunk).filter(removed_at=None).values_list(*columns)
    }
    towns = dict(Municipality.objects.order_by().values_list("pk", "name"))
    strictest = _levels_today(network, was)
    for pk in sorted(was):
        if pk not in strictest:
            continue  # erased for good: nobody knows its name any more
        today, protected = strictest[pk]
        kind, town, part, city = was[pk]
        place = (None, "", "") if protected else (towns.get(town), part, city)
        yield pk, max(levels[pk], today), kind, *place


def _levels_today(network: int, ids: Iterable[int]) -> dict[int, tuple[int, bool]]:
    """Institution → the level at which it may be named today, and whether it is a protected place."""
    found: dict[int, tuple[int, bool]] = {}
    listed = Listing.objects.filter(network=network, status=Listing.Status.ACTIVE).order_by()
    levels = dict(listed.values_list("institution_id", "level"))
    for chunk in history.in_chunks(ids):
        rows = Institution.objects.filter(pk__in=chunk).order_by()
        for pk, removed, protected in rows.values_list("pk", "removed_at", "protected_place"):
            hidden = removed is not None or pk not in levels
            found[pk] = (int(Level.COORDINATION) if hidden else levels[pk], protected)
    return found


def providers(networks: Iterable[int], day: dt.date) -> Iterator[tuple[int, int]]:
    """(house, provider) as they stood that day."""
    for network in networks:
        begin = first_recorded(network)
        if begin is None:
            continue
        end = _end_of(max(day, begin))
        ids = list(
            _as_of(Listing, end, network=network)
            .filter(status=Listing.Status.ACTIVE)
            .values_list("institution_id", flat=True)
        )
        for chunk in history.in_chunks(ids):
            rows = _as_of(Institution, end, id__in=chunk).filter(removed_at=None, parent__isnull=False)
            yield from rows.values_list("id", "parent_id")

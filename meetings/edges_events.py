"""Ties from events: institutions that were at the same smaller event in the last three years."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from django.utils import timezone

from coordination.lib.levels import Level
from meetings.models import Event, Registration
from network.edges import Edge

LOOKED_BACK = dt.timedelta(days=1095)
MOST = 40  # institutions: who was among four hundred people knows nobody the better for it


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    """Yield a tie between every two institutions that sent people to the same event, from its day on."""
    end = dt.datetime.combine(day, dt.time.max, timezone.get_current_timezone())
    rows = Registration.objects.filter(
        event__network__in=networks,
        event__starts_at__range=(end - LOOKED_BACK, end),
        event__state__in=[Event.State.HELD, Event.State.DOCUMENTED],
        event__removed_at__isnull=True,
        state=Registration.State.ADMITTED,
        institution__isnull=False,
    )
    came: dict[tuple[int, dt.datetime], set[int]] = defaultdict(set)
    for event, starts_at, institution in rows.values_list(
        "event", "event__starts_at", "institution"
    ).order_by("event"):
        came[event, starts_at].add(institution)
    for (_event, starts_at), institutions in came.items():
        if len(institutions) <= MOST:
            since = timezone.localtime(starts_at).date()
            for source, target in combinations(sorted(institutions), 2):
                yield Edge(source, target, "event", Level.NETWORK, since)

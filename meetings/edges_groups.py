"""Ties from groups: institutions whose seats stand in the same group, while both seats are filled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from coordination.lib.levels import Level
from meetings.models import SeatTerm
from network.edges import Edge

MOST = 60  # seats of one group: beyond that (a plenum of hundreds) it says nothing about two of them


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    """Yield a tie between every two institutions that sit in the same group on a day."""
    rows = (
        SeatTerm.objects.in_force(day)
        .holders()
        .filter(group__network__in=networks, seat__institution__isnull=False, group__ended_on__isnull=True)
    )
    seated: dict[int, set[int]] = defaultdict(set)
    for group, institution in rows.values_list("group_id", "seat__institution_id").order_by("group_id"):
        seated[group].add(institution)
    for institutions in seated.values():
        if len(institutions) <= MOST:
            for source, target in combinations(sorted(institutions), 2):
                yield Edge(source, target, "group", Level.NETWORK)

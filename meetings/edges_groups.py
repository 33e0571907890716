"""Ties from groups: institutions that are members of the same group, while both seats are filled.

A seat belongs to an institution, or to a profession or type: then the institution of whoever sits there is the member.
Such a tie tells where a person works: it is as hidden as the person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from django.db.models import Q

from coordination.directory.models import Affiliation
from coordination.lib.levels import Level
from meetings.models import SeatTerm
from network.edges import Edge

MOST = 60  # seats of one group: beyond that (a plenum of hundreds) it says nothing about two of them


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    """Yield a tie between every two institutions that are members of the same group on a day."""
    still = Q(group__ended_on__isnull=True) | Q(group__ended_on__gte=day)
    terms = SeatTerm.objects.in_force(day).holders().filter(still, group__network__in=networks)
    seated: dict[int, dict[int, int]] = defaultdict(dict)
    rows = terms.filter(seat__institution__isnull=False)
    for group, institution in rows.order_by().values_list("group_id", "seat__institution_id"):
        seated[group][institution] = Level.NETWORK
    for group, institution, level in _by_person(terms, day):
        seated[group].setdefault(institution, level)
    for _group, members in sorted(seated.items()):
        if len(members) <= MOST:
            for source, target in combinations(sorted(members), 2):
                yield Edge(source, target, "group", max(members[source], members[target]))


def _by_person(terms: Any, day: dt.date) -> Iterator[tuple[int, int, int]]:
    """(group, institution, level) of seats without an institution: where their holders work on that day."""
    rows = terms.filter(seat__institution__isnull=True, person__removed_at__isnull=True).order_by()
    columns = ("group_id", "group__network_id", "person_id", "person__level", "person__threat_flag")
    held = list(rows.values_list(*columns))
    works = Affiliation.objects.in_force(day).filter(person__in={row[2] for row in held}).order_by("id")
    where: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person, network, institution in works.values_list("person_id", "network_id", "institution_id"):
        where[person, network].add(institution)
    for group, network, person, level, threatened in held:
        found = where[person, network]
        if len(found) == 1:  # of several nobody knows for which one the person sits there
            yield group, next(iter(found)), Level.COORDINATION if threatened else max(Level.NETWORK, level)

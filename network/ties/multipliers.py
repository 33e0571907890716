"""Institutions that share a multiplier: one person speaks for both, or works at one and speaks for the other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from django.apps import apps

from coordination.directory.models import Affiliation
from coordination.lib.levels import Level
from network.edges import Edge

_MOST = 25  # beyond, a person is tied to the first as to a hub: a clique would say nothing more


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    """The tie is no name, yet tells of a person: as hidden as the name, and as the wish not to be shown."""
    Appointment = apps.get_model("network", "Appointment")
    columns = (
        "pk", "person_id", "person__level", "person__threat_flag", "is_shown", "valid_from", "valid_until",
        "institutions__institution_id",
    )  # fmt: skip
    rows = (
        Appointment.objects.active(day)
        .filter(network__in=networks, person__removed_at__isnull=True, institutions__isnull=False)
        .order_by("pk", "institutions__pk")
        .values_list(*columns)
    )
    held: dict[int, tuple[int, int, dt.date | None, dt.date | None]] = {}
    spoken: dict[int, list[int]] = defaultdict(list)
    for pk, person, level, threatened, shown, since, until, institution in rows:
        open_ = shown and not threatened
        held[pk] = (person, max(level, Level.NETWORK) if open_ else Level.COORDINATION, since, until)
        spoken[pk].append(institution)
    at_work: dict[int, list[int]] = defaultdict(list)
    people = {person for person, *_rest in held.values()}
    places = Affiliation.objects.in_force(day).filter(network__in=networks, person__in=people)
    for person, institution in places.order_by("pk").values_list("person_id", "institution_id"):
        at_work[person].append(institution)
    for pk, (person, level, since, until) in held.items():
        houses = list(dict.fromkeys([*at_work[person], *spoken[pk]]))
        pairs = combinations(houses, 2) if len(houses) <= _MOST else ((houses[0], one) for one in houses[1:])
        for source, target in pairs:
            yield Edge(source, target, "multiplier", level, since, until)


def speakers(networks: Collection[int], day: dt.date) -> dict[int, int]:
    """Institution → how many active multipliers speak for it on a day."""
    Appointment = apps.get_model("network", "Appointment")
    rows = Appointment.objects.active(day).filter(
        network__in=networks, person__removed_at__isnull=True, institutions__isnull=False
    )
    found: dict[int, int] = defaultdict(int)
    for institution in rows.order_by().values_list("institutions__institution_id", flat=True):
        found[institution] += 1
    return dict(found)

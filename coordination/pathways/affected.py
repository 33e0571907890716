"""Whom it concerns when printed handouts no longer hold: pathways, handouts, institutions for which they are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from coordination.directory.models import Institution, Listing
from coordination.pathways.models import Handout, Release


@dataclass(frozen=True)
class Affected:
    """„betrifft 3 Mitteilungswege, 5 Handreichungen, 12 Institutionen“; ``holders`` asked to be told."""

    pathways: int
    handouts: int
    institutions: int
    holders: int

    def __bool__(self) -> bool:
        return bool(self.handouts)


def affected(networks: Iterable[int], user: Any) -> Affected:
    """Count what is outdated in circulation, by four questions."""
    rows = Handout.objects.outdated().filter(network__in=list(networks))
    places = list(
        rows.order_by()
        .values_list("release_id", "municipality_id", "network_id", "release__pathway_id", "institution_id")
        .distinct()
    )
    if not places:
        return Affected(0, 0, 0, 0)
    types = dict(
        Release.objects.filter(pk__in={row[0] for row in places}).values_list("pk", "content__types")
    )
    condition = Q(pk__in=[])
    for release, town, network, _pathway, house in places:
        if house is not None:  # made for this one alone
            condition |= Q(pk=house)
            continue
        listed = Listing.objects.of_outer().filter(network=network, status=Listing.Status.ACTIVE)
        condition |= Q(Exists(listed), municipality=town, type__code__in=types.get(release) or [])
    holders = rows.filter(notices__confirmed_at__isnull=False).values("notices").distinct()
    return Affected(
        pathways=len({row[3] for row in places}),
        handouts=rows.count(),
        institutions=Institution.objects.visible_to(user).filter(condition).count(),
        holders=holders.count(),
    )

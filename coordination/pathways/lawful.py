"""Which pathways stand on which legal basis, and which of these nobody has looked at for too long."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from coordination.pathways.models import LegalBasis, Pathway, PathwayBasis, Step


def users_of(user: Any, bases: Collection[LegalBasis]) -> dict[int, list[Pathway]]:
    """Legal basis → the pathways of the reader's networks and the templates that name it, by three questions."""
    ids = [basis.pk for basis in bases]
    pairs = {*PathwayBasis.objects.filter(legal_basis__in=ids).values_list("legal_basis", "pathway")}
    pairs |= {*Step.objects.filter(legal_basis__in=ids).values_list("legal_basis", "pathway")}
    seen = Pathway.objects.visible_to(user).filter(pk__in={pathway for _basis, pathway in pairs})
    ways = {way.pk: way for way in seen.select_related("network").order_by("network__name", "code", "id")}
    rank = {pk: place for place, pk in enumerate(ways)}
    found: dict[int, list[Pathway]] = {}
    for basis, pathway in sorted((pair for pair in pairs if pair[1] in ways), key=lambda pair: rank[pair[1]]):
        found.setdefault(basis, []).append(ways[pathway])
    return found


def overdue_in(pathways: Any) -> list[LegalBasis]:
    """The legal bases of these pathways that are to be checked again, by one question."""
    used = Q(pk__in=PathwayBasis.objects.filter(pathway__in=pathways).values("legal_basis"))
    used |= Q(
        pk__in=Step.objects.filter(pathway__in=pathways, legal_basis__isnull=False).values("legal_basis")
    )
    return list(LegalBasis.objects.overdue().filter(used).order_by("citation", "id"))

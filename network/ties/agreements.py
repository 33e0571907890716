"""Agreements of the directory, where the other end is in the directory too.

An agreement under section 8a(4) or 72a SGB VIII is concluded with the youth office in charge of the place, a
cooperation agreement (section 3 KKG) with the coordination office of the network. Without such an entry: no tie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Q

from coordination.directory.models import Agreement, Listing, YouthOfficeDistrict
from coordination.lib.levels import Level
from network.edges import Edge

COORDINATION_OFFICE, YOUTH_OFFICE = "network_coordination", "youth_office"
WITH_YOUTH_OFFICE = {Agreement.Kind.PROTECTION, Agreement.Kind.CONDUCT}


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    offices = _offices(networks)
    if not offices:
        return
    in_charge = dict(YouthOfficeDistrict.objects.order_by().values_list("municipality_id", "youth_office_id"))
    rows = Agreement.objects.valid(day).filter(network__in=networks).exclude(kind=Agreement.Kind.CONCEPT)
    columns = (
        "institution_id",
        "institution__municipality_id",
        "network_id",
        "kind",
        "signed_on",
        "valid_until",
    )
    for institution, place, network, kind, signed_on, until in rows.order_by().values_list(*columns):
        if kind in WITH_YOUTH_OFFICE:
            other = in_charge.get(place) or offices.get((network, YOUTH_OFFICE))
        else:
            other = offices.get((network, COORDINATION_OFFICE))
        if other is not None and other != institution:
            yield Edge(institution, other, "agreement", Level.NETWORK, signed_on, until)


def _offices(networks: Collection[int]) -> dict[tuple[int, str], int]:
    """The coordination office and the youth office of each network; of several the first that was entered."""
    rows = Listing.objects.filter(
        Q(institution__type__code__in=[COORDINATION_OFFICE, YOUTH_OFFICE]),
        network__in=networks,
        status=Listing.Status.ACTIVE,
        institution__removed_at__isnull=True,
    )
    found: dict[tuple[int, str], int] = {}
    for network, code, institution in rows.order_by("id").values_list(
        "network_id", "institution__type__code", "institution_id"
    ):
        found.setdefault((network, code), institution)
    return found

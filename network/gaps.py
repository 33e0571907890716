"""Institutions nobody speaks for, and those for which one person alone does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from coordination.directory.models import Institution, Listing
from network.models import Appointment, AppointmentInstitution


def with_speakers(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Active institutions of these networks, each with the number of people who speak for it on a day."""
    listed = Listing.objects.filter(
        network__in=networks, status=Listing.Status.ACTIVE, institution=OuterRef("pk")
    )
    active = Appointment.objects.active(day).filter(network__in=networks)
    speaking = AppointmentInstitution.objects.filter(institution=OuterRef("pk"), appointment__in=active)
    counted = (
        speaking.order_by().values("institution").annotate(n=Count("appointment__person", distinct=True))
    )
    number = Subquery(counted.values("n"), output_field=IntegerField())
    return Institution.objects.in_use().filter(Exists(listed)).annotate(speakers=Coalesce(number, Value(0)))


def without_multiplier(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Gaps: nobody is there."""
    return with_speakers(networks, day).filter(speakers=0)


def with_one_only(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Risks: one person, and nobody if that person leaves."""
    return with_speakers(networks, day).filter(speakers=1)


def counts(networks: Collection[int], day: dt.date | None = None) -> dict[int, int]:
    """How many institutions have nobody, one person, more: 0, 1, 2 → number."""
    found = {0: 0, 1: 0, 2: 0}
    rows = with_speakers(networks, day).order_by().values("speakers").annotate(n=Count("pk"))
    for row in rows.values_list("speakers", "n"):
        found[min(row[0], 2)] += row[1]
    return found

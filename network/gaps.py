"""Institutions nobody reaches, those that only the provider's multiplier reaches, those with one person alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from coordination.directory.models import Institution, Listing
from network.models import Appointment, AppointmentInstitution

_ABOVE = ("parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent")


def with_speakers(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Active institutions of these networks, each with the number of people who speak for it on a day.

    ``carried``: nobody does, but somebody speaks for its provider, up to four providers above each other.
    """
    listed = Listing.objects.filter(
        network__in=networks, status=Listing.Status.ACTIVE, institution=OuterRef("pk")
    )
    active = Appointment.objects.active(day).filter(network__in=networks)
    speaking = AppointmentInstitution.objects.filter(institution=OuterRef("pk"), appointment__in=active)
    counted = (
        speaking.order_by().values("institution").annotate(n=Count("appointment__person", distinct=True))
    )
    number = Subquery(counted.values("n"), output_field=IntegerField())
    for_provider = AppointmentInstitution.objects.filter(appointment__in=active)
    above = Q()
    for provider in _ABOVE:
        above |= Q(Exists(for_provider.filter(institution=OuterRef(provider))))
    carried = Case(When(Q(speakers=0) & above, then=True), default=False, output_field=BooleanField())
    rows = Institution.objects.in_use().filter(Exists(listed)).annotate(speakers=Coalesce(number, Value(0)))
    return rows.annotate(carried=carried)


def without_multiplier(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Gaps: nobody is there, and nobody at the provider."""
    return with_speakers(networks, day).filter(speakers=0, carried=False)


def through_provider_only(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Nobody of their own; the provider's multiplier carries for them."""
    return with_speakers(networks, day).filter(carried=True)


def with_one_only(networks: Collection[int], day: dt.date | None = None) -> QuerySet[Any]:
    """Risks: one person, and nobody if that person leaves."""
    return with_speakers(networks, day).filter(speakers=1)


def counts(networks: Collection[int], day: dt.date | None = None) -> dict[str, int]:
    """How many institutions have „none“, their provider's multiplier alone („through“), „one“ person, „more“."""
    found = {"none": 0, "through": 0, "one": 0, "more": 0}
    rows = with_speakers(networks, day).order_by().values("speakers", "carried").annotate(n=Count("pk"))
    for speakers, carried, n in rows.values_list("speakers", "carried", "n"):
        word = "through" if carried else "none" if not speakers else "one" if speakers == 1 else "more"
        found[word] += n
    return found

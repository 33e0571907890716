"""What a network owes in events: three interdisciplinary trainings a year, and the next edition of each series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.db.models import Max, Q
from django.utils import timezone

from meetings.models import Event, EventSeries

OWED = 3  # § 9 Abs. 5 LKSG NRW: at least three interdisciplinary offers a year
WARNED_BEFORE = relativedelta(months=6)


@dataclass(frozen=True)
class Counter:
    """How many interdisciplinary offers of a year were held, are planned, are owed."""

    year: int
    held: int
    planned: int

    @property
    def missing(self) -> int:
        return max(0, OWED - self.held - self.planned)


def interdisciplinary(networks: Collection[int], day: dt.date | None = None) -> Counter:
    """Count the offers of the running year that are marked as interdisciplinary and not called off."""
    day = day or timezone.localdate()
    rows = Event.objects.filter(
        network__in=networks, is_interdisciplinary=True, removed_at__isnull=True, starts_at__year=day.year
    ).exclude(state__in=[Event.State.CANCELLED, Event.State.DRAFT])
    past = rows.filter(ends_at__lt=timezone.now()).count()
    return Counter(day.year, past, rows.count() - past)


@dataclass(frozen=True)
class Owed:
    """A series whose next edition is not planned although it is due by ``due``."""

    series: EventSeries
    last: dt.date | None
    due: dt.date

    @property
    def is_late(self) -> bool:
        return self.due < timezone.localdate()


def owed(networks: Collection[int], day: dt.date | None = None) -> list[Owed]:
    """Series with a duty that have nothing planned, from six months before the next edition is due."""
    day = day or timezone.localdate()
    counts = Q(editions__removed_at__isnull=True) & ~Q(editions__state=Event.State.CANCELLED)
    rows = EventSeries.objects.filter(network__in=networks, every_months__isnull=False).select_related(
        "owner"
    )
    found = []
    for series in rows.annotate(last=Max("editions__starts_at", filter=counts)).order_by("name", "id"):
        last = timezone.localtime(series.last).date() if series.last else None
        due = last + relativedelta(months=series.every_months or 0) if last else day
        if last is None or (last < day and due - WARNED_BEFORE <= day):
            found.append(Owed(series, last, due))
    return found

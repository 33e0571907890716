"""Keeping no longer than needed (Art. 5(1)(e) GDPR): what is due per network, and the run that deals with it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.lib.models import KeepingTime, RetentionRun
from coordination.lib.personal.collected import editable_periods
from coordination.lib.personal.shapes import Before, Period

REPORTS_KEPT = dt.timedelta(days=730)


def months_before(now: dt.datetime, months: int) -> dt.datetime:
    """Return the same day and time so many months earlier; the last of a shorter month where there is no such day."""
    whole = now.year * 12 + now.month - 1 - months
    year, month = divmod(whole, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def chosen(networks: Collection[int] | None = None) -> dict[tuple[int, str], int]:
    """Return (network, key) → months of what networks have changed."""
    rows = (
        KeepingTime.objects.all() if networks is None else KeepingTime.objects.filter(network_id__in=networks)
    )
    return {(row.network_id, row.key): row.months for row in rows}


def months_of(period: Period, network_id: int | None) -> int:
    """How long this network keeps, in months; never outside the bounds of the period."""
    row = KeepingTime.objects.filter(network_id=network_id, key=period.key).first() if network_id else None
    return _within(period, row.months if row else period.months)


def _within(period: Period, months: int) -> int:
    return max(period.least, min(period.most, months))


def before_of(period: Period, now: dt.datetime, times: dict[tuple[int, str], int]) -> Before:
    """Return the function that says from when on a network still keeps."""

    def before(network_id: int | None) -> dt.datetime:
        months = times.get((network_id, period.key), period.months) if network_id else period.months
        return months_before(now, _within(period, months))

    return before


@dataclass(frozen=True)
class Due:
    """What a period would deal with now."""

    period: Period
    count: int


def preview(networks: Collection[int], network_id: int, *, now: dt.datetime | None = None) -> list[Due]:
    """Return what the next run would do in one network. ``networks``: ids of all there are. Changes nothing."""
    moment, times = now or timezone.now(), chosen()
    found = []
    for period in editable_periods():
        rows = period.due(before_of(period, moment, times), networks)
        if period.of_network is not None:
            rows = period.of_network(rows, network_id)
        found.append(Due(period, rows.order_by().count()))
    return found


def run(networks: Collection[int], *, now: dt.datetime | None = None) -> dict[str, int]:
    """Deal with what is due in all networks; return key → count. A second run at the same time finds nothing."""
    moment, times = now or timezone.now(), chosen()
    done: dict[str, int] = {}
    per_network: dict[str, Any] = {}
    for period in editable_periods():
        with transaction.atomic():
            rows = period.due(before_of(period, moment, times), networks)
            if period.of_network is not None:
                per_network[period.key] = {
                    str(pk): count
                    for pk in networks
                    if (count := period.of_network(rows, pk).order_by().count())
                }
            done[period.key] = period.act(rows)
            if period.of_network is None and done[period.key]:
                per_network[period.key] = {"": done[period.key]}
    RetentionRun.objects.filter(at__lt=moment - REPORTS_KEPT).delete()
    if any(done.values()):
        RetentionRun.objects.create(at=moment, counts={key: at for key, at in per_network.items() if at})
    return done

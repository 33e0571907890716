"""On-call telephones of the own networks whose rota has a gap in the next weeks; a gap on a feast is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.directory.models import OnCallShift, Service
from coordination.directory.reachability import calendars_of, hours_of, land_of
from coordination.directory.rota import GAP, findings, told
from coordination.lib.hours import intervals
from coordination.lib.worklist import FOLLOW_UP, Waiting

AHEAD, MOST = dt.timedelta(weeks=5), 10


def waiting(user: Any) -> Iterator[Waiting]:
    networks = scope_of(user).may("directory.change_service")
    if not networks:
        return
    kept = Service.objects.filter(network__in=networks, hours__keeps_rota=True, removed_at__isnull=True)
    rows = list(
        kept.select_related("hours", "provider__municipality__district__land", "network__land")[:MOST]
    )
    if not rows:
        return
    now = timezone.now()
    shifts: dict[int, list[OnCallShift]] = {row.pk: [] for row in rows}
    for shift in (
        OnCallShift.objects.filter(service__in=rows).between(now, now + AHEAD).order_by("starts_at", "id")
    ):
        shifts[shift.service_id].append(shift)
    lands = {land.pk: land for row in rows if (land := land_of(row)) is not None}
    calendars = calendars_of(lands, now.date())
    for row in rows:
        land = land_of(row)
        calendar = calendars[land.pk if land is not None else None]
        spans = intervals(hours_of(row).osm, calendar, now, now + AHEAD)
        gaps = [one for one in findings(spans, shifts[row.pk], calendar) if one.kind == GAP]
        if gaps:
            first = next((one for one in gaps if one.is_grave), gaps[0])
            day = timezone.localtime(first.start)
            yield Waiting(
                FOLLOW_UP,
                "phone",
                _("Gap in the rota: %(name)s") % {"name": row},
                f"{date_format(day, 'D, d.m.Y H:i')}: {told(first)}",
                reverse("directory:rota", args=[row.uid]),
                _("Open the rota"),
                day.date(),
            )

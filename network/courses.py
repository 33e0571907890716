"""The courses of a network's concerns, read with one question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Min, Q

from coordination.lib.ago import local_day
from network.models import Concern, ConcernStep
from network.response import Course

_KIND = ConcernStep.Kind
# The hops by which somebody has seen to it.
SEEN_TO = [_KIND.TAKEN_UP, _KIND.WITH_GROUP, _KIND.DECIDED, _KIND.ANSWERED, _KIND.DECLINED]


def courses(networks: Collection[int]) -> Iterator[Course]:
    rows = Concern.objects.filter(network__in=networks).order_by()
    seen = Min("steps__at", filter=Q(steps__kind__in=SEEN_TO))
    values = rows.annotate(seen_at=seen).values_list(
        "raised_at", "seen_at", "answered_at", "declined_at", "promised_on"
    )
    for raised, seen_at, answered, declined, promised in values:
        closed = answered or declined
        yield Course(
            raised=local_day(raised),
            taken_up=_day(seen_at),
            closed=_day(closed),
            promised=promised,
            is_answered=answered is not None,
        )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return local_day(moment) if moment else None

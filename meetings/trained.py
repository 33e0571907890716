"""Who was at a training, for the figure „trained“ of the multipliers: network → person → last day they were there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models.functions import Coalesce

from coordination.lib.ago import local_day
from meetings.models import Attendance, Event

KINDS = (Event.Kind.TRAINING,)


def at_trainings() -> dict[int, dict[int, dt.date]]:
    """While registrations last (six months): later the day stands with the multiplier."""
    rows = Attendance.objects.standing().filter(event__kind__in=KINDS, event__removed_at__isnull=True)
    person = Coalesce("registration__person", "registration__user__person")
    values = rows.annotate(who=person).filter(who__isnull=False).order_by("present_from", "id")
    found: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for network, who, since in values.values_list("event__network", "who", "present_from"):
        found[network][who] = local_day(since)
    return dict(found)

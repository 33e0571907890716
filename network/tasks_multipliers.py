"""What comes round among multipliers: terms begin and end, reminders, the weekly five minutes."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from coordination.lib.tasks import periodic, task
from network.models import Appointment
from network.services import appointments, mails

MONDAY_UNTIL_WEDNESDAY = 3  # a machine that stood still on Monday makes up for it


@periodic(every=timedelta(days=1), key="network.terms", at=time(0, 30))
@task(retries=3)
def turn_terms() -> dict[str, int]:
    """Begin confirmed terms whose first day has come, end those past their last day; a second run finds nothing."""
    today = timezone.localdate()
    past = list(Appointment.objects.past(today).select_related("person__user", "network").order_by("id"))
    for one in past:
        appointments.finish(appointment=one)
    ready = Appointment.objects.filter(
        state=Appointment.State.CONFIRMED, valid_from__lte=today, valid_until__gte=today
    )
    begun = list(ready.select_related("person__user", "network").order_by("id"))
    for one in begun:
        appointments.activate(by=None, appointment=one)
    return {"ended": len(past), "begun": len(begun)}


@periodic(every=timedelta(days=1), key="network.reminders", at=time(6, 20))
@task(retries=3)
def remind() -> int:
    return mails.send_reminders()


@periodic(every=timedelta(days=1), key="network.weekly", at=time(6, 40))
@task(retries=3)
def five_minutes() -> int:
    """The weekly mail; each person has it once a week, whenever this runs."""
    if timezone.localdate().weekday() >= MONDAY_UNTIL_WEDNESDAY:
        return 0
    return mails.send_weekly()

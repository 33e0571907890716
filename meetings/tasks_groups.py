"""What comes round for groups: the morning's reminder of tasks that are due or overdue."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coordination.lib.tasks import periodic, task
from meetings.models import Task
from meetings.services import group_mails

AHEAD, AGAIN = dt.timedelta(days=3), dt.timedelta(days=7)


@periodic(every=dt.timedelta(days=1), key="meetings.tasks", at=dt.time(6, 45))
@task(retries=2)
def remind_of_tasks() -> int:
    """One mail per person: what is due within three days, and once a week what is overdue. Return how many mails."""
    today = timezone.localdate()
    due = Task.objects.to_do().filter(due__lte=today + AHEAD, group__ended_on__isnull=True)
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=today - AGAIN)
    overdue_today = Q(due=today - dt.timedelta(days=1)) & Q(reminded_on__lt=today)
    with transaction.atomic():
        rows = due.filter(fresh | overdue_today).select_related("group__network", "seat", "person__user")
        return group_mails.remind(rows.order_by("due", "id"))

"""What comes round for groups: the morning's reminder of tasks due or overdue, and what goes to the chair after it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from coordination.lib.tasks import periodic, task
from meetings.models import Group, Task
from meetings.services import group_mails

AHEAD, AGAIN = dt.timedelta(days=3), dt.timedelta(days=7)
PATIENCE = dt.timedelta(days=14)  # the day after and a week later the doer was reminded


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


@periodic(every=dt.timedelta(days=1), key="meetings.escalation", at=dt.time(6, 50))
@task(retries=2)
def tell_the_chair() -> int:
    """To the chair of each group, once a week at most: what is overdue by two weeks, or nobody gets a mail about."""
    today = timezone.localdate()
    groups = Group.objects.filter(ended_on__isnull=True).annotate(told=Max("tasks__escalated_on"))
    quiet = groups.filter(Q(told__isnull=True) | Q(told__lte=today - AGAIN))
    with transaction.atomic():
        rows = Task.objects.overdue(today).filter(group__in=quiet.values("pk"))
        rows = rows.select_related("group__network", "seat", "person__user")
        return group_mails.escalate(rows.order_by("group_id", "due", "id"), since=today - PATIENCE)

"""Dates of groups for calendars: meetings and deadlines of tasks, as values of ``lib/ical.py``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.ical import Date
from meetings.models import Group, Meeting, Task

BACK = dt.timedelta(days=365)


def host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"


def _address(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def meeting_date(meeting: Meeting, *, link: bool = True) -> Date:
    """One meeting. UID and SEQUENCE follow the row, so that a change moves the date and does not double it."""
    place = ", ".join(part for part in (meeting.place, meeting.online_link if link else "") if part)
    agenda = _address(reverse("meetings:meeting-detail", args=[meeting.uid]))
    return Date(
        uid=meeting.uid,
        title=str(meeting),
        start=meeting.starts_at,
        end=meeting.ends_at,
        changed_at=timezone.now(),
        version=meeting.version,
        place=place,
        text=_("Agenda: %(address)s") % {"address": agenda},
        address=agenda,
        cancelled=meeting.state == Meeting.State.CANCELLED,
        remind_before=dt.timedelta(hours=2),
    )


def task_date(task: Task) -> Date | None:
    if task.due is None:
        return None
    return Date(
        uid=task.uid,
        title=_("Task: %(task)s") % {"task": task.title},
        start=task.due,
        end=task.due,
        changed_at=timezone.now(),
        version=task.version,
        text=str(task.group),
        address=_address(task.get_absolute_url()),
        cancelled=task.is_done,
    )


def of_person(user: Any) -> Iterator[Date]:
    """Meetings of the person's groups since a year, and the own tasks that are to be done."""
    since = timezone.now() - BACK
    mine = Group.objects.of(user).values("pk")
    meetings = Meeting.objects.filter(group__in=mine, starts_at__gte=since).select_related("group")
    for meeting in meetings.order_by("starts_at", "id"):
        yield meeting_date(meeting)
    tasks = Task.objects.visible_to(user).mine(user).to_do().select_related("group").order_by("due", "id")
    for task in tasks:
        if (date := task_date(task)) is not None:
            yield date


def of_group(group: Group) -> Iterator[Date]:
    rows = Meeting.objects.filter(group=group, starts_at__gte=timezone.now() - BACK).select_related("group")
    for meeting in rows.order_by("starts_at", "id"):
        yield meeting_date(meeting)

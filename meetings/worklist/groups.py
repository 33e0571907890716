"""What waits among groups, meetings and tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import DECIDE, FOLLOW_UP, PREPARE, Waiting
from meetings.models import Meeting, SeatTerm, Task
from meetings.services.group_rights import offices_of

SOON, MOST = dt.timedelta(days=14), 8


def waiting(user: Any) -> Iterator[Waiting]:
    mine = offices_of(user)
    if not mine:
        return
    today = timezone.localdate()
    yield from _tasks(user, today)
    led = [group for group, offices in mine.items() if offices - {SeatTerm.Office.NONE}]
    meetings = Meeting.objects.filter(group__in=list(mine), group__network__in=scope_of(user).networks)
    ahead = meetings.select_related("group").filter(
        state__in=[Meeting.State.PLANNED, Meeting.State.INVITED, Meeting.State.RUNNING],
        ends_at__gte=timezone.now() - SOON,
    )
    for meeting in ahead.order_by("starts_at", "id")[: MOST * 2]:
        url = meeting.get_absolute_url()
        leads = meeting.group_id in led
        if meeting.state == Meeting.State.RUNNING and leads:
            text = _("The meeting is running; close it when it is over.")
            url = reverse("meetings:minutes", args=[meeting.uid])
            yield Waiting(FOLLOW_UP, "group", str(meeting), text, url, _("To the minutes"), meeting.day)
        elif meeting.state == Meeting.State.PLANNED and leads:
            notice = meeting.day - dt.timedelta(days=meeting.group.invite_days)
            if notice <= today + SOON:
                text = _("The invitation has not gone out yet.")
                yield Waiting(PREPARE, "mail", str(meeting), text, url, _("Invite"), notice)
        elif meeting.state == Meeting.State.INVITED and meeting.day <= today + SOON:
            yield Waiting(PREPARE, "calendar", str(meeting), meeting.span, url, _("Agenda"), meeting.day)
    drafts = meetings.filter(minutes_state=Meeting.Minutes.COMMENTS, comments_until__gte=today)
    for meeting in drafts.select_related("group").order_by("comments_until", "id")[:MOST]:
        url = reverse("meetings:minutes-read", args=[meeting.uid])
        text = _("The draft of the minutes is open for remarks.")
        yield Waiting(DECIDE, "doc", str(meeting), text, url, _("Read"), meeting.comments_until)


def _tasks(user: Any, today: dt.date) -> Iterator[Waiting]:
    rows = Task.objects.visible_to(user).mine(user).to_do().filter(due__lte=today + SOON)
    for task in rows.select_related("group").order_by("due", "id")[:MOST]:
        url = task.get_absolute_url()
        yield Waiting(FOLLOW_UP, "task", task.title, str(task.group), url, _("Done or later"), task.due)

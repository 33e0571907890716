"""Mails of groups: invitation with agenda and date, draft with the own tasks on top, reminders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from coordination.accounts.models import User
from coordination.lib import ical, mail
from meetings import calendars
from meetings.doers import doers
from meetings.models import AgendaItem, Group, Meeting, SeatTerm, Task

MOST = 30


def members(group: Group, day: Any = None) -> list[User]:
    """Everybody with a seat on a day, deputies too, who has an open account; each once."""
    seats = SeatTerm.objects.in_force(day).filter(group=group)
    users = User.objects.filter(person__in=seats.values("person"), is_active=True)
    return list(users.order_by("id"))


def invite(meeting: Meeting, *, changed: bool = False) -> int:
    """Invitation (or what has changed about it) with the agenda; the date for the calendar hangs on it."""
    group = meeting.group
    items = list(AgendaItem.objects.filter(meeting=meeting).agreed())
    cancelled = meeting.state == Meeting.State.CANCELLED
    method = "CANCEL" if cancelled else "REQUEST" if changed else "PUBLISH"
    people = members(group, meeting.day)
    for user in people:
        with translation.override(user.language):
            date = calendars.meeting_date(meeting)
            span = meeting.span
        mail.queue(
            "meetings/mail/invitation",
            to=user.email,
            context=_context(group, user)
            | {
                "meeting": meeting,
                "span": span,
                "items": items,
                "changed": changed,
                "cancelled": cancelled,
                "address": _address(meeting.get_absolute_url()),
            },
            reply_to=group.network.contact_email or None,
            delivery=mail.AT_LEAST_ONCE,
            language=user.language,
            calendar=ical.calendar(str(group), [date], host=calendars.host(), method=method),
        )
    return len(people)


def closed(meeting: Meeting) -> int:
    """The draft is there: one's own tasks on top, then decisions, then the way to the draft and to remarks."""
    group = meeting.group
    open_tasks = list(_open_tasks(group))
    who = doers(open_tasks)
    decisions = list(
        meeting.decisions.filter(item__is_confidential=False).select_related("item").order_by("serial", "id")
    )
    people = members(group, meeting.day)
    for user in people:
        mine = [task for task in open_tasks if (doer := who[task.pk]) is not None and doer.user_id == user.pk]
        rows, tokens = _taps(mine, user)
        mail.queue(
            "meetings/mail/closed",
            to=user.email,
            context=_context(group, user)
            | {
                "meeting": meeting,
                "rows": rows,
                "decisions": decisions,
                "address": _address(reverse("meetings:minutes-read", args=[meeting.uid])),
            },
            tokens=tokens,
            reply_to=group.network.contact_email or None,
            language=user.language,
        )
    return len(people)


def remind(tasks: Iterable[Task]) -> int:
    """One mail per person with all tasks due or overdue, each with its taps; return how many mails."""
    tasks = list(tasks)
    who = doers(tasks)
    by_user: dict[int, tuple[User, list[Task]]] = {}
    for task in tasks:
        doer = who[task.pk]
        if doer is not None and doer.user is not None and doer.user.is_active:
            by_user.setdefault(doer.user.pk, (doer.user, []))[1].append(task)
    today = timezone.localdate()
    for user, mine in by_user.values():
        rows, tokens = _taps(mine, user)
        mail.queue(
            "meetings/mail/reminder",
            to=user.email,
            context=_context(mine[0].group, user)
            | {
                "rows": rows,
                "late": any(task.is_overdue for task in mine),
                "address": _address(reverse("meetings:task-list")),
            },
            tokens=tokens,
            language=user.language,
        )
        for task in mine:
            task.note_reminded(today)
    return len(by_user)


def _taps(tasks: list[Task], user: User) -> tuple[list[dict[str, Any]], list[str]]:
    from meetings.services.tasks import link_for  # noqa: PLC0415 -- tasks send mails

    rows, tokens = [], []
    for task in tasks[:MOST]:
        token = link_for(task, user)
        tokens.append(token)
        rows.append({"task": task, "address": _address(reverse("dates:task-tap", args=[token]))})
    return rows, tokens


def _open_tasks(group: Group) -> Any:
    rows = Task.objects.filter(group=group).to_do().select_related("group__network", "seat", "person__user")
    return rows.order_by("due", "id")


def _context(group: Group, user: User) -> dict[str, Any]:
    return {"name": user.get_full_name(), "group": group, "network_name": str(group.network)}


def _address(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path

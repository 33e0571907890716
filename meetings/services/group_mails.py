"""Mails of groups: invitation with agenda and date, draft with the own tasks on top, reminders, the chair's digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from coordination.accounts.models import User
from coordination.directory.models import Person
from coordination.lib import ical, mail
from meetings import calendars
from meetings.doers import doers, seated
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
        user = _reached(who[task.pk])
        if user is not None:
            by_user.setdefault(user.pk, (user, []))[1].append(task)
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


def escalate(overdue: Iterable[Task], *, since: dt.date) -> int:
    """One mail per group to its chair; return how many. ``overdue`` is ordered by group.

    It names what was due on ``since`` or earlier, and whatever belongs to somebody whom no reminder reaches; of the
    chair's own tasks the chair is reminded anyway. With no chair who can be reached it goes to the deputy chair.
    """
    tasks = list(overdue)
    people, today, told = seated({task.group_id for task in tasks}), timezone.localdate(), 0
    for group, rows_of_group in groupby(tasks, key=lambda task: task.group):
        vice = _reached(people.vices.get(group.pk))
        chair = _reached(people.chairs.get(group.pk)) or vice
        if chair is None:
            continue
        late = []
        for task in rows_of_group:
            doer = people.doer(task)
            user = _reached(doer)
            if user != chair and (user is None or (task.due is not None and task.due <= since)):
                late.append((task, doer))
        if not late:
            continue
        rows, tokens = _taps([task for task, doer in late], chair)
        for row, (_task, doer) in zip(rows, late, strict=False):
            row.update(who=doer, unreached=_reached(doer) is None)
        mail.queue(
            "meetings/mail/escalation",
            to=chair.email,
            context=_context(group, chair)
            | {
                "rows": rows,
                "more": len(late) - len(rows),
                "address": _address(f"{reverse('meetings:task-list')}?stand=ueberfaellig&gruppe={group.uid}"),
            },
            tokens=tokens,
            language=chair.language,
        )
        told += 1
        for task, _doer in late:
            task.note_escalated(today)
    return told


def _reached(person: Person | None) -> User | None:
    """The account at which a mail reaches a person, if there is one."""
    user = person.user if person is not None else None
    return user if user is not None and user.is_active else None


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

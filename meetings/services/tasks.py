"""Tasks: given to a seat or a person, done or put off by one tap, reminded of, never forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Link
from coordination.accounts.permissions import scope_of
from coordination.accounts.roles import Reach
from coordination.directory.models import Person
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from meetings.doers import doers
from meetings.models import Group, SeatTerm, Task
from meetings.services.decisions import concern_of
from meetings.services.group_rights import leads, require_lead
from network.services import concerns

LATEST = dt.timedelta(days=366)
DEFAULT_DELAY = dt.timedelta(days=14)


def assign_task(*, by: Any, task: Task) -> Task:
    """Give a task to a seat or a person of the group."""
    group = task.group
    if group.network_id not in scope_of(by).may("meetings.change_task"):
        require_lead(by, group)
    if task.seat is None and task.person is None:
        raise RuleBroken(_("Please say who sees to it."), code="owner_missing")
    if task.seat is not None and task.seat.group_id != group.pk:
        raise RuleBroken(_("This seat is one of another group."), code="not_here")
    if task.person is not None and not _sits_in(task.person, group):
        raise RuleBroken(_("This person has no seat in the group."), code="not_here")
    if task.decision is not None and task.decision.group_id != group.pk:
        raise RuleBroken(_("This decision is one of another group."), code="not_here")
    if task.due is not None and task.due < timezone.localdate():
        raise RuleBroken(_("This day has gone by."), code="past")
    task.full_clean()
    with changes(by=by):
        task.save()
    return task


def finish_task(*, by: Any, task: Task, result: str = "", answer: str = "") -> Task:
    """Note a task as done. With ``answer`` the concern it came from is answered to all who raised it."""
    _require_doer(by, task)
    with changes(by=by):
        row = _row(task)
        if row.is_done:
            raise RuleBroken(_("This task is done already."), code="already_done")
        row.finish(result.strip()[:500])
        _revoke_links(row)
        if answer.strip():
            concern = concern_of(row.item) if row.item is not None else None
            if concern is None or not concern.is_open:
                raise RuleBroken(_("There is no open concern behind this task."), code="no_concern")
            concerns.answer_back(by=by, concern=concern, answer=answer)
    return row


def postpone_task(*, by: Any, task: Task, until: dt.date | None = None) -> Task:
    """Put a task off, by two weeks if no day is given; how often is counted."""
    _require_doer(by, task)
    today = timezone.localdate()
    until = until or max(task.due or today, today) + DEFAULT_DELAY
    if until <= today:
        raise RuleBroken(_("Please choose a day that lies ahead."), code="past")
    if until > today + LATEST:
        raise RuleBroken(_("A task is put off by one year at most."), code="too_far")
    with changes(by=by):
        row = _row(task)
        if row.is_done:
            raise RuleBroken(_("This task is done already."), code="already_done")
        row.postpone(until)
    return row


def reopen_task(*, by: Any, task: Task) -> Task:
    _require_doer(by, task)
    with changes(by=by):
        row = _row(task)
        if row.is_done:
            row.reopen()
    return row


def may_do(user: Any, task: Task) -> bool:
    """Whose task it is today, who leads the group, and the coordination."""
    try:
        _require_doer(user, task)
    except PermissionDenied:
        return False
    return True


def link_for(task: Task, user: Any) -> str:
    """Return the secret of a link by which its owner says done or later without signing in; valid 30 days past due."""
    link, token = Link.make(
        Link.Purpose.TASK,
        recipient=user.email,
        network=task.group.network,
        data={"task": str(task.uid), "user": str(user.uid)},
    )
    link.expires_at = timezone.now() + dt.timedelta(days=30)
    if task.due is not None:
        days = max((task.due - timezone.localdate()).days, 0)
        link.expires_at += dt.timedelta(days=min(days, 366))
    link.save(update_fields=["expires_at"])
    return token


@transaction.atomic
def _row(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related(
        "group__network", "item__meeting__group", "seat", "person"
    )
    return rows.get(pk=task.pk)


def _require_doer(by: Any, task: Task) -> None:
    scope = scope_of(by)
    if task.group.network_id in scope.may("meetings.change_task") or leads(by, task.group):
        return
    if task.group.network_id in scope.may("meetings.view_task", reach=Reach.OWN):
        if Task.objects.mine(by).filter(pk=task.pk).exists():
            return
        doer = doers([task])[task.pk]
        if doer is not None and doer.user_id == by.pk:
            return
    raise PermissionDenied("meetings.change_task")


def _sits_in(person: Person, group: Group) -> bool:
    return SeatTerm.objects.in_force().filter(group=group, person=person).exists()


def _revoke_links(task: Task) -> None:
    rows = Link.objects.usable().filter(purpose=Link.Purpose.TASK, data__task=str(task.uid))
    rows.update(revoked_at=timezone.now())

"""The agenda: it begins by itself, takes concerns and versions of pathways up, and keeps its order."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.pathways.models import Release
from meetings.models import AgendaItem, Decision, Meeting, Minutes, Task
from meetings.services.group_rights import prepares, require_member, require_prepare
from network.models import Concern
from network.services import concerns

KIND, SOURCE = AgendaItem.Kind, AgendaItem.Source


def fill_agenda(*, by: Any, meeting: Meeting) -> list[AgendaItem]:
    """Begin an agenda: the last minutes, standing items, open tasks, decisions due for review."""
    group = meeting.group
    made = []
    before = (
        Meeting.objects.filter(group=group, state=Meeting.State.CLOSED)
        .exclude(minutes_state=Meeting.Minutes.APPROVED)
        .exclude(pk=meeting.pk)
        .order_by("starts_at", "id")
    )
    for last in before:
        title = _("Approval of the minutes of %(day)s") % {"day": date_format(last.day, "d.m.Y")}
        made.append(_make(meeting, title, KIND.FORMALITY, 5, SOURCE.MINUTES, last.uid))
    lines = filter(None, (line.strip()[:160] for line in group.standing_items.splitlines()))
    made += [_make(meeting, title, KIND.INFO, 10, SOURCE.STANDING, None) for title in lines]
    if Task.objects.filter(group=group).to_do().exists():
        made.append(_make(meeting, _("Open tasks"), KIND.INFO, 10, SOURCE.TASKS, meeting.uid))
    due = Decision.objects.filter(group=group).due_for_review(meeting.day).order_by("id")
    return made + [_review(meeting, decision) for decision in due]


def take_up(*, by: Any, concern: Concern, meeting: Meeting) -> AgendaItem:
    """Put a concern on the agenda of a meeting; everybody who raised it hears where and when."""
    require_prepare(by, meeting.group)
    _must_not_be_over(meeting)
    if concern.network_id != meeting.group.network_id:
        raise RuleBroken(_("This concern belongs to another network."), code="not_here")
    _once(meeting, SOURCE.CONCERN, concern.uid)
    with changes(by=by):
        item = _make(meeting, concern.title, KIND.DECISION, 20, SOURCE.CONCERN, concern.uid, concern.text)
        concerns.put_on_agenda(
            by=by,
            concern=concern,
            group_name=str(meeting.group),
            meeting_on=meeting.day,
            source_uid=item.uid,
        )
    return item


def take_release(*, by: Any, release: Release, meeting: Meeting) -> AgendaItem:
    """Put a version of a pathway that waits for its approval on the agenda."""
    require_prepare(by, meeting.group)
    _must_not_be_over(meeting)
    if release.state != Release.State.IN_REVIEW:
        raise RuleBroken(_("This version is not in review."), code="not_in_review")
    if release.pathway.network_id != meeting.group.network_id:
        raise RuleBroken(_("This version belongs to another network."), code="not_here")
    _once(meeting, SOURCE.RELEASE, release.uid)
    title = _("Reporting pathway: %(release)s") % {"release": release}
    with changes(by=by):
        return _make(
            meeting, title[:160], KIND.DECISION, 20, SOURCE.RELEASE, release.uid, release.change_note
        )


def take_review(*, by: Any, decision: Decision, meeting: Meeting) -> AgendaItem:
    """Put a decision whose review is due on the agenda."""
    require_prepare(by, meeting.group)
    _must_not_be_over(meeting)
    if decision.group_id != meeting.group_id:
        raise RuleBroken(_("This decision is one of another group."), code="not_here")
    _once(meeting, SOURCE.DECISION, decision.uid)
    with changes(by=by):
        return _review(meeting, decision)


def add_item(*, by: Any, item: AgendaItem) -> AgendaItem:
    """Add an item at the end. Who does not prepare the agenda proposes; the proposal waits for the chair."""
    meeting = item.meeting
    require_member(by, meeting.group)
    _must_not_be_over(meeting)
    item.is_proposal = not prepares(by, meeting.group)
    item.proposed_by = by
    item.position = _next_position(meeting)
    item.full_clean()
    with changes(by=by):
        item.save()
        _ready(item)
    return item


def save_item(*, by: Any, item: AgendaItem, reason: str = "") -> AgendaItem:
    require_prepare(by, item.meeting.group)
    _must_not_be_over(item.meeting)
    item.full_clean()
    with changes(by=by, reason=reason):
        item.save()
    return item


def accept_item(*, by: Any, item: AgendaItem) -> AgendaItem:
    """Take a member's proposal onto the agenda."""
    require_prepare(by, item.meeting.group)
    _must_not_be_over(item.meeting)
    with changes(by=by):
        item.accept()
        _ready(item)
    return item


def remove_item(*, by: Any, item: AgendaItem) -> None:
    """Take an item off; not once something was written, decided or given out there."""
    require_prepare(by, item.meeting.group)
    _must_not_be_over(item.meeting)
    written = Minutes.objects.filter(item=item).exclude(text="").exists()
    if written or item.decisions.exists() or item.tasks.exists():
        raise RuleBroken(_("Something was noted on this item already; it stays."), code="has_minutes")
    with changes(by=by):
        item.delete()


def move_item(*, by: Any, item: AgendaItem, down: bool) -> AgendaItem:
    """Move an item one place up or down; at the end nothing happens."""
    require_prepare(by, item.meeting.group)
    _must_not_be_over(item.meeting)
    rows = list(AgendaItem.objects.filter(meeting=item.meeting).agreed())
    place = next(n for n, row in enumerate(rows) if row.pk == item.pk)
    other = place + (1 if down else -1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        with changes(by=by):
            for number, row in enumerate(rows, 1):
                if row.position != number:
                    row.position = number
                    row.save()
    return item


def _review(meeting: Meeting, decision: Decision) -> AgendaItem:
    title = _("Review of decision %(number)s") % {"number": decision.number}
    return _make(meeting, title, KIND.DECISION, 10, SOURCE.DECISION, decision.uid, decision.text)


def _make(
    meeting: Meeting, title: str, kind: str, minutes: int, source: str, uid: Any, text: str = ""
) -> AgendaItem:
    item = AgendaItem(
        meeting=meeting,
        position=_next_position(meeting),
        title=title[:160],
        text=text,
        kind=kind,
        minutes=minutes,
        source_kind=source,
        source_uid=uid,
    )
    item.save()
    _ready(item)
    return item


def _ready(item: AgendaItem) -> None:
    """In a running meeting an item has its minutes at once."""
    if item.meeting.state == Meeting.State.RUNNING and not item.is_proposal:
        Minutes.objects.get_or_create(item=item)


def _next_position(meeting: Meeting) -> int:
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    return last + 1


def _once(meeting: Meeting, source: str, uid: Any) -> None:
    open_ones = [Meeting.State.PLANNED, Meeting.State.INVITED, Meeting.State.RUNNING]
    there = AgendaItem.objects.filter(source_kind=source, source_uid=uid, meeting__state__in=open_ones)
    found = there.select_related("meeting__group").first()
    if found is not None:
        raise RuleBroken(
            _("This stands on an agenda already: %(meeting)s.") % {"meeting": found.meeting},
            code="on_an_agenda",
        )


def _must_not_be_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise RuleBroken(_("This meeting is over."), code="over")

"""Minutes: written while the meeting runs, commented on, approved at the next one, then only amended."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services.audit import record
from coordination.directory.models import Person
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from meetings.models import (
    AgendaItem,
    Amendment,
    Meeting,
    MeetingAttendance,
    Minutes,
    MinutesComment,
    SeatTerm,
)
from meetings.services.group_rights import is_member, require_lead

STATE, MINUTES = Meeting.State, Meeting.Minutes


def write_minutes(*, by: Any, minutes: Minutes, text: str, version: int) -> Minutes:
    """Keep the text of one item. Raises EditConflict with the other text if somebody else has written meanwhile."""
    meeting = minutes.item.meeting
    require_lead(by, meeting.group)
    _must_be_open(meeting)
    text = text.replace("\r\n", "\n").strip("\n")
    if text == minutes.text and version == minutes.version:
        return minutes
    if len(text) > 20_000:
        raise RuleBroken(_("This text is too long for one item: 20,000 signs at most."), code="too_long")
    minutes.write(text, by=by, version=version)
    return minutes


def tick_item(*, by: Any, item: AgendaItem) -> AgendaItem:
    """Dealt with, go on to the next; once more takes it back."""
    require_lead(by, item.meeting.group)
    _must_be_open(item.meeting)
    with changes(by=by):
        item.tick()
    return item


def note_attendance(*, by: Any, row: MeetingAttendance, state: str) -> MeetingAttendance:
    """Note who of a seat is there: its holder, or the deputy of that day."""
    meeting = row.meeting
    require_lead(by, meeting.group)
    _must_be_open(meeting)
    if (
        row.seat is None
        or state not in MeetingAttendance.State.values
        or state == MeetingAttendance.State.GUEST
    ):
        raise RuleBroken(_("Please choose one of the words of the list."), code="unknown_state")
    terms = SeatTerm.objects.in_force(meeting.day).filter(seat=row.seat).select_related("person")
    people = {term.is_deputy: term.person for term in terms}
    deputy = state == MeetingAttendance.State.DEPUTY
    person = people.get(deputy)
    if person is None and state in MeetingAttendance.THERE:
        sentence = _("This seat has no deputy.") if deputy else _("This seat is vacant.")
        raise RuleBroken(sentence, code="nobody_there")
    row.note(state, person or people.get(False))
    return row


def add_guest(*, by: Any, meeting: Meeting, name: str) -> MeetingAttendance:
    require_lead(by, meeting.group)
    _must_be_open(meeting)
    if not (name := " ".join(name.split())[:120]):
        raise RuleBroken(_("Please give the name of the guest."), code="name_missing")
    return MeetingAttendance.objects.create(
        meeting=meeting, guest_name=name, state=MeetingAttendance.State.GUEST
    )


def remove_guest(*, by: Any, row: MeetingAttendance) -> None:
    require_lead(by, row.meeting.group)
    _must_be_open(row.meeting)
    if row.seat is not None:
        raise RuleBroken(_("A seat stays on the list."), code="no_guest")
    row.delete()


def comment(*, by: Any, item: AgendaItem, text: str) -> MinutesComment:
    """A member's remark on the draft, until it is approved."""
    meeting = item.meeting
    if not is_member(by, meeting.group):
        raise PermissionDenied("meetings.view_draft")
    if meeting.minutes_state != MINUTES.COMMENTS:
        raise RuleBroken(_("Remarks are possible between the meeting and the approval."), code="no_comments")
    if not (text := text.strip()):
        raise RuleBroken(_("Please write your remark."), code="empty")
    return MinutesComment.objects.create(item=item, author=by, text=text)


def settle_comment(*, by: Any, remark: MinutesComment) -> MinutesComment:
    require_lead(by, remark.item.meeting.group)
    remark.settle()
    return remark


@transaction.atomic
def approve_minutes(*, by: Any, meeting: Meeting, at: Meeting | None = None) -> Meeting:
    """Approve the minutes of a meeting at a later one; from then on nothing in them changes.

    ``at`` is the meeting that approved; without one the group has done so in writing.
    """
    require_lead(by, meeting.group)
    if meeting.state != STATE.CLOSED:
        raise RuleBroken(_("The meeting has to be closed first."), code="not_closed")
    if meeting.is_approved:
        raise RuleBroken(_("These minutes are approved already."), code="already_approved")
    if at is not None and (at.group_id != meeting.group_id or at.starts_at <= meeting.starts_at):
        raise RuleBroken(_("Minutes are approved at a later meeting of the same group."), code="not_later")
    if at is not None and at.state not in {STATE.RUNNING, STATE.CLOSED}:
        raise RuleBroken(_("That meeting has not begun."), code="not_begun")
    with changes(by=by, reason=_("Minutes approved")):
        for item in meeting.items.agreed().filter(minute__isnull=True):
            Minutes.objects.create(item=item)
        meeting.approve_minutes(at)
    return meeting


@transaction.atomic
def amend(*, by: Any, target: AgendaItem | Amendment, text: str) -> Amendment:
    """Put approved minutes right beside their text. An amendment itself is not amended: there is a further one."""
    if isinstance(target, Amendment):
        raise RuleBroken(
            _("An amendment is not amended. Please write a further one on the item."),
            code="amendment_of_amendment",
        )
    meeting = target.meeting
    require_lead(by, meeting.group)
    if not meeting.is_approved:
        raise RuleBroken(
            _("These minutes are not approved yet; please change their text."), code="not_approved"
        )
    if not (text := text.strip()):
        raise RuleBroken(_("Please write the correction."), code="empty")
    return Amendment.objects.create(item=target, text=text, made_by=by)


def log_reading(*, by: Any, items: list[AgendaItem]) -> None:
    """One line of the log for each confidential item that was shown."""
    for item in items:
        if item.is_confidential:
            network = item.meeting.group.network_id
            record(by=by, did=AuditEntry.Did.READ, to=item, network=network, detail=_("confidential item"))


def stand_ins(meeting: Meeting) -> dict[int, Person]:
    """Deputies of the seats on the day of the meeting."""
    terms = SeatTerm.objects.in_force(meeting.day).filter(group=meeting.group_id, is_deputy=True)
    return {term.seat_id: term.person for term in terms.select_related("person")}


def _must_be_open(meeting: Meeting) -> None:
    if meeting.is_approved:
        raise RuleBroken(
            _("Approved minutes do not change any more. Please write an amendment."), code="approved"
        )
    if meeting.state not in {STATE.RUNNING, STATE.CLOSED}:
        raise RuleBroken(_("The meeting has not begun."), code="not_begun")

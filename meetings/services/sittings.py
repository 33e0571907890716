"""Meetings: planned one by one or by rule, invited with the agenda, opened, closed, called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.lib.hours import BERLIN, Calendar
from coordination.places.models import SchoolHoliday
from meetings import series
from meetings.models import AgendaItem, Group, Meeting, MeetingAttendance, Minutes, Seat, SeatTerm
from meetings.services import group_mails
from meetings.services.agenda import fill_agenda
from meetings.services.group_rights import require_lead, require_prepare

STATE = Meeting.State
COMMENT_DAYS = 14


def call_meeting(*, by: Any, meeting: Meeting) -> Meeting:
    """Plan one meeting and begin its agenda. Outside the mandate, or in the past, there is none."""
    group = meeting.group
    require_prepare(by, group)
    _check_day(group, meeting)
    if meeting.number is None:
        meeting.number = _next_number(group)
    meeting.full_clean()
    with changes(by=by):
        is_new = meeting.pk is None
        meeting.save()
        if is_new:
            fill_agenda(by=by, meeting=meeting)
    return meeting


def save_meeting(*, by: Any, meeting: Meeting, reason: str = "") -> Meeting:
    """Change time or place; who was invited already hears of it, with the date for the calendar."""
    require_prepare(by, meeting.group)
    if meeting.is_over:
        raise RuleBroken(_("This meeting is over."), code="over")
    _check_day(meeting.group, meeting)
    meeting.full_clean()
    with changes(by=by, reason=reason):
        meeting.save()
        if meeting.state == STATE.INVITED:
            group_mails.invite(meeting, changed=True)
    return meeting


def planned_days(group: Group, *, first: dt.date, last: dt.date) -> list[series.Planned]:
    """The days of the group's rhythm between two days, holidays of its Land avoided, meetings there left out."""
    if not group.rhythm:
        raise RuleBroken(_("Please set a rhythm for the group first."), code="no_rhythm")
    land = group.network.land
    school = SchoolHoliday.objects.filter(land=land, last__gte=first, first__lte=last + dt.timedelta(days=30))
    calendar = Calendar(
        land.abbreviation if land else "", tuple(school.order_by("first").values_list("first", "last"))
    )
    there = {meeting.day for meeting in Meeting.objects.filter(group=group).exclude(state=STATE.CANCELLED)}
    found = series.dates(group.rhythm, first=first, last=last, calendar=calendar)
    return [one for one in found if one.day not in there and group.has_mandate_on(one.day)]


def plan_series(*, by: Any, group: Group, days: Iterable[dt.date]) -> list[Meeting]:
    """Plan a meeting on each of these days at the usual time."""
    require_prepare(by, group)
    made = []
    with changes(by=by):
        for day in sorted(days):
            begins = dt.datetime.combine(day, group.starts_at or dt.time(14), BERLIN)
            made.append(
                call_meeting(
                    by=by,
                    meeting=Meeting(
                        group=group,
                        starts_at=begins,
                        ends_at=begins + dt.timedelta(minutes=group.minutes),
                        place=group.place,
                        online_link=group.online_link,
                    ),
                )
            )
    return made


def invite(*, by: Any, meeting: Meeting) -> int:
    """Send invitation and agenda to every member, with the date for the calendar; return to how many."""
    require_prepare(by, meeting.group)
    if meeting.state not in {STATE.PLANNED, STATE.INVITED}:
        raise RuleBroken(_("This meeting is running or over."), code="not_ahead")
    with changes(by=by):
        meeting.note_invited()
        return group_mails.invite(meeting)


def open_meeting(*, by: Any, meeting: Meeting) -> Meeting:
    """Begin: everybody on the list as absent until noted, minutes ready for each item."""
    require_lead(by, meeting.group)
    if meeting.state not in {STATE.PLANNED, STATE.INVITED}:
        raise RuleBroken(_("This meeting is running or over."), code="not_ahead")
    with changes(by=by):
        meeting.open()
        _list_seats(meeting)
        for item in meeting.items.agreed().filter(minute__isnull=True):
            Minutes.objects.create(item=item)
    return meeting


def close_meeting(*, by: Any, meeting: Meeting) -> Meeting:
    """End: the draft goes to all members for comments, the own tasks on top of the mail."""
    require_lead(by, meeting.group)
    if meeting.state != STATE.RUNNING:
        raise RuleBroken(_("Only a running meeting can be closed."), code="not_running")
    with changes(by=by):
        meeting.close(comments_until=timezone.localdate() + dt.timedelta(days=COMMENT_DAYS))
        group_mails.closed(meeting)
    return meeting


def cancel_meeting(*, by: Any, meeting: Meeting) -> Meeting:
    """Call a meeting off. What stood on its agenda waits for the next one; who was invited is told."""
    require_prepare(by, meeting.group)
    if meeting.state not in {STATE.PLANNED, STATE.INVITED}:
        raise RuleBroken(_("Only a meeting that lies ahead can be called off."), code="not_ahead")
    with changes(by=by):
        was_invited = meeting.state == STATE.INVITED
        meeting.cancel()
        if was_invited:
            group_mails.invite(meeting, changed=True)
    return meeting


def voting_seats(meeting: Meeting) -> int:
    return Seat.objects.filter(group=meeting.group_id).standing(meeting.day).voting().count()


def quorum_of(meeting: Meeting) -> tuple[int, int, int]:
    """Return votes there, voting seats, votes needed."""
    seats = voting_seats(meeting)
    return meeting.attendance.votes(), seats, meeting.group.votes_needed(seats)


def _list_seats(meeting: Meeting) -> None:
    there = set(meeting.attendance.values_list("seat", flat=True))
    holders = dict(
        SeatTerm.objects.in_force(meeting.day)
        .filter(group=meeting.group_id, is_deputy=False)
        .values_list("seat_id", "person_id")
    )
    for seat in Seat.objects.filter(group=meeting.group_id).standing(meeting.day).order_by("position", "id"):
        if seat.pk not in there:
            MeetingAttendance.objects.create(meeting=meeting, seat=seat, person_id=holders.get(seat.pk))


def _next_number(group: Group) -> int:
    last = Meeting.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    return last + 1


def _check_day(group: Group, meeting: Meeting) -> None:
    if meeting.starts_at is None or meeting.ends_at is None:
        raise RuleBroken(_("Please give begin and end."), code="times_missing")
    if not group.has_mandate_on(meeting.day):
        raise RuleBroken(
            _("The mandate of the group does not cover this day. Please have it extended first."),
            code="outside_mandate",
        )
    if group.ended_on and meeting.day > group.ended_on:
        raise RuleBroken(_("The group has ended by then."), code="group_ended")
    if meeting.state in {STATE.PLANNED, STATE.INVITED} and meeting.ends_at < timezone.now():
        raise RuleBroken(_("This moment has gone by."), code="past")


def next_meeting(group: Group) -> Meeting | None:
    """The meeting to which something new can be taken up."""
    return Meeting.objects.filter(group=group).coming().first()


def items_of(meeting: Meeting, user: Any) -> list[AgendaItem]:
    """The agenda as the user reads it."""
    rows = AgendaItem.objects.filter(meeting=meeting).agreed().open_to(user)
    return list(rows.select_related("minute"))

"""The papers of the demo's meetings: attendance, agenda, minutes, decisions, tasks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coordination.accounts.models import User
from coordination.directory.demo.words import uid_of
from coordination.directory.models import Person
from coordination.lib.casedata import look
from coordination.lib.hours import BERLIN
from coordination.lib.reference import Entry, broken, day
from meetings.models import (
    AgendaItem,
    Decision,
    Meeting,
    MeetingAttendance,
    Minutes,
    Seat,
    SeatTerm,
    Task,
)
from network.models import Concern

STATE = MeetingAttendance.State


def fill(
    path: Path,
    entry: Entry,
    meeting: Meeting,
    wanted: dict[str, Any],
    *,
    seats: dict[str, Seat],
    before: Meeting | None,
    writer: User | None,
    today: dt.date,
) -> None:
    """Write everything that belongs to one meeting."""
    is_held = meeting.state == Meeting.State.CLOSED
    votes = _attendance(meeting, wanted, seats) if is_held else 0
    for place, told in enumerate(wanted["items"], 1):
        if look(f"{told['title']}\n{told.get('text', '')}").is_told:
            raise broken(path, entry["key"], _("This tells of a single case."), code="case_data")
        item = AgendaItem(
            uid=uid_of("item", f"{meeting.uid}/{place}"),
            meeting=meeting,
            position=place,
            title=told["title"],
            kind=told["kind"],
            minutes=told["minutes"],
            is_confidential=told.get("confidential", False),
            is_proposal="proposal" in told,
            proposed_by=User.objects.filter(email=told.get("proposal", "")).first(),
            done_at=meeting.ends_at if is_held else None,
        )
        _source(item, told.get("source", ""), meeting, before)
        item.save()
        if is_held:
            Minutes.objects.create(
                item=item,
                text=told.get("text", ""),
                version=2,
                updated_at=meeting.ends_at,
                updated_by=writer,
            )
        decision = None
        for one in told.get("decisions", ()):
            decision = _decision(item, one, seats, votes, today)
        for one in told.get("tasks", ()):
            _task(item, one, seats, decision, today)


def _source(item: AgendaItem, word: str, meeting: Meeting, before: Meeting | None) -> None:
    kinds = AgendaItem.Source
    if word == "minutes" and before is not None:
        item.source_kind, item.source_uid = kinds.MINUTES, before.uid
    elif word == "tasks":
        item.source_kind, item.source_uid = kinds.TASKS, meeting.uid
    elif word and word != "minutes":
        concern = Concern.objects.filter(uid=uid_of("concern", word)).first()
        if concern is not None:
            item.source_kind, item.source_uid = kinds.CONCERN, concern.uid
            item.text = concern.text
            concern.source_uid = item.uid
            concern.save(update_fields=["source_uid"])


def _attendance(meeting: Meeting, wanted: dict[str, Any], seats: dict[str, Seat]) -> int:
    """Everybody is there but those named; return the votes."""
    terms = SeatTerm.objects.in_force(meeting.day).filter(group=meeting.group).select_related("person")
    holders = {(term.seat_id, term.is_deputy): term.person for term in terms}
    votes = 0
    for seat in seats.values():
        is_deputy = seat.label in wanted.get("deputy", ())
        person = holders.get((seat.pk, is_deputy))
        state = STATE.DEPUTY if is_deputy else wanted.get("absent", {}).get(seat.label, STATE.PRESENT)
        if person is None and state in MeetingAttendance.THERE:
            state = STATE.ABSENT
        MeetingAttendance.objects.create(meeting=meeting, seat=seat, person=person, state=state)
        votes += seat.is_voting and state in MeetingAttendance.THERE
    for name in wanted.get("guests", ()):
        MeetingAttendance.objects.create(meeting=meeting, guest_name=name, state=STATE.GUEST)
    return votes


def _decision(
    item: AgendaItem, told: dict[str, Any], seats: dict[str, Seat], votes: int, today: dt.date
) -> Decision:
    meeting, group = item.meeting, item.meeting.group
    year = meeting.day.year
    serial = Decision.objects.filter(group=group, year=year).count() + 1
    given = told.get("votes", [None, None, None])
    decision = Decision(
        uid=uid_of("decision", f"{item.uid}/{serial}"),
        group=group,
        meeting=meeting,
        item=item,
        year=year,
        serial=serial,
        number=f"{group.short}-{year}-{serial:02d}",
        text=told["text"],
        result=told["result"],
        votes_for=given[0],
        votes_against=given[1],
        votes_abstain=given[2],
        votes_present=votes,
        has_quorum=votes >= group.votes_needed(sum(seat.is_voting for seat in seats.values())),
        responsible=seats.get(told.get("responsible", "")),
        due=day(told.get("due"), today=today),
        review_on=day(told.get("review"), today=today),
        published_at=meeting.ends_at if told.get("publish") else None,
        decided_on=meeting.day,
    )
    decision.full_clean()
    decision.save()
    return decision


def _task(
    item: AgendaItem,
    told: dict[str, Any],
    seats: dict[str, Seat],
    decision: Decision | None,
    today: dt.date,
) -> None:
    person = None
    if "person" in told:
        person = Person.objects.filter(uid=uid_of("person", told["person"])).first()
    task = Task(
        uid=uid_of("task", f"{item.uid}/{told['title']}"),
        group=item.meeting.group,
        meeting=item.meeting,
        item=item,
        decision=decision,
        title=told["title"],
        seat=seats.get(told.get("seat", "")),
        person=person,
        due=day(told.get("due"), today=today),
    )
    if "done" in told:
        ended = day(told["done"], today=today) or today
        task.state, task.result = Task.State.DONE, told.get("result", "")
        task.done_at = dt.datetime.combine(ended, dt.time(11), BERLIN)
    elif told.get("postponed"):
        task.state, task.times_postponed = Task.State.POSTPONED, told["postponed"]
    task.full_clean()
    task.save()

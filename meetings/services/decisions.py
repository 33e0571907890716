"""Decisions: numbered, with votes and quorum, and what follows of them in other rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.pathways.models import Release
from coordination.pathways.services import releases
from meetings.models import AgendaItem, Decision, Group, Meeting
from meetings.services.group_rights import leads, require_lead
from meetings.services.sittings import quorum_of
from network.models import Concern
from network.services import concerns

SOURCE = AgendaItem.Source
YEAR = dt.timedelta(days=365)


def record_decision(*, by: Any, decision: Decision, publish: bool = False, answer: str = "") -> list[str]:
    """Keep a decision under the next number; return what the person should know about it.

    Without a quorum it is recorded all the same, and says so for ever. On a concern it goes back to all who raised it
    (with ``answer`` it ends the concern at once), on a version of a pathway it approves and publishes it. What cannot
    follow (four eyes, missing right) is told and left to who may. More votes than people there: RuleBroken.
    """
    item, group = decision.item, decision.item.meeting.group
    require_lead(by, group)
    meeting = item.meeting
    if meeting.is_approved:
        raise RuleBroken(_("Approved minutes do not change any more."), code="approved")
    if meeting.state not in {Meeting.State.RUNNING, Meeting.State.CLOSED}:
        raise RuleBroken(_("The meeting has not begun."), code="not_begun")
    votes, seats, needed = quorum_of(meeting)
    _check_votes(decision, votes)
    if decision.supersedes is not None and decision.supersedes.group_id != group.pk:
        raise RuleBroken(_("This decision is one of another group."), code="not_here")
    notices: list[str] = []
    with changes(by=by):
        _locked(group)
        decision.group, decision.meeting = group, meeting
        decision.decided_on, decision.year = meeting.day, meeting.day.year
        decision.serial = _next_serial(group, decision.year)
        decision.number = f"{group.short}-{decision.year}-{decision.serial:02d}"
        decision.votes_present, decision.has_quorum = votes, votes >= needed
        decision.published_at = timezone.now() if publish else None
        decision.full_clean()
        decision.save()
        if not decision.has_quorum:
            notices.append(
                _(
                    "Without a quorum: %(votes)s of %(seats)s votes were there, %(needed)s are needed. Recorded so."
                )
                % {"votes": votes, "seats": seats, "needed": needed}
            )
        if item.source_kind == SOURCE.CONCERN:
            notices += _answer_concern(by, decision, publish=publish, answer=answer)
        if item.source_kind == SOURCE.RELEASE and decision.is_accepted:
            notices += _publish_release(by, decision)
    return notices


def release_decision(*, by: Any, decision: Decision, out: bool) -> Decision:
    """Let everybody read a decision, or take that back. Chair of the group or coordination."""
    group = decision.group
    may = group.network_id in scope_of(by).may("meetings.publish_minutes") or leads(by, group)
    if not may:
        raise PermissionDenied("meetings.publish_minutes")
    if decision.item.is_confidential and out:
        raise RuleBroken(
            _("The item was confidential. Please make a decision of its own for the public."),
            code="confidential",
        )
    with changes(by=by):
        decision.release() if out else decision.withdraw_release()
    return decision


def carry_out_release(*, by: Any, decision: Decision) -> list[str]:
    """Publish the version of a pathway that a group has approved, by somebody who may (the second pair of eyes)."""
    if decision.item.source_kind != SOURCE.RELEASE or not decision.is_accepted:
        raise RuleBroken(_("This decision is about no version of a pathway."), code="no_release")
    require(by, "pathways.publish_release", decision.group.network_id)
    with changes(by=by):
        return _publish_release(by, decision)


def concern_of(item: AgendaItem) -> Concern | None:
    if item.source_kind != SOURCE.CONCERN or item.source_uid is None:
        return None
    return Concern.objects.filter(uid=item.source_uid, network=item.meeting.group.network_id).first()


def release_of(item: AgendaItem) -> Release | None:
    if item.source_kind != SOURCE.RELEASE or item.source_uid is None:
        return None
    found = Release.objects.filter(uid=item.source_uid, pathway__network=item.meeting.group.network_id)
    return found.select_related("pathway__network").first()


def _answer_concern(by: Any, decision: Decision, *, publish: bool, answer: str) -> list[str]:
    concern = concern_of(decision.item)
    if concern is None or not concern.is_open:
        return [_("The concern is closed already; nobody was told anew.")]
    try:
        with transaction.atomic():
            said = f"{decision.note}\n\n{decision.text}"
            concerns.decided(by=by, concern=concern, decision=said, publish=publish)
            if answer.strip():
                concerns.answer_back(by=by, concern=concern, answer=answer)
                return [_("Everybody who raised the concern has the answer by mail.")]
    except RuleBroken as broken:
        return [str(broken.message)]
    return [_("Everybody who raised the concern knows of the decision. The answer goes out with the task.")]


def _publish_release(by: Any, decision: Decision) -> list[str]:
    release = release_of(decision.item)
    if release is None:
        return [_("This version does not exist any more.")]
    today = timezone.localdate()
    review = decision.review_on if decision.review_on and decision.review_on > today else today + YEAR
    try:
        with transaction.atomic():
            if release.state == Release.State.IN_REVIEW:
                releases.approve(
                    by=by, release=release, valid_from=today, review_due=review, note=decision.note
                )
            releases.publish(by=by, release=release)
    except PermissionDenied:
        return [_("Decided. Somebody from the coordination publishes the version now.")]
    except RuleBroken as broken:
        return [_("Decided, but not published: %(why)s") % {"why": broken.message}]
    return [_("The version is published; its handouts show the decision.")]


def _check_votes(decision: Decision, there: int) -> None:
    given = (decision.votes_for, decision.votes_against, decision.votes_abstain)
    counted = [one for one in given if one is not None]
    if counted and len(counted) < 3:
        raise RuleBroken(_("Please give all three numbers of votes, or none."), code="votes_together")
    if sum(counted) > there:
        raise RuleBroken(
            _("%(sum)s votes were counted, but only %(there)s people with a vote are there.")
            % {"sum": sum(counted), "there": there},
            code="too_many_votes",
        )
    if decision.result == Decision.Result.UNANIMOUS and counted and decision.votes_against:
        raise RuleBroken(_("With a vote against it is not unanimous."), code="not_unanimous")


def _locked(group: Group) -> None:
    Group.objects.select_for_update().get(pk=group.pk)


def _next_serial(group: Group, year: int) -> int:
    last = Decision.objects.filter(group=group, year=year).aggregate(last=Max("serial"))["last"] or 0
    return last + 1

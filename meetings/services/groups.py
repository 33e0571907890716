"""Founding groups, their seats, and who fills them. Roles in the network follow from the terms written here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Membership
from coordination.accounts.permissions import forget_scope, require
from coordination.accounts.roles import Role
from coordination.accounts.services.access import close_without_role
from coordination.accounts.services.audit import record
from coordination.directory.models import Person
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from meetings.models import Group, Seat, SeatTerm
from meetings.services.group_rights import forget_offices, require_prepare

OFFICE = SeatTerm.Office


def found_group(*, by: Any, group: Group) -> Group:
    """Set up a group with its mandate. Raises PermissionDenied for who may not in its network."""
    require(by, "meetings.add_group", group.network)
    _check_reports(group)
    group.full_clean()
    with changes(by=by):
        group.save()
    return group


def save_group(*, by: Any, group: Group, reason: str = "") -> Group:
    require_prepare(by, group)
    _check_reports(group)
    group.full_clean()
    with changes(by=by, reason=reason):
        group.save()
    return group


def end_group(*, by: Any, group: Group, last_day: dt.date) -> Group:
    """Dissolve a group: it stays in the register with all it decided; every term ends with it."""
    require(by, "meetings.change_group", group.network_id)
    if group.ended_on:
        raise RuleBroken(_("This group has already ended."), code="already_ended")
    with changes(by=by):
        for term in SeatTerm.objects.filter(group=group).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)
        ):
            end_term(by=by, term=term, last_day=max(last_day, term.valid_from))
        group.end(last_day)
    return group


def add_seat(*, by: Any, seat: Seat) -> Seat:
    """Give the group one more seat, behind the others."""
    require_prepare(by, seat.group)
    if seat.pk is None:
        last = Seat.objects.filter(group=seat.group).aggregate(last=Max("position"))["last"] or 0
        seat.position = last + 1
    if not seat.label.strip():
        seat.label = str(seat.institution or seat.institution_type or seat.profession or "")[:100]
    seat.full_clean()
    with changes(by=by):
        seat.save()
    return seat


def end_seat(*, by: Any, seat: Seat, last_day: dt.date) -> Seat:
    """Abolish a seat; who sits there leaves with it."""
    require_prepare(by, seat.group)
    with changes(by=by):
        for term in seat.terms.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)):
            end_term(by=by, term=term, last_day=max(last_day, term.valid_from))
        seat.end(last_day)
    return seat


def fill_seat(
    *,
    by: Any,
    seat: Seat,
    person: Person,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    is_deputy: bool = False,
    office: str = OFFICE.NONE,
) -> SeatTerm:
    """Put a person into a seat for a term; the role of the account follows from it.

    Raises RuleBroken where the seat is filled on one of these days, or the group has a chair then.
    """
    group = seat.group
    require_prepare(by, group)
    if seat.ended_on and (valid_until is None or valid_until > seat.ended_on):
        raise RuleBroken(_("This seat does not exist that long."), code="seat_ended")
    term = SeatTerm(
        group=group,
        seat=seat,
        person=person,
        is_deputy=is_deputy,
        office=office,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    term.full_clean(exclude=["group"])
    _check_free(term)
    try:
        with changes(by=by), transaction.atomic():
            term.save()
            give_role(term, by=by)
    except IntegrityError as broken:
        raise RuleBroken(
            _("Somebody else has just filled this seat or office. Please look again."), code="seat_taken"
        ) from broken
    return term


def end_term(*, by: Any, term: SeatTerm, last_day: dt.date) -> SeatTerm:
    """End a term with a day; the role ends with it, the seat stays."""
    require_prepare(by, term.group)
    if last_day < term.valid_from:
        raise RuleBroken(_("The last day lies before the first."), code="before_it_began")
    with changes(by=by):
        term.end(last_day)
        for membership in Membership.objects.filter(follows_from=term.uid):
            membership.valid_until = last_day
            membership.save()
            _note(by, term, AuditEntry.Did.ENDED, membership.role)
            forget_scope(membership.user)
            forget_offices(membership.user)
            close_without_role(user=membership.user, by=by)
    return term


def give_role(term: SeatTerm, *, by: Any) -> Membership | None:
    """Write the role that follows from a term; nobody without an account, nothing twice."""
    user = term.person.user
    if user is None or Membership.objects.filter(follows_from=term.uid).exists():
        return None
    chairs = term.office in {OFFICE.CHAIR, OFFICE.DEPUTY_CHAIR}
    role = Role.GROUP_CHAIR if chairs else Role.GROUP_MEMBER
    membership = Membership(
        user=user,
        network=term.group.network,
        role=role,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        follows_from=term.uid,
    )
    membership.save()
    _note(by, term, AuditEntry.Did.GRANTED, role)
    forget_scope(user)
    forget_offices(user)
    return membership


def _note(by: Any, term: SeatTerm, did: AuditEntry.Did, role: str) -> None:
    record(by=by, did=did, to=term.person.user, network=term.group.network_id, detail=f"{role}: {term.seat}")


def _check_free(term: SeatTerm) -> None:
    """Say in words what the database would refuse."""
    until = term.valid_until or dt.date.max
    overlapping = SeatTerm.objects.filter(valid_from__lte=until).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=term.valid_from)
    )
    there = overlapping.filter(seat=term.seat, is_deputy=term.is_deputy).select_related("person").first()
    if there is not None:
        raise RuleBroken(
            _("%(person)s fills this seat in that time. Please end that term first.")
            % {"person": there.person},
            code="seat_taken",
        )
    if term.office in {OFFICE.CHAIR, OFFICE.DEPUTY_CHAIR}:
        other = overlapping.filter(group=term.group, office=term.office).select_related("person").first()
        if other is not None:
            raise RuleBroken(
                _("%(person)s has this office in that time. A group has one chair and one deputy chair.")
                % {"person": other.person},
                code="two_chairs",
            )
    if (
        not term.is_deputy
        and overlapping.filter(group=term.group, person=term.person, is_deputy=False).exists()
    ):
        raise RuleBroken(_("This person holds another seat of the group in that time."), code="two_seats")


def _check_reports(group: Group) -> None:
    above, seen = group.reports_to, {group.pk}
    while above is not None:
        if above.pk in seen:
            raise RuleBroken(_("These groups would report to each other in a circle."), code="circle")
        if above.network_id != group.network_id:
            raise RuleBroken(_("This group belongs to another network."), code="not_here")
        seen.add(above.pk)
        above = above.reports_to

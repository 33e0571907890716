"""Hours of services and institutions, the rota of on-call telephones, and the chain of stand-ins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.directory.models import CatchmentPart, Fallback, Hours, OnCallShift, Service
from coordination.directory.rota import in_turn
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.hours import checked
from coordination.lib.models import ChangeSet

MOST_WEEKS, MOST_HOLDERS, LONGEST = 60, 30, dt.timedelta(days=62)


def save_hours(*, by: Any, hours: Hours, reason: str = "") -> Hours:
    """Add or change opening hours. Raises RuleBroken when the text cannot be read."""
    checked(hours.osm)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        hours.save()
    return hours


def delete_hours(*, by: Any, hours: Hours) -> None:
    """Take the hours away: then nobody is told whether the service is open."""
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        hours.delete()


def save_shift(*, by: Any, shift: OnCallShift) -> OnCallShift:
    """Add or change who holds the telephone. Overlaps are not refused: hand-overs are done in both directions."""
    if shift.ends_at <= shift.starts_at:
        raise RuleBroken(_("The shift ends before it begins."), code="shift_backwards")
    if shift.ends_at - shift.starts_at > LONGEST:
        raise RuleBroken(
            _("A shift of more than two months is surely a slip. Please check the year."),
            code="shift_too_long",
        )
    if shift.contact is not None and shift.contact.service_id != shift.service_id:
        raise RuleBroken(_("This number belongs to another service."), code="foreign_number")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        shift.save()
    return shift


def delete_shift(*, by: Any, shift: OnCallShift) -> None:
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        shift.delete()


def plan_rota(
    *, by: Any, service: Service, first: dt.datetime, holders: Sequence[str], weeks: int, step: int = 1
) -> list[OnCallShift]:
    """Write shifts of some weeks in turn. What already stands there stays; where both do, the page reports it."""
    if not holders:
        raise RuleBroken(_("Please name at least one who holds the telephone."), code="holders_missing")
    if weeks > MOST_WEEKS or len(holders) > MOST_HOLDERS:
        raise RuleBroken(
            _("At most %(weeks)s weeks and %(holders)s names at once.")
            % {"weeks": MOST_WEEKS, "holders": MOST_HOLDERS},
            code="rota_too_long",
        )
    shifts = [
        OnCallShift(service=service, starts_at=start, ends_at=end, holder=holder)
        for start, end, holder in in_turn(first=first, holders=holders, weeks=weeks, step=step)
    ]
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Rota planned")):
        history.bulk_create(shifts)
    return shifts


@transaction.atomic
def set_chain(*, by: Any, service: Service, chain: Sequence[Service]) -> list[Fallback]:
    """Set who stands in for a service, in this order. Raises RuleBroken if the chain comes back to it."""
    if len({one.pk for one in chain}) != len(chain):
        raise RuleBroken(_("A service stands in the chain twice."), code="twice")
    if service.pk in {one.pk for one in chain}:
        raise RuleBroken(_("A service cannot stand in for itself."), code="itself")
    for one in chain:
        if circle := _leads_back(one.pk, service.pk):
            raise RuleBroken(
                _("“%(name)s” would lead back here over %(way)s. Please take one of them out.")
                % {"name": one, "way": circle},
                code="chain_loop",
            )
    there = {row.then_id: row for row in Fallback.objects.filter(service=service)}
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        wanted = {one.pk for one in chain}
        history.bulk_delete(Fallback, [row.pk for then, row in there.items() if then not in wanted])
        for position, one in enumerate(chain, 1):
            row = there.get(one.pk) or Fallback(service=service, then=one)
            if row.pk is None or row.position != position:
                row.position = position
                row.save()
    return list(Fallback.objects.filter(service=service).order_by("position", "id"))


def _leads_back(start: int, goal: int) -> str:
    """The names on the way from ``start`` back to ``goal``; empty if there is none."""
    way: dict[int, int] = {start: 0}
    asked = {start}
    while asked:
        pairs = Fallback.objects.filter(service__in=asked).values_list("service_id", "then_id")
        fresh = {}
        for service, then in list(pairs):
            if then == goal:
                names = [service]
                while way[names[-1]]:
                    names.append(way[names[-1]])
                known = dict(Service.objects.filter(pk__in=names).values_list("pk", "name"))
                return " → ".join(known[pk] for pk in reversed(names))
            if then not in way:
                fresh[then] = service
        way |= fresh
        asked = set(fresh)
    return ""


def replace_parts(*, by: Any, service: Service, municipality: Any, parts: Sequence[CatchmentPart]) -> int:
    """Put a new list of streets and parts in the place of the one a service had in a town; return how many."""
    for part in parts:
        part.service, part.municipality = service, municipality
        part.derive()
    with history.changes(by=by, source=ChangeSet.Source.IMPORT, reason=_("List of streets")):
        old = CatchmentPart.objects.filter(service=service, municipality=municipality)
        history.bulk_delete(CatchmentPart, list(old.values_list("pk", flat=True)))
        history.bulk_create(list(parts))
    return len(parts)

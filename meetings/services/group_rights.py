"""Who may do what in one group. What may be seen is the business of ``visible_to``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination.accounts.permissions import scope_of
from meetings.models import Group, SeatTerm


def offices_of(user: Any) -> dict[int, set[str]]:
    """Groups in which the person sits today, with the offices there; asked once per user object."""
    if not getattr(user, "is_authenticated", False):
        return {}
    day = timezone.localdate()
    known = user.__dict__.get("_offices")
    if known is None or known[0] != day:
        found: dict[int, set[str]] = {}
        networks = scope_of(user).networks
        rows = SeatTerm.objects.in_force(day).of(user).filter(group__network__in=networks)
        for group, office in rows.values_list("group_id", "office"):
            found.setdefault(group, set()).add(office)
        known = user.__dict__["_offices"] = (day, found)
    return known[1]


def forget_offices(user: Any) -> None:
    user.__dict__.pop("_offices", None)


def is_member(user: Any, group: Group) -> bool:
    return group.pk in offices_of(user)


def leads(user: Any, group: Group) -> bool:
    """Chair, deputy chair or minute taker of this group today."""
    return bool(offices_of(user).get(group.pk, set()) - {SeatTerm.Office.NONE})


def prepares(user: Any, group: Group) -> bool:
    """Calls meetings and makes the agenda: who leads the group, and the coordination of its network."""
    return group.network_id in scope_of(user).may("meetings.change_group") or leads(user, group)


def require_lead(user: Any, group: Group) -> None:
    if not leads(user, group):
        raise PermissionDenied("meetings.change_draft")


def require_prepare(user: Any, group: Group) -> None:
    if not prepares(user, group):
        raise PermissionDenied("meetings.change_group")


def require_member(user: Any, group: Group) -> None:
    """Members, and the coordination that reads along."""
    if group.network_id not in scope_of(user).may("meetings.change_group") and not is_member(user, group):
        raise PermissionDenied("meetings.view_draft")

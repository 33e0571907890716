"""Which concerns lie with whose group: for the room network, which asks by name (``settings.CONCERN_GROUPS``)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coordination.accounts.models import User
from meetings.models import AgendaItem, Group, SeatTerm


def items_of(user: Any) -> QuerySet:
    """Ids (``uid``) of the agenda items in groups in which the person has a seat."""
    mine = Group.objects.of(user).values("pk")
    return AgendaItem.objects.filter(meeting__group__in=mine).order_by().values("uid")


def chairs_of(item: UUID) -> list[User]:
    """Whoever chairs the group of an agenda item today, as far as they have an open account."""
    groups = AgendaItem.objects.filter(uid=item).values("meeting__group")
    chairs = [SeatTerm.Office.CHAIR, SeatTerm.Office.DEPUTY_CHAIR]
    terms = SeatTerm.objects.in_force().filter(group__in=groups, office__in=chairs)
    return list(User.objects.filter(pk__in=terms.values("person__user"), is_active=True).order_by("id"))

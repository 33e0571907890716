"""Which concerns lie with whose group, when the steering group last met: for the room network, which asks by name
(``settings.CONCERN_GROUPS``)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from coordination.accounts.models import User
from coordination.lib.ago import local_day
from meetings.models import AgendaItem, Group, Meeting, SeatTerm


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


def last_steering(network: int) -> dt.date | None:
    """The day on which the steering group of a network met last."""
    held = Meeting.objects.filter(
        group__network=network, group__kind=Group.Kind.STEERING, starts_at__lt=timezone.now()
    ).exclude(state=Meeting.State.CANCELLED)
    last = held.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return local_day(last) if last else None

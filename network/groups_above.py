"""What the room above knows of the groups in which concerns lie, by name from ``settings.CONCERN_GROUPS``."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q


def with_groups_of(user: Any) -> Q:
    """The condition „lies with a group in which the person has a seat“, on concerns."""
    condition = Q(pk=None)
    for name in settings.CONCERN_GROUPS:
        condition |= Q(source_uid__in=import_module(name).items_of(user))
    return condition


def chairs_of(source_uid: UUID | None) -> list[Any]:
    """Who chairs the group on whose agenda it stands; nobody where no room knows the item."""
    if source_uid is None:
        return []
    return [user for name in settings.CONCERN_GROUPS for user in import_module(name).chairs_of(source_uid)]


def last_steering(network: int) -> dt.date | None:
    """The day on which the steering group of a network met last; None where no room knows of one."""
    days = [import_module(name).last_steering(network) for name in settings.CONCERN_GROUPS]
    return max((day for day in days if day is not None), default=None)

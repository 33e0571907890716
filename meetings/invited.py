"""Somebody with a seat takes up an account: the role of the seat follows at once (``settings.INVITED``)."""

from __future__ import annotations

from typing import Any

from coordination.accounts.models import Link, User
from meetings.models import SeatTerm
from meetings.services.groups import give_role


def fields(user: User) -> dict[str, Any]:
    return {}


def data(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {}


def accepted(*, link: Link, user: User) -> None:
    terms = SeatTerm.objects.in_force().filter(person__user=user, group__network=link.network_id)
    for term in terms.select_related("seat", "group__network", "person__user").order_by("id"):
        give_role(term, by=link.made_by)

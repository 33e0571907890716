"""What rooms above add to an invitation, hung on the roof by name (``settings.INVITED``).

A module offers ``fields(user)`` (questions of the form), ``data(cleaned)`` (what of the answers goes into the link;
raises RuleBroken with ``field`` naming the question) and ``accepted(link, user)``, called inside the transaction in
which the invited person takes up the role.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings


def rooms() -> list[Any]:
    return [import_module(name) for name in settings.INVITED]


def fields(user: Any) -> dict[str, Any]:
    return {name: field for room in rooms() for name, field in room.fields(user).items()}


def data(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {key: value for room in rooms() for key, value in room.data(cleaned).items()}


def accepted(*, link: Any, user: Any) -> None:
    for room in rooms():
        room.accepted(link=link, user=user)

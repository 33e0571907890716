"""What all rooms declare, together."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings

from coordination.lib.personal.shapes import Activity, Fixed, Free, Holding, Mention, Period


@cache
def _all(name: str) -> tuple[Any, ...]:
    modules = [import_module(path) for path in settings.PERSONAL]
    return tuple(one for module in modules for one in getattr(module, name, ()))


def activities() -> tuple[Activity, ...]:
    return _all("ACTIVITIES")


def activity(key: str) -> Activity:
    return next(one for one in activities() if one.key == key)


def holdings() -> tuple[Holding, ...]:
    """Return what is held of people, in the order in which it is erased."""
    return tuple(sorted(_all("HOLDINGS"), key=lambda one: one.order))


def mentions() -> tuple[Mention, ...]:
    return _all("MENTIONS")


def free() -> tuple[Free, ...]:
    return _all("FREE")


def periods() -> tuple[Period | Fixed, ...]:
    return _all("PERIODS")


def editable_periods() -> tuple[Period, ...]:
    """Return the periods a network may change, in the order in which they run."""
    return tuple(sorted((one for one in periods() if isinstance(one, Period)), key=lambda one: one.order))

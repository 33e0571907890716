"""What waits for a person: the shape in which every room hands it to the page *Heute*.

A room offers ``worklist.waiting(user) -> Iterable[Waiting]``; the roof names the modules in ``settings.WORKLISTS``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

FOLLOW_UP, DECIDE, PREPARE = "follow_up", "decide", "prepare"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, why, what to do about it, until when (None: no date)."""

    group: str
    icon: str
    title: str
    text: str
    url: str
    action: str
    due: dt.date | None = None


def waiting(user: Any) -> Iterator[Waiting]:
    """Yield what waits for a user in all rooms, in the order of the rooms."""
    for name in settings.WORKLISTS:
        yield from import_module(name).waiting(user)

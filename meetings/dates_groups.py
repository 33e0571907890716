"""What of groups belongs in a person's calendar (``settings.DATES``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coordination.lib.ical import Date
from meetings.calendars import of_person


def dates(user: Any) -> Iterator[Date]:
    yield from of_person(user)

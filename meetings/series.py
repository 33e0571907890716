"""Dates of a series: a rule like „every second month on the second Thursday“, holidays of the Land left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.rrule import rrulestr
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.hours import Calendar

MOST = 40
DAYS = ("MO", "TU", "WE", "TH", "FR")
_SHIFTS = (7, 14, -7, 1, 2, -1)  # the same weekday if possible


@dataclass(frozen=True)
class Planned:
    """One day of a series; ``instead_of`` is the day by the rule where a holiday stood in the way, and why."""

    day: dt.date
    instead_of: dt.date | None = None
    because: str = ""


def rule(*, every: int, weekday: str, week: int | None) -> str:
    """Return the rule: every n weeks (``week`` None), or in every n-th month on that weekday of it (-1: the last)."""
    if weekday not in DAYS or not 1 <= every <= 12 or week not in {None, 1, 2, 3, 4, -1}:
        raise RuleBroken(_("This rhythm cannot be read."), code="rhythm")
    if week is None:
        return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={weekday}"
    return f"FREQ=MONTHLY;INTERVAL={every};BYDAY={week:+d}{weekday}"


def parts(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if "=" in part)


def words(text: str) -> str:
    """The rule as people say it."""
    if not text:
        return ""
    found = parts(text)
    every, day = int(found.get("INTERVAL", "1")), found["BYDAY"]
    weekday = str(WEEKDAYS[DAYS.index(day[-2:])])
    if found["FREQ"] == "WEEKLY":
        if every == 1:
            return _("every week on %(day)s") % {"day": weekday}
        return _("every %(n)s weeks on %(day)s") % {"n": every, "day": weekday}
    place = {
        "+1": _("first"), "+2": _("second"), "+3": _("third"), "+4": _("fourth"), "-1": _("last")
    }[day[:-2]]  # fmt: skip
    if every == 1:
        return _("every month on the %(place)s %(day)s") % {"place": place, "day": weekday}
    return _("every %(n)s months on the %(place)s %(day)s") % {"n": every, "place": place, "day": weekday}


def dates(text: str, *, first: dt.date, last: dt.date, calendar: Calendar) -> Iterator[Planned]:
    """Yield the days of the rule from ``first`` to ``last``, both inclusive; what falls on a holiday is moved.

    School holidays count as holidays: half of the members are not there. A day for which no other is found is left out.
    """
    begin = dt.datetime.combine(first, dt.time())
    taken: set[dt.date] = set()
    for number, moment in enumerate(rrulestr(f"RRULE:{text}", dtstart=begin)):
        day = moment.date()
        if day > last or number >= MOST:
            return
        found = _free_day(day, calendar, taken, first)
        if found is not None:
            taken.add(found.day)
            yield found


def _free_day(day: dt.date, calendar: Calendar, taken: set[dt.date], first: dt.date) -> Planned | None:
    because = _in_the_way(day, calendar)
    if not because:
        return Planned(day) if day not in taken else None
    for shift in _SHIFTS:
        other = day + dt.timedelta(days=shift)
        free = not _in_the_way(other, calendar) and other.weekday() < 5
        if free and other not in taken and other >= first:
            return Planned(other, day, because)
    return None


def _in_the_way(day: dt.date, calendar: Calendar) -> str:
    if name := calendar.public(day):
        return name
    return _("school holidays") if calendar.is_school(day) else ""


def day_words(planned: Planned) -> str:
    """„Thursday, 12 November 2026“ with why it is not the day of the rule."""
    said = formats.date_format(planned.day, "l, d.m.Y")
    if planned.instead_of is None:
        return said
    return _("%(day)s (instead of %(other)s: %(why)s)") % {
        "day": said,
        "other": formats.date_format(planned.instead_of, "d.m.Y"),
        "why": planned.because,
    }

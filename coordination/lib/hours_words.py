"""Opening hours in words: „Mo–Do 8:30–16:00 Uhr; an Feiertagen geschlossen“, „offen bis 16:00 Uhr“."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils.dateformat import format as date_words
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from coordination.lib.hours import BERLIN, Standing
from coordination.lib.weekly import DAY, Span, Spans, Week, from_osm, runs

SHORT = (
    pgettext_lazy("weekday, short", "Mon"),
    pgettext_lazy("weekday, short", "Tue"),
    pgettext_lazy("weekday, short", "Wed"),
    pgettext_lazy("weekday, short", "Thu"),
    pgettext_lazy("weekday, short", "Fri"),
    pgettext_lazy("weekday, short", "Sat"),
    pgettext_lazy("weekday, short", "Sun"),
)
LONG = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def in_words(text: str) -> str:
    """Return hours as people read them; a text that others wrote and that is no plain week stays as it is."""
    return _in_words(text, get_language())


@lru_cache(maxsize=4096)
def _in_words(text: str, language: str | None) -> str:
    """Read once: a page names the same office hours again and again."""
    week = from_osm(text)
    return text if week is None else "; ".join(lines(week))


def lines(week: Week) -> list[str]:
    """The week, then what differs on holidays and on single dates, each a line."""
    if week.is_always and not week.exceptions:
        return [_("Day and night")]
    days = ", ".join(f"{_days(numbers)} {times(spans)}" for numbers, spans in week.groups())
    found = [days or _("closed")]
    if week.public is not None:
        found.append(_("on public holidays %(times)s") % {"times": times(week.public)})
    if week.school is not None:
        found.append(_("in the school holidays %(times)s") % {"times": times(week.school)})
    for one in week.exceptions:
        when = date_format(one.first, "SHORT_DATE_FORMAT")
        if one.last != one.first:
            when = _("%(first)s to %(last)s") % {
                "first": when,
                "last": date_format(one.last, "SHORT_DATE_FORMAT"),
            }
        found.append(f"{when} {times(one.spans)}" + (f" ({one.note})" if one.note else ""))
    return found


def times(spans: Spans) -> str:
    """ "8:30–12:00, 13:00–16:00 Uhr"; all day; closed."""
    if not spans:
        return _("closed")
    if spans == (Span(0, DAY),):
        return _("all day")
    said = ", ".join(f"{hour(span.start)}–{hour(span.end)}" for span in spans)
    return _("%(times)s o’clock") % {"times": said}


def hour(minute: int) -> str:
    minute = minute - DAY if minute > DAY else minute
    return f"{minute // 60}:{minute % 60:02}"


def said(standing: Standing | None, at: dt.datetime) -> str:
    """ "offen bis 16:00 Uhr", "öffnet Montag 10:00 Uhr", "Tag und Nacht", as seen at a moment."""
    if standing is None:
        return _("hours unknown")
    if standing.always:
        return _("Day and night")
    if standing.until is None:
        return _("open") if standing.is_open else _("closed")
    when = _when(standing.until, at)
    return (
        _("open until %(when)s") % {"when": when}
        if standing.is_open
        else _("opens %(when)s") % {"when": when}
    )


def _when(moment: dt.datetime, at: dt.datetime) -> str:
    """Today only the time, within six days the weekday, later the date."""
    local, here = moment.astimezone(BERLIN), at.astimezone(BERLIN)
    days = (local.date() - here.date()).days
    clock = date_words(local, "G:i")
    if days == 0:
        return _("%(clock)s o’clock") % {"clock": clock}
    if days == 1 and local.hour == local.minute == 0:
        return _("%(clock)s o’clock") % {"clock": "24:00"}
    if days < 7:
        return _("%(day)s %(clock)s o’clock") % {"day": LONG[local.weekday()], "clock": clock}
    return _("%(day)s %(clock)s o’clock") % {
        "day": date_format(local.date(), "SHORT_DATE_FORMAT"),
        "clock": clock,
    }


def _days(numbers: list[int]) -> str:
    return ", ".join(str(SHORT[a]) if a == b else f"{SHORT[a]}–{SHORT[b]}" for a, b in runs(numbers))

"""What people type into the weekly form („8:30–12, 13–16 Uhr“) as spans of a day; what is unclear is asked."""

from __future__ import annotations

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.hours_words import hour
from coordination.lib.weekly import DAY, Span, Spans

MOST = 6  # spans of one day
_CLOSED = {"", "-", "–", "zu", "geschlossen", "closed", "off"}
_ALL_DAY = {
    "24h", "24 h", "24 stunden", "ganztags", "ganztägig", "durchgehend", "rund um die uhr", "all day", "0–24", "0-24",
}  # fmt: skip
_NOISE = re.compile(r"\b(?:uhr|von|h)\b\.?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;/]|\bund\b|\band\b|\+")
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?")


def read_times(text: str, *, day: object) -> Spans:
    """Return the spans typed for one day. An end before its start is taken as the next morning: the form asks.

    Raises RuleBroken, which names the day, what was typed and what would be right.
    """
    wanted = " ".join(_NOISE.sub(" ", text).split()).lower()
    if wanted in _CLOSED:
        return ()
    if " ".join(text.split()).lower() in _ALL_DAY or wanted in _ALL_DAY:
        return (Span(0, DAY),)
    spans = sorted(_span(part.strip(), day=day) for part in _BETWEEN.split(wanted) if part.strip())
    if len(spans) > MOST:
        raise RuleBroken(
            _("%(day)s: at most %(most)s spans fit into a day.") % {"day": day, "most": MOST}, code="too_many"
        )
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise RuleBroken(
                _("%(day)s: %(first)s and %(second)s overlap.")
                % {"day": day, "first": typed(before), "second": typed(after)},
                code="spans_overlap",
            )
    return tuple(spans)


def typed(span: Span) -> str:
    return f"{hour(span.start)}–{hour(span.end)}"


def as_typed(spans: Spans | None) -> str:
    """The text that stands in the form for known spans; „0–24“ for a whole day."""
    if not spans:
        return ""
    return "0–24" if spans == (Span(0, DAY),) else ", ".join(typed(span) for span in spans)


def _span(text: str, *, day: object) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise RuleBroken(
            _("%(day)s: “%(text)s” is no span of time. Right would be 8:30–12:00, several with commas.")
            % {"day": day, "text": text[:30]},
            code="no_span",
        )
    start, end = _minute(found[1], found[2], day=day), _minute(found[3], found[4], day=day)
    if start in (end, DAY):
        raise RuleBroken(
            _("%(day)s: %(text)s has no length. For the whole day write 0–24.")
            % {"day": day, "text": text[:30]},
            code="no_length",
        )
    return Span(start, end if end > start else end + DAY)


def _minute(hours: str, minutes: str | None, *, day: object) -> int:
    number = int(hours) * 60 + int(minutes or 0)
    if number > DAY or int(minutes or 0) > 59:
        clock = f"{hours}:{minutes or '00'}"
        raise RuleBroken(
            _("%(day)s: there is no time %(clock)s. A day goes from 0:00 to 24:00.")
            % {"day": day, "clock": clock},
            code="no_time",
        )
    return number

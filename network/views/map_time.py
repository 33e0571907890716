"""The look back of the map: the stops of its slider, and since when a comparison may be asked for."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from network.asking import Question
from network.groups_above import last_steering
from network.loading import kept
from network.moments import moments
from network.past import first_recorded
from network.reading import Reading


def look_back(reading: Reading, question: Question, base: str, view: str, answers: str) -> dict[str, Any]:
    """Links of the map to earlier days; with ``answers`` (the address of that page) also of what changed since."""
    today, pk = timezone.localdate(), reading.network.id
    known = kept(("first", pk, reading.graph.version, today), lambda: first_recorded(pk))
    stops = [
        {
            "day": day,
            "url": question.without(day=None if day == today else day).address(base, ansicht=view),
            "current": day == reading.day,
        }
        for day in moments(known, today, question.day)
    ]
    met = last_steering(pk) if answers else None
    compared = question.day if answers else None
    return {
        "stops": stops if len(stops) > 1 else [],
        "compare_url": f"{answers}&vergleich={compared:%d.%m.%Y}#vergleich" if compared else "",
        "met": met,
        "met_url": f"{answers}&vergleich={met:%d.%m.%Y}#vergleich" if met else "",
    }

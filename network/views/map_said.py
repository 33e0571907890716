"""What the map says, beside it: where the gaps lie, what hangs on one, whom to win next; each leads to its part."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from network.arrays import Arrays
from network.asking import NOBODY, Question
from network.breaks import breaks
from network.bubbles import too_large
from network.cover import next_to_close
from network.loading import kept
from network.reading import Facts, Reading, facts_of
from network.telling import carried_sentence, covered_sentence, gap_sentence, gatherings

SHOWN = 3


def said_beside(reading: Reading, question: Question, graph: Arrays) -> dict[str, Any]:
    """Sentences over the part that is shown; breaks and recruits for readers of the whole alone."""
    base = reverse("network:map")
    said: dict[str, Any] = {
        "gap_sentence": gap_sentence(graph),
        "carried_sentence": carried_sentence(graph),
        "covered_sentence": covered_sentence(graph),
        "gap_count": int(graph.unreached.sum()),
        "gaps_url": question.without(gaps=NOBODY).address(base) if graph.unreached.any() else "",
        "gatherings": [
            {
                "text": one.text,
                "url": question.without(
                    gaps=NOBODY,
                    places=(one.place,) if one.place else (),
                    families=(one.family,) if one.family else question.families,
                ).address(base),
            }
            for one in gatherings(graph)
        ],
    }
    if not reading.whole or too_large(graph):
        return said
    key = ("beside", reading.network.id, graph.version, reading.day, reading.level, question)
    return said | kept(key, lambda: _breaks_and_recruits(reading, graph))


def _breaks_and_recruits(reading: Reading, graph: Arrays) -> dict[str, Any]:
    cuts, _bridges = breaks(graph)
    facts = facts_of(graph)
    return {
        "cuts": [_told(facts[one.node]) | {"lost": one.lost} for one in cuts[:SHOWN]],
        "wins": [
            _told(facts[one.node]) | {"gains": one.gains, "next_best": one.next_best}
            for one in next_to_close(graph, SHOWN)
        ],
    }


def _told(one: Facts) -> dict[str, Any]:
    return {"name": one.short, "url": reverse("directory:institution-detail", args=[one.uid])}

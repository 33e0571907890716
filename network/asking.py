"""What somebody asks of the graph by the words of the address, and the part of it that answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coordination.directory.models import Institution
from network.arrays import Arrays
from network.edges import KINDS
from network.families import FAMILIES, KEYS
from network.loading import kept
from network.reading import Reading

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
MOST_STEPS = 3
NOBODY = "niemand"
GAPS = (NOBODY, "1")


@dataclass(frozen=True)
class Question:
    """Filters of map, table, text and files alike. Words that nobody knows are left out, never an error."""

    network: str = ""
    families: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    gaps: str = ""  # „1“: without a multiplier of their own; „niemand“: nor one of the provider
    around: UUID | None = None
    steps: int = 1
    day: dt.date | None = None
    order: str = ""

    def words(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = [("netz", self.network)] if self.network else []
        found += [("art", one) for one in self.families] + [("ort", one) for one in self.places]
        found += [("bezug", one) for one in self.kinds]
        if self.gaps:
            found.append(("luecken", self.gaps))
        if self.around:
            found += [("um", str(self.around)), ("schritte", str(self.steps))]
        if self.day:
            found.append(("tag", self.day.isoformat()))
        if self.order:
            found.append(("anordnung", self.order))
        return found

    def address(self, base: str = "", **more: str) -> str:
        words = [*self.words(), *((name, value) for name, value in more.items() if value)]
        return f"{base}?{urlencode(words)}" if words else base or "?"

    def without(self, **changes: Any) -> Question:
        return replace(self, **changes)


def asked(query: Any) -> Question:
    """Read the words of an address (a QueryDict)."""
    day = _day(query.get("tag", ""))
    try:
        around = UUID(query.get("um", ""))
    except ValueError:
        around = None
    steps = query.get("schritte", "1")
    return Question(
        network=query.get("netz", "")[:60],
        families=tuple(one for one in KEYS if one in query.getlist("art")),
        places=tuple(dict.fromkeys(one[:80] for one in query.getlist("ort")[:50])),
        kinds=tuple(one for one in KINDS if one in query.getlist("bezug")),
        gaps=next((one for one in GAPS if one in query.getlist("luecken")), ""),
        around=around,
        steps=int(steps) if steps in {"1", "2", "3"} else 1,
        day=day,
        order=query.get("anordnung", "") if query.get("anordnung") in {"bezug", "ort"} else "",
    )


def _day(text: str) -> dt.date | None:
    try:
        found = parse_date(text[:10])
    except ValueError:
        return None
    today = timezone.localdate()
    return found if found and FIRST_DAY <= found <= LAST_DAY and found != today else None


def answering(reading: Reading, question: Question) -> Arrays | None:
    """The part of the reader's graph that is asked for; None if the institution in the middle is not in it."""
    graph = reading.graph
    centre = None
    if question.around:
        centre = middle(reading, question)
        if centre is None:
            return None
    key = (
        "asked",
        reading.network.id,
        graph.version,
        reading.day,
        reading.level,
        reading.own,
        reading.whole,
        question,
    )
    return kept(key, lambda: _filtered(graph, question, centre))


def middle(reading: Reading, question: Question) -> int | None:
    """The place of the institution in the middle, in the reader's graph."""
    pk = Institution.objects.filter(uid=str(question.around)).values_list("pk", flat=True).first()
    return reading.graph.place_of.get(pk) if pk else None


def _filtered(graph: Arrays, question: Question, centre: int | None) -> Arrays:
    ties = np.ones(graph.m, dtype=bool)
    if question.kinds:
        ties = np.isin(graph.kinds, [graph.kind_names.index(one) for one in question.kinds])
    nodes = np.ones(graph.n, dtype=bool)
    if centre is not None:
        start = np.zeros(graph.n, dtype=bool)
        start[centre] = True
        nodes &= graph.part(nodes, ties).around(start, question.steps)
    if question.families:
        nodes &= np.isin(graph.groups, [KEYS.index(one) for one in question.families])
    if question.places:
        nodes &= np.isin(
            graph.places, [at for at, name in enumerate(graph.place_names) if name in question.places]
        )
    if question.gaps:
        nodes &= graph.unreached if question.gaps == NOBODY else graph.gaps
    if centre is not None:
        nodes[centre] = True
    return graph.part(nodes, ties, hidden=graph.hidden)


def chips(question: Question, base: str, facts: dict[str, str]) -> list[dict[str, Any]]:
    """The filters that are on, each with the address without it. ``facts``: name of the institution in the middle."""
    found: list[dict[str, Any]] = []

    def chip(label: Any, value: Any, rest: Question) -> None:
        found.append({"label": label, "value": value, "url": rest.address(base, **view)})

    view = {"ansicht": facts.get("view", "")}
    for family in FAMILIES:
        if family.key in question.families:
            rest = tuple(one for one in question.families if one != family.key)
            chip(_("Kind of institution"), family.label, question.without(families=rest))
    for place in question.places:
        chip(
            _("Place"), place, question.without(places=tuple(one for one in question.places if one != place))
        )
    for kind in question.kinds:
        chip(
            _("Tie"), KINDS[kind], question.without(kinds=tuple(one for one in question.kinds if one != kind))
        )
    if question.gaps:
        said = _("reached by nobody") if question.gaps == NOBODY else _("without multiplier")
        chip(_("Only"), said, question.without(gaps=""))
    if question.around:
        chip(_("Around"), facts.get("middle", ""), question.without(around=None))
    if question.day:
        chip(_("As of"), question.day.strftime("%d.%m.%Y"), question.without(day=None))
    return found

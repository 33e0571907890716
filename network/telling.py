"""What the map says, in sentences made by rules: the same for all who see the same graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.arrays import Arrays
from network.families import FAMILIES, Family
from network.measures import components
from network.reading import Facts

_CLUSTER = 3  # from how many gaps at one place on they are named
_PLACES = 3  # with fewer places none is the worst


@dataclass(frozen=True)
class Told:
    """One paragraph with its heading; ``points`` below it."""

    title: str
    text: str
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Gathering:
    """Gaps at one place, of one family or of all."""

    text: str
    place: str
    family: str = ""


def counted(graph: Arrays) -> str:
    """„131 institutions, 190 ties“."""
    ties = len(graph.pairs[0])
    return "{}, {}".format(
        ngettext("%(n)s institution", "%(n)s institutions", graph.n) % {"n": graph.n},
        ngettext("%(n)s tie", "%(n)s ties", ties) % {"n": ties},
    )


def gap_sentence(graph: Arrays) -> str:
    """„30 institutions are reached by nobody, of these 4 day care in Spich“."""
    total = int(graph.unreached.sum())
    if not graph.n:
        return ""
    if not total:
        if graph.gaps.any():
            return _("Every institution is reached by a multiplier, its own or its provider's.")
        return _("Every institution has an active multiplier.")
    said = ngettext(
        "%(n)s institution is reached by no multiplier",
        "%(n)s institutions are reached by no multiplier",
        total,
    ) % {"n": total}
    if (top := clusters(graph)[:1]) and top[0][1] >= _CLUSTER and total > top[0][1]:
        (family, place), count = top[0]
        said += _(", of these %(n)s %(kind)s in %(place)s") % {
            "n": count,
            "kind": family.label,
            "place": place or _("no place"),
        }
    return f"{said}."


def carried_sentence(graph: Arrays) -> str:
    """„14 more have none of their own: their provider's multiplier carries for them.“; empty where there is none."""
    if not (count := int(graph.carried.sum())):
        return ""
    return ngettext(
        "%(n)s more has none of its own: the multiplier of its provider carries for it.",
        "%(n)s more have none of their own: the multiplier of their provider carries for them.",
        count,
    ) % {"n": count}


def covered_sentence(graph: Arrays) -> str:
    """„87 of 131 institutions have a multiplier of their own (66 %).“."""
    own = graph.n - int(graph.gaps.sum())
    said = _("%(own)s of %(n)s institutions have a multiplier of their own (%(percent)s %%).")
    return said % {"own": own, "n": graph.n, "percent": round(100 * own / graph.n)} if graph.n else ""


def worst_places(graph: Arrays) -> list[tuple[str, int, int]]:
    """Places where nobody reaches more than elsewhere, with how many there are; the most first.

    With one or two places none is the worst.
    """
    without = np.bincount(graph.places[graph.unreached], minlength=len(graph.place_names))
    there = np.bincount(graph.places, minlength=len(graph.place_names))
    if np.count_nonzero(there) < _PLACES:
        return []
    share = without.sum() / graph.n
    order = np.argsort(-without, kind="stable").tolist()
    return [
        (graph.place_names[at], int(without[at]), int(there[at]))
        for at in order
        if without[at] >= _CLUSTER and without[at] > share * there[at] and graph.place_names[at]
    ][:3]


def clusters(graph: Arrays) -> list[tuple[tuple[Family, str], int]]:
    """Whom nobody reaches, by family and place, the most first."""
    found = Counter(
        (int(graph.groups[at]), int(graph.places[at])) for at in np.flatnonzero(graph.unreached).tolist()
    )
    named = [
        ((FAMILIES[family], graph.place_names[place]), count) for (family, place), count in found.items()
    ]
    return sorted(named, key=lambda item: (-item[1], item[0][1], str(item[0][0].label)))


def told(graph: Arrays, facts: list[Facts]) -> list[Told]:
    """The picture in words: the gaps first, then from the whole to the single."""
    if not graph.n:
        return []
    parts = components(graph)
    alone = [int(part[0]) for part in parts if len(part) == 1]
    tied = [part for part in parts if len(part) > 1]
    found = [
        Told(
            _("Gaps"),
            " ".join(filter(None, (gap_sentence(graph), carried_sentence(graph)))),
            [one.text for one in gatherings(graph)],
        ),
        Told(_("Size"), f"{counted(graph)}. {covered_sentence(graph)}", _by_family(graph)),
    ]
    held = []
    if tied:
        whole = ngettext("%(n)s connected part.", "The network falls into %(n)s connected parts.", len(tied))
        held.append(whole % {"n": len(tied)})
    if alone:
        none = ngettext("%(n)s institution has no tie.", "%(n)s institutions have no tie.", len(alone))
        held.append(none % {"n": len(alone)})
    found.append(Told(_("Cohesion"), " ".join(held), [facts[at].name for at in alone[:12]]))
    if most := [at for at in np.argsort(-graph.degree, kind="stable")[:5].tolist() if graph.degree[at]]:
        points = [
            ngettext("%(name)s: %(n)s tie", "%(name)s: %(n)s ties", int(graph.degree[at]))
            % {"name": facts[at].name, "n": int(graph.degree[at])}
            for at in most
        ]
        found.append(Told(_("Best connected"), _("These have ties with the most others."), points))
    if graph.hidden:
        found.append(Told(_("Not shown"), hidden_sentence(graph.hidden)))
    return found


def gatherings(graph: Arrays) -> list[Gathering]:
    """The gaps that lie together: „Spich: nobody reaches 9 of 14“, „4 day care in Spich“."""
    places = [
        Gathering(
            _("%(place)s: nobody reaches %(n)s of %(all)s") % {"place": place, "n": count, "all": total},
            place,
        )
        for place, count, total in worst_places(graph)
    ]
    kinds = [
        Gathering(
            _("%(n)s %(kind)s in %(place)s")
            % {"n": count, "kind": family.label, "place": place or _("no place")},
            place,
            family.key,
        )
        for (family, place), count in clusters(graph)[:3]
        if count >= _CLUSTER
    ]
    return places + kinds


def hidden_sentence(count: int) -> str:
    return ngettext(
        "%(n)s further neighbour is confidential: counted, not named.",
        "%(n)s further neighbours are confidential: counted, not named.",
        count,
    ) % {"n": count}


def _by_family(graph: Arrays) -> list[str]:
    counts = np.bincount(graph.groups, minlength=len(FAMILIES))
    return [
        f"{family.label}: {count}" for family, count in zip(FAMILIES, counts.tolist(), strict=True) if count
    ]

"""What the map says, in sentences made by rules: the same for all who see the same graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.arrays import Arrays
from network.families import FAMILIES
from network.measures import components
from network.reading import Facts

_CLUSTER = 2  # from how many gaps of one kind in one place on they are named


@dataclass(frozen=True)
class Told:
    """One paragraph with its heading; ``points`` below it."""

    title: str
    text: str
    points: list[str] = field(default_factory=list)


def counted(graph: Arrays) -> str:
    """„131 institutions, 190 ties“."""
    ties = len(graph.pairs[0])
    return "{}, {}".format(
        ngettext("%(n)s institution", "%(n)s institutions", graph.n) % {"n": graph.n},
        ngettext("%(n)s tie", "%(n)s ties", ties) % {"n": ties},
    )


def gap_sentence(graph: Arrays) -> str:
    """„12 institutions without a multiplier, of these 7 day care in Spich“."""
    total = int(graph.gaps.sum())
    if not graph.n:
        return ""
    if not total:
        return _("Every institution has an active multiplier.")
    said = ngettext(
        "%(n)s institution without an active multiplier",
        "%(n)s institutions without an active multiplier",
        total,
    ) % {"n": total}
    if (top := clusters(graph)[:1]) and top[0][1] >= _CLUSTER and total > top[0][1]:
        (family, place), count = top[0]
        said += _(", of these %(n)s %(kind)s in %(place)s") % {
            "n": count,
            "kind": family,
            "place": place or _("no place"),
        }
    return f"{said}."


def clusters(graph: Arrays) -> list[tuple[tuple[Any, str], int]]:
    """Gaps by family and place, the most first."""
    found = Counter(
        (int(graph.groups[at]), int(graph.places[at])) for at in np.flatnonzero(graph.gaps).tolist()
    )
    named = [
        ((FAMILIES[family].label, graph.place_names[place]), count)
        for (family, place), count in found.items()
    ]
    return sorted(named, key=lambda item: (-item[1], item[0][1], str(item[0][0])))


def told(graph: Arrays, facts: list[Facts]) -> list[Told]:
    """The picture in words: the gaps first, then from the whole to the single."""
    if not graph.n:
        return []
    parts = components(graph)
    alone = [int(part[0]) for part in parts if len(part) == 1]
    tied = [part for part in parts if len(part) > 1]
    gaps = [
        _("%(n)s %(kind)s in %(place)s") % {"n": count, "kind": family, "place": place or _("no place")}
        for (family, place), count in clusters(graph)[:8]
        if count >= _CLUSTER
    ]
    found = [
        Told(_("Gaps"), gap_sentence(graph), gaps),
        Told(_("Size"), f"{counted(graph)}.", _by_family(graph)),
    ]
    held = ngettext("%(n)s connected part.", "The network falls into %(n)s connected parts.", len(tied)) % {
        "n": len(tied)
    }
    if alone:
        held += " " + ngettext(
            "%(n)s institution has no tie.", "%(n)s institutions have no tie.", len(alone)
        ) % {"n": len(alone)}
    found.append(Told(_("Cohesion"), held, [facts[at].name for at in alone[:12]]))
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

"""More than 600 institutions on one picture are dust: places or communities as bubbles, each with a map of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from network.arrays import Arrays, Ints, made_of
from network.asking import Question
from network.labels import shortened
from network.layout import by_ties
from network.loading import kept
from network.reading import Reading

MOST_NODES = 600
_FEWEST_PLACES = 3


@dataclass(frozen=True)
class Bubble:
    name: str
    count: int
    gaps: int
    question: Question | None  # what the bubble leads to


def too_large(graph: Arrays) -> bool:
    return graph.n > MOST_NODES


def bubbled(reading: Reading, question: Question, graph: Arrays) -> SafeString:
    key = ("bubbles", reading.network.id, graph.version, reading.day, reading.level, reading.own, question)
    return kept(key, lambda: _draw(*bubbles(graph, question)))


def bubbles(graph: Arrays, question: Question) -> tuple[list[Bubble], Ints, Ints, Ints]:
    """The bubbles, and between which of them run how many ties: by place, or by community where places say nothing."""
    codes = np.unique(graph.places)
    if len(codes) >= _FEWEST_PLACES:
        of: Ints = np.searchsorted(codes, graph.places)
        names = [graph.place_names[code] for code in codes.tolist()]
        asks = [question.without(places=(name,)) if name else None for name in names]
    else:
        of = communities(graph)
        names, asks = _named(graph, of), []
        for at in range(int(of.max()) + 1):
            inside = np.flatnonzero(of == at)
            hub = int(graph.ids[inside[np.argmax(graph.degree[inside])]])
            asks.append(question.without(around=_uid(hub), steps=2))
    sizes = np.bincount(of, minlength=len(names))
    gaps = np.bincount(of[graph.unreached], minlength=len(names))
    found = [
        Bubble(name or _("Without a place"), int(size), int(gap), ask)
        for name, size, gap, ask in zip(names, sizes, gaps, asks, strict=True)
    ]
    one, other = graph.pairs
    low, high = np.minimum(of[one], of[other]), np.maximum(of[one], of[other])
    keys, strength = np.unique((low * len(names) + high)[low != high], return_counts=True)
    return found, keys // len(names), keys % len(names), strength


def _uid(pk: int) -> Any:
    from coordination.directory.models import Institution  # noqa: PLC0415 -- only for the largest networks

    return Institution.objects.values_list("uid", flat=True).get(pk=pk)


def communities(graph: Arrays) -> Ints:
    """Who belongs together by ties (Louvain with a fixed seed); small ones and what stands alone go into one."""
    import networkx as nx  # noqa: PLC0415 -- rustworkx has no communities

    one, other = graph.pairs
    net = nx.Graph()
    net.add_nodes_from(range(graph.n))
    net.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    found = sorted(nx.community.louvain_communities(net, seed=7), key=lambda part: (-len(part), min(part)))
    of = np.zeros(graph.n, dtype=np.int64)
    for at, part in enumerate(found):
        of[list(part)] = min(at, 31)
    return of


def _named(graph: Arrays, of: Ints) -> list[str]:
    return [_("Community %(n)s") % {"n": at + 1} for at in range(int(of.max()) + 1)]


def _draw(found: list[Bubble], source: Ints, target: Ints, strength: Ints) -> SafeString:
    small = made_of(len(found), list(zip(source.tolist(), target.tolist(), strict=True)))
    layout = by_ties(small, cell=230.0)
    width, height = layout.width + 60, layout.height * 1.6 + 120
    xy = layout.xy * np.array([1.0, 1.6]) + np.array([30, 50])
    most = max((one.count for one in found), default=1)
    sizes = [34 + 44 * math.sqrt(one.count / most) for one in found]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sn-map sn-net" viewBox="0 0 {width:.0f} {height:.0f}"'
        ' role="graphics-document" aria-labelledby="map-title">'
        f'<title id="map-title">{escape(_("The network by places: a bubble leads on to its map"))}</title>'
        '<g aria-hidden="true">'
    ]
    widest = max(strength.tolist(), default=1)
    for one, other, count in zip(source.tolist(), target.tolist(), strength.tolist(), strict=True):
        parts.append(
            f'<line class="k-belongs" data-e="{one} {other}" stroke-width="{1 + 7 * count / widest:.1f}"'
            f' x1="{xy[one, 0]:.0f}" y1="{xy[one, 1]:.0f}" x2="{xy[other, 0]:.0f}" y2="{xy[other, 1]:.0f}"/>'
        )
    parts.append("</g>")
    parts += [_bubble(at, one, float(xy[at, 0]), float(xy[at, 1]), sizes[at]) for at, one in enumerate(found)]
    return mark_safe("".join([*parts, "</svg>"]))  # noqa: S308 -- every text is escaped where it is put in


def _bubble(at: int, one: Bubble, x: float, y: float, radius: float) -> str:
    share = one.gaps / one.count if one.count else 0.0
    said = _("%(n)s institutions, %(gaps)s reached by nobody") % {"n": one.count, "gaps": one.gaps}
    short = _("%(n)s · %(share)s %% gaps") % {"n": one.count, "share": round(100 * share)}
    inside = (
        f'<circle class="bubble" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}"/>{_arc(x, y, radius, share)}'
        + "".join(
            f'<text class="b" x="{x:.0f}" y="{y - 6 + 13 * number:.0f}">{escape(line)}</text>'
            for number, line in enumerate(shortened(one.name, 18, lines=1))
        )
        + f'<text x="{x:.0f}" y="{y + 13:.0f}">{escape(short)}</text>'
    )
    label = f'role="graphics-symbol" aria-label="{escape(one.name)}, {escape(said)}"'
    if one.question is None:
        return f"<g {label}>{inside}</g>"
    url = escape(one.question.address(reverse("network:map")))
    return f'<a href="{url}" {label} data-i="{at}">{inside}</a>'


def _arc(x: float, y: float, radius: float, share: float) -> str:
    """The share that nobody reaches as part of the rim, clockwise from the top."""
    if share <= 0:
        return ""
    if share >= 0.999:
        return f'<circle class="arc" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}"/>'
    turn = 2 * math.pi * share
    end = (x + radius * math.sin(turn), y - radius * math.cos(turn))
    return (
        f'<path class="arc" d="M{x:.1f} {y - radius:.1f}A{radius:.1f} {radius:.1f} 0 {int(share > 0.5)} 1'
        f' {end[0]:.1f} {end[1]:.1f}"/>'
    )

"""The map as SVG, made here: it needs no script, prints as it is, and is the same for all who see the same graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.arrays import Arrays
from network.families import FAMILIES, Family
from network.labels import LINE, SIGN, Label, below, beside
from network.layout import NARROW, Layout
from network.reading import Facts
from network.shapes import outline

# On paper and in a file no style sheet stands beside: class → attributes. Never „opacity“: for each such line resvg
# draws a layer as large as the whole picture, six times as long altogether. Nor „stroke-opacity“: paper ignores it, so
# lines have the colours they come to on the ground of a zone.
PAPER = {
    "zone": 'fill="#f7f8fb" stroke="#dfe1ea"',
    "zt": 'fill="#51577a" font-weight="600" font-size="13"',
    "ring": 'fill="none" stroke="#925400" stroke-width="2.5"',
    "gap": 'fill="#ffffff" stroke="#c31c13" stroke-width="2.2" stroke-dasharray="3.5 2.5"',
    "via": 'fill="#ffffff" stroke="{colour}" stroke-width="2.2"',
    "text": 'fill="#171a2b" font-size="11.5" text-anchor="{anchor}"',
    "g": 'fill="#c31c13" font-size="11.5" text-anchor="{anchor}"',
    "k-strong": 'stroke="#768cca" stroke-width="1.4"',
    "k-belongs": 'stroke="#c0c4d6" stroke-width="1"',
    "k-agreement": 'stroke="#aab0c6" stroke-width="1" stroke-dasharray="1.5 3"',
    "k-multiplier": 'stroke="#00705c" stroke-width="1.6" stroke-dasharray="7 3"',
    "k-group": 'stroke="#cba3c2" stroke-width="1.2" stroke-dasharray="2 2"',
    "k-other": 'stroke="#a5abc4" stroke-width="1.1"',
}
LINES = {
    "cooperation": "k-strong",
    "refers": "k-strong",
    "liaison": "k-strong",
    "belongs": "k-belongs",
    "agreement": "k-agreement",
    "multiplier": "k-multiplier",
    "group": "k-group",
    "event": "k-group",
}
_SMALL = " sn-net--small"  # on a wide screen it does not grow without end
ARROWS = {"refers", "liaison"}


@dataclass(frozen=True)
class Drawn:
    """One picture: what is drawn, how, and where its nodes lead to."""

    graph: Arrays
    facts: list[Facts]
    layout: Layout
    rings: frozenset[int] = frozenset()
    centres: frozenset[int] = frozenset()
    url: Callable[[Facts], str] | None = None
    paper: bool = False
    title: str = ""
    described: str = ""
    labels: list[Label] = field(default_factory=list)


def draw(drawn: Drawn) -> SafeString:
    """The whole SVG element."""
    width, height = drawn.layout.width, drawn.layout.height
    small = _SMALL if width <= NARROW else ""
    size = f' width="{width:.0f}" height="{height:.0f}"' if drawn.paper else f' class="sn-map sn-net{small}"'
    font = ' font-family="Fira Sans, DejaVu Sans, sans-serif"' if drawn.paper else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"{size}{font}'
        ' role="graphics-document" aria-labelledby="map-title" aria-describedby="map-text">',
        f'<title id="map-title">{escape(drawn.title)}</title><desc id="map-text">{escape(drawn.described)}</desc>',
        '<defs><marker id="to" viewBox="0 0 8 8" refX="15" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z"{_style(drawn, "arrow")}/></marker></defs>',
        *_zones(drawn),
        '<g aria-hidden="true">',
        *_lines(drawn),
        "</g>",
        *_nodes(drawn),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- every text is escaped where it is put in


def _style(drawn: Drawn, css: str, anchor: str = "middle") -> str:
    if not drawn.paper:
        return f' class="{css}"'
    if css == "arrow":
        return ' fill="#2044aa"'
    return f" {PAPER[css].format(anchor=anchor)}"


def _zones(drawn: Drawn) -> Iterator[str]:
    for zone in drawn.layout.zones:
        yield (
            f'<rect{_style(drawn, "zone")} x="{zone.x:.0f}" y="{zone.y:.0f}" width="{zone.width:.0f}"'
            f' height="{zone.height:.0f}" rx="10"/>'
            f'<text{_style(drawn, "zt")} x="{zone.x + 12:.0f}" y="{zone.y + 20:.0f}">{escape(zone.name)}</text>'
        )


def _lines(drawn: Drawn) -> Iterator[str]:
    """One line for each pair: of several ties the first kind of the legend."""
    graph, xy = drawn.graph, drawn.layout.xy
    order = np.argsort(graph.kinds, kind="stable")
    seen: dict[tuple[int, int], int] = {}
    for tie in order.tolist():
        source, target = int(graph.source[tie]), int(graph.target[tie])
        pair = (min(source, target), max(source, target))
        seen.setdefault(pair, tie)
    for (one, other), tie in sorted(seen.items(), key=lambda item: -int(graph.kinds[item[1]])):
        kind = graph.kind_names[graph.kinds[tie]]
        arrow = ' marker-end="url(#to)"' if kind in ARROWS else ""
        source, target = int(graph.source[tie]), int(graph.target[tie])
        data = "" if drawn.paper else f' data-e="{one} {other}"'
        yield (
            f'<line{_style(drawn, LINES.get(kind, "k-other"))}{data}{arrow} x1="{xy[source, 0]:.0f}"'
            f' y1="{xy[source, 1]:.0f}" x2="{xy[target, 0]:.0f}" y2="{xy[target, 1]:.0f}"/>'
        )


def radius_of(graph: Arrays) -> list[float]:
    most = max(int(graph.degree.max()) if graph.n else 1, 1)
    return [5.5 + 8.5 * math.sqrt(degree / most) for degree in graph.degree.tolist()]


def _nodes(drawn: Drawn) -> Iterator[str]:
    graph, xy, sizes = drawn.graph, drawn.layout.xy, radius_of(drawn.graph)
    place = below if drawn.layout.zones else beside
    ringed = drawn.rings | drawn.centres
    room = [size + 7 if at in ringed else size for at, size in enumerate(sizes)]
    labels = place(drawn.layout, room, [one.short for one in drawn.facts], graph.degree.tolist())
    for at, facts in enumerate(drawn.facts):
        x, y, family = float(xy[at, 0]), float(xy[at, 1]), FAMILIES[graph.groups[at]]
        gap = bool(graph.unreached[at])
        inside = []
        if at in ringed:
            inside.append(
                f'<circle{_style(drawn, "ring")} cx="{x:.0f}" cy="{y:.0f}" r="{sizes[at] + 6:.1f}"/>'
            )
        body = outline(family.shape, x, y, sizes[at])
        if gap:
            inside.append(f"{body}{_style(drawn, 'gap')}/>")
        else:
            inside.append(f"{body}{filled(family, hollow=bool(graph.carried[at]), paper=drawn.paper)}/>")
        inside += _label(drawn, labels[at], gap)
        if drawn.url is None:
            yield f'<g role="graphics-symbol" aria-label="{escape(spoken(graph, at, facts))}">{"".join(inside)}</g>'
        else:
            yield (
                f'<a href="{escape(drawn.url(facts))}" role="graphics-symbol" data-i="{at}"'
                f' aria-label="{escape(spoken(graph, at, facts))}">{"".join(inside)}</a>'
            )


def filled(family: Family, *, hollow: bool, paper: bool = False) -> str:
    """Full: somebody of its own; hollow: the provider's multiplier alone."""
    if not paper:
        return f' class="n {family.css}{" via" if hollow else ""}"'
    return f" {PAPER['via'].format(colour=family.colour)}" if hollow else f' fill="{family.colour}"'


def _label(drawn: Drawn, label: Label | None, gap: bool) -> Iterator[str]:
    if label is None:
        return
    for number, line in enumerate(label.lines):
        anchor = "" if drawn.paper or label.anchor == "middle" else f' data-a="{label.anchor}"'
        style = _style(drawn, "g" if gap else "text", label.anchor) if drawn.paper or gap else ""
        if drawn.paper:
            yield _ground(label, number)
        # Paper cuts the first stroke of a text: a space before and behind keeps it whole and in the middle.
        said = f"\u00a0{line}\u00a0" if drawn.paper else line
        yield f'<text{style}{anchor} x="{label.x:.0f}" y="{label.y + number * LINE:.0f}">{escape(said)}</text>'


def _ground(label: Label, number: int) -> str:
    """What keeps lines off a name where no style sheet gives it a rim."""
    wide = len(label.lines[number]) * (SIGN - 0.5)
    left = {"start": label.x, "end": label.x - wide}.get(label.anchor, label.x - wide / 2)
    y = label.y + number * LINE - 9.5
    return f'<rect fill="#f7f8fb" x="{left:.0f}" y="{y:.0f}" width="{wide:.0f}" height="12"/>'


def spoken(graph: Arrays, at: int, facts: Facts) -> str:
    """„Kita Nord 3, Kita, 4 ties, no multiplier“: what is read out for a node."""
    ties = int(graph.degree[at])
    words = [facts.name, facts.type, ngettext("%(n)s tie", "%(n)s ties", ties) % {"n": ties}]
    if graph.unreached[at]:
        words.append(_("no multiplier"))
    elif graph.carried[at]:
        words.append(_("reached through its provider alone"))
    return ", ".join(word for word in words if word)

"""Files of the graph, each as its programs read it: Gephi, Cytoscape, Kumu, spreadsheets, the map itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.sheets import write_book_xlsx, write_csv
from network.arrays import Arrays
from network.edges import DIRECTED, KINDS
from network.families import FAMILIES
from network.graph import cytoscape, gexf, graphml, node_link
from network.reading import Facts

MOST_NODES = 20_000


@dataclass(frozen=True)
class Format:
    content_type: str
    ending: str
    write: Callable[[Arrays, list[Facts]], bytes]


def nodes(graph: Arrays, facts: list[Facts]) -> Iterator[list[Any]]:
    for at, one in enumerate(facts):
        family = str(FAMILIES[graph.groups[at]].label)
        place = graph.place_names[graph.places[at]]
        yield [
            str(one.uid),
            one.name,
            one.type,
            family,
            place,
            int(graph.degree[at]),
            int(graph.multipliers[at]),
        ]


def ties(graph: Arrays, facts: list[Facts]) -> Iterator[list[Any]]:
    for tie in range(graph.m):
        kind = graph.kind_names[graph.kinds[tie]]
        way = "Directed" if kind in DIRECTED else "Undirected"
        source, target = facts[graph.source[tie]], facts[graph.target[tie]]
        yield [str(source.uid), str(target.uid), way, 1, kind, str(KINDS[kind])]


def _nodes_csv(graph: Arrays, facts: list[Facts]) -> bytes:
    return _csv(
        ["Id", "Label", "Art", "Gruppe", "Ort", "Beziehungen", "Multiplikatoren"], nodes(graph, facts)
    )


def _ties_csv(graph: Arrays, facts: list[Facts]) -> bytes:
    return _csv(["Source", "Target", "Type", "Weight", "Kind", "Label"], ties(graph, facts))


def _csv(columns: list[str], rows: Iterator[list[Any]]) -> bytes:
    target = io.BytesIO()
    write_csv(target, columns=columns, rows=rows)
    return target.getvalue()


def _kumu(graph: Arrays, facts: list[Facts]) -> bytes:
    """Kumu's workbook: elements with their ID first, connections by ID."""
    target = io.BytesIO()
    elements = (
        [uid, name, kind, "", place, ties_, speakers]
        for uid, name, kind, _family, place, ties_, speakers in nodes(graph, facts)
    )
    connections = (
        [source, target_, label, "directed" if way == "Directed" else "mutual", 1]
        for source, target_, way, _weight, _kind, label in ties(graph, facts)
    )
    write_book_xlsx(
        target,
        [
            ("Elements", ["ID", "Label", "Type", "Description", "Tags", "Ties", "Multipliers"], elements),
            ("Connections", ["From", "To", "Type", "Direction", "Strength"], connections),
        ],
    )
    return target.getvalue()


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "graphml": Format("application/graphml+xml", "graphml", graphml),
    "gexf": Format("application/gexf+xml", "gexf", gexf),
    "knoten.csv": Format("text/csv; charset=utf-8", "knoten.csv", _nodes_csv),
    "kanten.csv": Format("text/csv; charset=utf-8", "kanten.csv", _ties_csv),
    "cytoscape.json": Format("application/json", "cytoscape.json", cytoscape),
    "node-link.json": Format("application/json", "node-link.json", node_link),
    "kumu.xlsx": Format(_XLSX, "kumu.xlsx", _kumu),
}


def written(kind: str, graph: Arrays, facts: list[Facts]) -> bytes:
    """The file; raises RuleBroken for what no program shows and no worker should write at once."""
    if graph.n > MOST_NODES:
        raise RuleBroken(_("This is too much for one file. Please choose a place first."), code="too_large")
    return FORMATS[kind].write(graph, facts)

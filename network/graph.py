"""The network as networkx knows it: the language of small graphs, of files, and the judge of our measures."""

from __future__ import annotations

import io
import json
from typing import Any

from network.arrays import Arrays
from network.edges import DIRECTED, KINDS
from network.families import FAMILIES
from network.reading import Facts, clean


def plain_graph(graph: Arrays) -> Any:
    """An undirected simple graph of places, for measures."""
    import networkx as nx  # noqa: PLC0415 -- slow import

    found = nx.Graph()
    found.add_nodes_from(range(graph.n))
    one, other = graph.pairs
    found.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    return found


def told_graph(graph: Arrays, facts: list[Facts]) -> Any:
    """A directed graph with names and kinds, each tie with an id of its own; texts without what no file may hold."""
    import networkx as nx  # noqa: PLC0415 -- slow import

    found = nx.MultiDiGraph()
    for at, one in enumerate(facts):
        found.add_node(
            str(one.uid),
            label=clean(one.name),
            type=clean(one.type),
            family=clean(str(FAMILIES[graph.groups[at]].label)),
            place=clean(graph.place_names[graph.places[at]]),
            ties=int(graph.degree[at]),
            multipliers=int(graph.multipliers[at]),
            through_provider=bool(graph.carried[at]),
        )
    for tie in range(graph.m):
        kind = graph.kind_names[graph.kinds[tie]]
        found.add_edge(
            str(facts[graph.source[tie]].uid),
            str(facts[graph.target[tie]].uid),
            key=f"e{tie}",
            tie=f"e{tie}",
            kind=kind,
            label=clean(str(KINDS[kind])),
            directed=kind in DIRECTED,
        )
    return found


def graphml(graph: Arrays, facts: list[Facts]) -> bytes:
    """GraphML with edge ids of our own: programs refuse those that networkx repeats in graphs of several ties."""
    import networkx as nx  # noqa: PLC0415 -- slow import

    target = io.BytesIO()
    nx.write_graphml_xml(told_graph(graph, facts), target, edge_id_from_attribute="tie")
    return target.getvalue()


def gexf(graph: Arrays, facts: list[Facts]) -> bytes:
    import networkx as nx  # noqa: PLC0415 -- slow import

    target = io.BytesIO()
    nx.write_gexf(told_graph(graph, facts), target)
    return target.getvalue()


def cytoscape(graph: Arrays, facts: list[Facts]) -> bytes:
    import networkx as nx  # noqa: PLC0415 -- slow import

    found = nx.cytoscape_data(told_graph(graph, facts), name="label")
    for node in found["elements"]["nodes"]:
        node["data"]["name"] = node["data"]["label"]
    for tie in found["elements"]["edges"]:
        tie["data"]["id"] = tie["data"]["tie"]
    return _json(found)


def node_link(graph: Arrays, facts: list[Facts]) -> bytes:
    import networkx as nx  # noqa: PLC0415 -- slow import

    return _json(nx.node_link_data(told_graph(graph, facts), edges="links"))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()

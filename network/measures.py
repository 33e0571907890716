"""Measures over the ties: who holds together, who stands between, how far it is. Values in, values out.

rustworkx does what networkx is slow at; the definitions are those of networkx, and tests hold both to each other and to
published tables. Directions, kinds and numbers of ties between the same two do not count here.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from network.arrays import Arrays, Ints

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
_nets: WeakKeyDictionary[Arrays, Any] = WeakKeyDictionary()


@cache
def _engine() -> Any:
    import rustworkx  # noqa: PLC0415 -- slow import, not every page needs it

    return rustworkx


def net_of(graph: Arrays) -> Any:
    """The graph as rustworkx holds it; made once."""
    if (known := _nets.get(graph)) is None:
        known = _engine().PyGraph(multigraph=False)
        known.add_nodes_from(list(range(graph.n)))
        one, other = graph.pairs
        known.add_edges_from_no_data(list(zip(one.tolist(), other.tolist(), strict=True)))
        _nets[graph] = known
    return known


def betweenness(graph: Arrays) -> Floats:
    """Which share of the shortest ways between two others leads over a node: 0 to 1."""
    found = _engine().betweenness_centrality(net_of(graph), normalized=True)
    return np.array([found[at] for at in range(graph.n)])


def closeness(graph: Arrays) -> Floats:
    """How near a node is to all it can reach, less where it reaches few: 0 to 1 (Wasserman and Faust)."""
    found = _engine().closeness_centrality(net_of(graph), wf_improved=True)
    return np.array([found[at] for at in range(graph.n)])


def cut_points(graph: Arrays) -> set[int]:
    """Nodes without which a connected part would fall apart."""
    return set(_engine().articulation_points(net_of(graph)))


def bridges(graph: Arrays) -> set[tuple[int, int]]:
    """Ties without which a connected part would fall apart; the smaller place first."""
    return {(min(pair), max(pair)) for pair in _engine().bridges(net_of(graph))}


def core_numbers(graph: Arrays) -> Ints:
    """How deep a node sits in the core: the largest k such that it has k ties among nodes of which the same holds."""
    found = _engine().core_number(net_of(graph))
    return np.array([found[at] for at in range(graph.n)], dtype=np.int32)


def components(graph: Arrays) -> list[Ints]:
    """Connected parts, the largest first; each as ascending places."""
    found = [np.array(sorted(part), dtype=np.int64) for part in _engine().connected_components(net_of(graph))]
    return sorted(found, key=lambda part: (-len(part), int(part[0])))


def shortest_ways(graph: Arrays, start: int, goal: int, *, most: int = 20) -> list[list[int]]:
    """All shortest ways between two nodes, at most ``most``; none if there is no way."""
    if start == goal:
        return [[start]]
    distance = steps_from(graph, [start])
    if distance[goal] < 0:
        return []
    ways: list[list[int]] = []
    waiting = [[goal]]
    while waiting and len(ways) < most:
        way = waiting.pop()
        if way[-1] == start:
            ways.append(way[::-1])
            continue
        nearer = graph.neighbours(way[-1])
        waiting += [[*way, before] for before in nearer[distance[nearer] == distance[way[-1]] - 1].tolist()]
    return ways


def steps_from(graph: Arrays, starts: list[int]) -> Ints:
    """How many ties away each node is from the nearest start; -1 where none leads."""
    distance = np.full(graph.n, -1, dtype=np.int32)
    starts_of, goals = graph.rows
    edge = np.array(starts, dtype=np.int64)
    distance[edge] = 0
    step = 0
    while len(edge):
        step += 1
        lengths = starts_of[edge + 1] - starts_of[edge]
        offsets = np.repeat(starts_of[edge], lengths) + _count_up(lengths)
        found = np.unique(goals[offsets])
        edge = found[distance[found] < 0]
        distance[edge] = step
    return distance


def _count_up(lengths: Ints) -> Ints:
    """0, 1, 2 … for each length, one after the other."""
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    return np.arange(total) - np.repeat(ends - lengths, lengths)

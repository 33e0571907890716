"""Who can introduce me: the shortest way over ties that hold today; of several the one with the freshest ties."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from network.arrays import Arrays
from network.edges import KINDS, collect
from network.measures import shortest_ways


@dataclass(frozen=True)
class Hop:
    """From one institution to the next, by which kinds of tie, and since when the freshest of them holds."""

    source: int
    target: int
    kinds: tuple[str, ...]
    since: dt.date | None


def way(graph: Arrays, start: int, goal: int, *, network: int, day: dt.date, level: int) -> list[Hop]:
    """The best way between two institutions (ids); empty if there is none or both are the same."""
    if start not in graph.place_of or goal not in graph.place_of or start == goal:
        return []
    ways = [
        [int(graph.ids[at]) for at in one]
        for one in shortest_ways(graph, graph.place_of[start], graph.place_of[goal])
    ]
    if not ways:
        return []
    needed = {frozenset(pair) for one in ways for pair in pairwise(one)}
    kinds: dict[frozenset[int], set[str]] = {pair: set() for pair in needed}
    since: dict[frozenset[int], dt.date] = {}
    for edge in collect([network], day):
        pair = frozenset(edge[:2])
        if pair in needed and edge.level <= level:
            kinds[pair].add(edge.kind if edge.kind in KINDS else "other")
            if edge.valid_from and edge.valid_from > since.get(pair, dt.date.min):
                since[pair] = edge.valid_from

    def freshness(one: list[int]) -> list[dt.date]:
        """The days since which its ties hold, the oldest first."""
        return sorted(since.get(frozenset(pair), dt.date.min) for pair in pairwise(one))

    best = max(ways, key=lambda one: (freshness(one), [-pk for pk in one]))
    return [
        Hop(
            one,
            other,
            tuple(kind for kind in KINDS if kind in kinds[frozenset((one, other))]),
            since.get(frozenset((one, other))),
        )
        for one, other in pairwise(best)
    ]

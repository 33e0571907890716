"""What hangs on one: cut points and bridges with how many would be cut off. One walk through the graph, no database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from network.arrays import Arrays, Ints


@dataclass(frozen=True)
class Break:
    """A node without which others lose their way to the rest: ``pieces`` are their numbers, the rest left out."""

    node: int
    pieces: tuple[int, ...]

    @property
    def lost(self) -> int:
        return sum(self.pieces)


def breaks(graph: Arrays) -> tuple[list[Break], list[tuple[int, int, int]]]:
    """Cut points, those that cut off the most first, and bridges as (one, other, how many hang on the smaller side)."""
    n = graph.n
    starts, indices = graph.rows
    near, first = indices.tolist(), starts.tolist()
    order, low, size, parent = [-1] * n, [0] * n, [1] * n, [-1] * n
    cut: dict[int, list[int]] = {}
    found_bridges: list[tuple[int, int, int]] = []
    part_sizes: list[int] = []
    part_of, clock = [-1] * n, 0
    for root in range(n):
        if order[root] >= 0:
            continue
        seen, children = [root], 0
        order[root] = low[root] = clock
        clock += 1
        stack = [(root, first[root])]
        while stack:
            node, at = stack[-1]
            if at < first[node + 1]:
                stack[-1] = (node, at + 1)
                other = near[at]
                if order[other] < 0:
                    parent[other] = node
                    order[other] = low[other] = clock
                    clock += 1
                    seen.append(other)
                    stack.append((other, first[other]))
                elif other != parent[node]:
                    low[node] = min(low[node], order[other])
                continue
            stack.pop()
            above = parent[node]
            if above < 0:
                continue
            low[above] = min(low[above], low[node])
            size[above] += size[node]
            if low[node] > order[above]:
                found_bridges.append((above, node, size[node]))
            if above == root:
                children += 1
                cut.setdefault(above, []).append(size[node])
            elif low[node] >= order[above]:
                cut.setdefault(above, []).append(size[node])
        if children < 2:
            cut.pop(root, None)
        for node in seen:
            part_of[node] = len(part_sizes)
        part_sizes.append(len(seen))
    found = []
    for node, hanging in cut.items():
        whole = part_sizes[part_of[node]]
        pieces = sorted([*hanging, whole - 1 - sum(hanging)])
        pieces = [one for one in pieces if one]
        if len(pieces) > 1:
            found.append(Break(node, tuple(pieces[:-1])))
    bridges = [
        (min(one, other), max(one, other), min(hangs, part_sizes[part_of[one]] - hangs))
        for one, other, hangs in found_bridges
    ]
    return (
        sorted(found, key=lambda one: (-one.lost, one.node)),
        sorted(bridges, key=lambda one: (-one[2], one[0], one[1])),
    )


def pieces_without(graph: Arrays, node: int) -> list[Ints]:
    """The parts into which the surroundings of a node fall without it, the largest first."""
    starts, indices = graph.rows
    open_ = np.ones(graph.n, dtype=bool)
    open_[node] = False
    pieces = []
    for begin in graph.neighbours(node).tolist():
        if not open_[begin]:
            continue
        found, edge = [np.array([begin])], np.array([begin])
        open_[begin] = False
        while len(edge):
            near = np.concatenate([indices[starts[at] : starts[at + 1]] for at in edge.tolist()])
            edge = np.unique(near[open_[near]])
            open_[edge] = False
            found.append(edge)
        pieces.append(np.sort(np.concatenate(found)))
    return sorted(pieces, key=lambda piece: (-len(piece), int(piece[0])))

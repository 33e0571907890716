"""Whom to win next: who closes the most gaps, whose direct ties reach the most yet unreached. Values in, values out.

Greedy choice is never worse than 63 % of the best possible (Nemhauser, Wolsey, Fisher 1978) and on small networks
nearly always the best; a test holds it to trying everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from network.arrays import Arrays, Flags


@dataclass(frozen=True)
class Choice:
    """A node to win, how many it reaches anew, and how many the next best would have: the line of proof."""

    node: int
    gains: int
    next_best: int


def reached(graph: Arrays) -> Flags:
    """Who has a multiplier, or a direct tie with an institution that has one."""
    return graph.around(~graph.gaps, 1)


def next_to_win(graph: Arrays, count: int = 5) -> list[Choice]:
    """The nodes without a multiplier to win one after the other; ends early when nobody new is reached."""
    one, other = graph.pairs
    open_ = ~reached(graph)
    free = graph.gaps.copy()
    found: list[Choice] = []
    for _ in range(count):
        gains = open_.astype(np.int64)
        gains += np.bincount(one, weights=open_[other], minlength=graph.n).astype(np.int64)
        gains += np.bincount(other, weights=open_[one], minlength=graph.n).astype(np.int64)
        gains[~free] = -1
        if not graph.n or gains.max() <= 0:
            break
        best = int(np.argmax(gains))
        most = int(gains[best])
        gains[best] = -1
        found.append(Choice(best, most, max(int(gains.max()), 0)))
        free[best] = False
        open_[best] = False
        open_[graph.neighbours(best)] = False
    return found


def next_to_close(graph: Arrays, count: int = 5) -> list[Choice]:
    """Who would close the most gaps at once: the own and those of the houses below, for which a provider carries.

    Each gap has one provider above it, so that the greedy choice is the best there is.
    """
    belongs = graph.kinds == graph.kind_names.index("belongs") if "belongs" in graph.kind_names else None
    above = np.full(graph.n, -1)
    if belongs is not None:
        above[graph.source[belongs]] = graph.target[belongs]
    below: dict[int, set[int]] = {}
    for gap in np.flatnonzero(graph.unreached).tolist():
        at, way = gap, []
        while at >= 0 and at not in way and graph.gaps[at]:
            way.append(at)
            below.setdefault(at, set()).add(gap)
            at = int(above[at])
    found: list[Choice] = []
    while below and len(found) < count:
        order = sorted(below, key=lambda at: (-len(below[at]), -int(graph.degree[at]), at))
        best = order[0]
        gone = below.pop(best)
        found.append(Choice(best, len(gone), len(below[order[1]]) if len(order) > 1 else 0))
        below = {at: rest for at, gaps in below.items() if (rest := gaps - gone)}
    return found

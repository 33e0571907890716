"""Whom to win next: whose direct ties reach the most that nobody reaches yet. Values in, values out.

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

"""The network as arrays: nodes by their place 0 … n-1, ties as pairs of places. Values in, values out, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Arrays:
    """Nodes with the few facts that filters and measures ask for, and their ties.

    ``ids`` are those of the institutions, ascending. ``levels`` of nodes and ties are publication levels; that of a tie
    is already the strictest of its own and of both ends. ``multipliers``: how many speak for a node; ``carried``:
    nobody does, but somebody speaks for its provider. ``kinds`` index ``kind_names``, ``groups`` ``group_names``,
    ``places`` ``place_names``.
    """

    ids: Ints
    levels: Ints
    groups: Ints
    places: Ints
    types: Ints
    multipliers: Ints
    carried: Flags
    source: Ints
    target: Ints
    kinds: Ints
    tie_levels: Ints
    group_names: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    kind_names: tuple[str, ...] = ()
    version: int = 0
    hidden: int = field(default=0)  # neighbours the reader may not see, counted and not named

    @property
    def n(self) -> int:
        return len(self.ids)

    @property
    def m(self) -> int:
        return len(self.source)

    @cached_property
    def place_of(self) -> dict[int, int]:
        return {int(pk): at for at, pk in enumerate(self.ids)}

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Each pair of tied nodes once, whatever its direction, kind and number; no node with itself."""
        low, high = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        keys = np.unique(low.astype(np.int64) * max(self.n, 1) + high)
        one, other = keys // max(self.n, 1), keys % max(self.n, 1)
        apart = one != other
        return one[apart].astype(np.int32), other[apart].astype(np.int32)

    @cached_property
    def rows(self) -> tuple[Ints, Ints]:
        """Neighbours in compressed rows: those of node i stand in ``indices[starts[i]:starts[i + 1]]``."""
        one, other = self.pairs
        ends, goals = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.argsort(ends, kind="stable")
        starts = np.zeros(self.n + 1, dtype=np.int64)
        np.cumsum(np.bincount(ends, minlength=self.n), out=starts[1:])
        return starts, goals[order]

    def neighbours(self, place: int) -> Ints:
        starts, indices = self.rows
        return indices[starts[place] : starts[place + 1]]

    @cached_property
    def degree(self) -> Ints:
        """How many others each node has a tie with."""
        starts, _indices = self.rows
        return np.diff(starts)

    @cached_property
    def gaps(self) -> Flags:
        """Nodes for which no multiplier speaks."""
        return self.multipliers == 0

    @cached_property
    def unreached(self) -> Flags:
        """Gaps that not even the provider's multiplier reaches."""
        return self.gaps & ~self.carried

    def part(self, nodes: Flags, ties: Flags | None = None, *, hidden: int = 0) -> Arrays:
        """The nodes of a mask with the ties between them (of a second mask)."""
        moved = np.cumsum(nodes, dtype=np.int64) - 1
        kept = nodes[self.source] & nodes[self.target]
        if ties is not None:
            kept &= ties
        return Arrays(
            ids=self.ids[nodes],
            levels=self.levels[nodes],
            groups=self.groups[nodes],
            places=self.places[nodes],
            types=self.types[nodes],
            multipliers=self.multipliers[nodes],
            carried=self.carried[nodes],
            source=moved[self.source[kept]].astype(np.int32),
            target=moved[self.target[kept]].astype(np.int32),
            kinds=self.kinds[kept],
            tie_levels=self.tie_levels[kept],
            group_names=self.group_names,
            place_names=self.place_names,
            kind_names=self.kind_names,
            version=self.version,
            hidden=hidden,
        )

    def around(self, centres: Flags, steps: int) -> Flags:
        """The nodes at most ``steps`` ties away from the centres, these included."""
        found = centres.copy()
        one, other = self.pairs
        for _ in range(steps):
            grown = found.copy()
            grown[one[found[other]]] = True
            grown[other[found[one]]] = True
            found = grown
        return found


def made_of(n: int, ties: list[tuple[int, int]], *, multipliers: Any = None, groups: Any = None) -> Arrays:
    """Arrays of a small graph, for tests and for computing on published tables."""
    zeros = np.zeros(n, dtype=np.int32)
    pairs = np.array(ties, dtype=np.int32).reshape(-1, 2)
    return Arrays(
        ids=np.arange(n, dtype=np.int64),
        levels=zeros,
        groups=zeros if groups is None else np.array(groups, dtype=np.int32),
        places=zeros,
        types=zeros,
        multipliers=zeros if multipliers is None else np.array(multipliers, dtype=np.int32),
        carried=np.zeros(n, dtype=bool),
        source=pairs[:, 0],
        target=pairs[:, 1],
        kinds=np.zeros(len(pairs), dtype=np.int32),
        tie_levels=np.zeros(len(pairs), dtype=np.int32),
        group_names=("",),
        place_names=("",),
        kind_names=("other",),
    )

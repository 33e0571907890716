"""Who keeps to their own kind: contacts between families of institutions, and who ought to know whom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from network.arrays import Arrays, Ints


@dataclass(frozen=True)
class Silos:
    """``contacts[f][g]``: pairs of institutions of the families f and g with a tie; ``sizes``: institutions of each."""

    contacts: list[list[int]]
    sizes: list[int]
    index: list[float | None]  # E-I per family, from -1 (only among themselves) to +1 (only with others)
    missing: list[tuple[int, int, int, int]]  # family, family, and from each one institution that could begin


def contact_matrix(graph: Arrays, families: int) -> Ints:
    one, other = graph.pairs
    found = np.zeros((families, families), dtype=np.int64)
    np.add.at(found, (graph.groups[one], graph.groups[other]), 1)
    both = found + found.T
    both[np.diag_indices(families)] = np.diag(found)
    return both


def e_i_index(contacts: Ints) -> list[float | None]:
    """(external - internal) / (external + internal) for each family (Krackhardt and Stern 1988); None without ties."""
    inside = np.diag(contacts)
    outside = contacts.sum(axis=1) - inside
    return [
        None if not (within or beyond) else (beyond - within) / (beyond + within)
        for within, beyond in zip(inside.tolist(), outside.tolist(), strict=True)
    ]


def silos(graph: Arrays, families: int) -> Silos:
    contacts = contact_matrix(graph, families)
    sizes = np.bincount(graph.groups, minlength=families)
    missing = [
        (one, other, *_who_could(graph, one, other))
        for one, other in combinations(range(families), 2)
        if sizes[one] and sizes[other] and not contacts[one, other]
    ]
    missing.sort(key=lambda row: -int(sizes[row[0]] * sizes[row[1]]))
    return Silos(contacts.tolist(), sizes.tolist(), e_i_index(contacts), missing)


def _who_could(graph: Arrays, one: int, other: int) -> tuple[int, int]:
    """The best connected of each family, of the same place if there is one where both are."""
    first, second = np.flatnonzero(graph.groups == one), np.flatnonzero(graph.groups == other)
    shared = np.intersect1d(graph.places[first], graph.places[second])
    shared = shared[shared > 0]
    if len(shared):
        first = first[np.isin(graph.places[first], shared)]
        best = first[np.argmax(graph.degree[first])]
        second = second[graph.places[second] == graph.places[best]]
        return int(best), int(second[np.argmax(graph.degree[second])])
    return int(first[np.argmax(graph.degree[first])]), int(second[np.argmax(graph.degree[second])])

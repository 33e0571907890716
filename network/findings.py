"""All answers over one graph at once: computed here, kept as plain values, told by the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from network.arrays import Arrays, Ints
from network.breaks import Break, breaks, pieces_without
from network.cover import next_to_close, next_to_win, reached
from network.families import FAMILIES
from network.measures import betweenness, closeness, components, core_numbers
from network.silos import silos

SHOWN, BACKUPS = 12, 3


def findings(graph: Arrays) -> dict[str, Any]:
    """Counts, measures and ids of institutions; no names, which belong to whoever reads it."""
    if not graph.n:
        return {"n": 0, "m": 0}
    between, close, cores = betweenness(graph), closeness(graph), core_numbers(graph)
    cuts, bridges = breaks(graph)
    parts = components(graph)
    ids = graph.ids.tolist()
    found = silos(graph, len(FAMILIES))
    by_between = np.argsort(-between, kind="stable")[:SHOWN].tolist()
    by_close = np.argsort(-close, kind="stable")[:5].tolist()
    deepest = int(cores.max())
    return {
        "n": graph.n,
        "m": len(graph.pairs[0]),
        "parts": [len(part) for part in parts if len(part) > 1],
        "alone": sum(1 for part in parts if len(part) == 1),
        "cut_points": len(cuts),
        "breaks": [_told(graph, one) for one in cuts[:SHOWN]],
        "bridges": [
            {"a": ids[one], "b": ids[other], "hangs": hangs} for one, other, hangs in bridges[:SHOWN]
        ],
        "bridge_count": len(bridges),
        "brokers": [{"id": ids[at], "share": float(between[at])} for at in by_between if between[at] > 0],
        "near": [{"id": ids[at], "closeness": float(close[at])} for at in by_close if close[at] > 0],
        "core": {"k": deepest, "ids": [ids[at] for at in np.flatnonzero(cores == deepest).tolist()[:SHOWN]]},
        "contacts": found.contacts,
        "sizes": found.sizes,
        "index": found.index,
        "missing": [[one, other, ids[first], ids[second]] for one, other, first, second in found.missing],
        "gaps": int(graph.gaps.sum()),
        "reached": int(reached(graph).sum()),
        "win": [
            {"id": ids[one.node], "gains": one.gains, "next_best": one.next_best}
            for one in next_to_win(graph)
        ],
        "closes": [
            {"id": ids[one.node], "gains": one.gains, "next_best": one.next_best}
            for one in next_to_close(graph)
        ],
        "unreached": int(graph.unreached.sum()),
    }


def _told(graph: Arrays, one: Break) -> dict[str, Any]:
    """A cut point with the ids of who would lose the way, the first few, and who could stand in."""
    pieces = pieces_without(graph, one.node)
    lost = [int(graph.ids[at]) for piece in pieces[1:] for at in piece.tolist()]
    return {
        "id": int(graph.ids[one.node]),
        "lost": one.lost,
        "cut_off": lost[:SHOWN],
        "backups": backups(graph, one.node, pieces),
    }


def backups(graph: Arrays, node: int, pieces: list[Ints] | None = None) -> list[dict[str, Any]]:
    """Who could stand in for a node, each with the reasons: knows it, the same family, the same place, multiplier."""
    pieces = pieces_without(graph, node) if pieces is None else pieces
    main = set(pieces[0].tolist()) if pieces else set()
    known = set(graph.neighbours(node).tolist())
    score = np.zeros(graph.n)
    same_family = graph.groups == graph.groups[node]
    same_place = (graph.places == graph.places[node]) & (graph.places[node] > 0)
    score += 2 * same_family + 2 * same_place + 1 * ~graph.gaps
    score[list(known)] += 3
    score += graph.degree / (graph.degree.max() + 1)
    score[node] = -1
    order = [at for at in np.argsort(-score, kind="stable").tolist() if at in main and score[at] >= 2]
    found = []
    for at in order[:BACKUPS]:
        why = [
            word
            for word, holds in (
                ("knows", at in known),
                ("family", bool(same_family[at])),
                ("place", bool(same_place[at])),
                ("multiplier", not graph.gaps[at]),
            )
            if holds
        ]
        found.append({"id": int(graph.ids[at]), "why": why})
    return found


def without(graph: Arrays, node: int) -> dict[str, Any]:
    """What breaks if one institution leaves: who is cut off, who loses the last tie."""
    pieces = pieces_without(graph, node)
    lost = [int(graph.ids[at]) for piece in pieces[1:] for at in piece.tolist()]
    last = [int(graph.ids[at]) for at in graph.neighbours(node).tolist() if graph.degree[at] == 1]
    return {
        "id": int(graph.ids[node]),
        "ties": int(graph.degree[node]),
        "lost": lost,
        "last_tie": last,
        "backups": backups(graph, node, pieces),
    }


def compared(before: Arrays, after: Arrays) -> dict[str, Any]:
    """What changed between two days: institutions, ties, gaps; by ids."""
    earlier, later = set(before.ids.tolist()), set(after.ids.tolist())
    old, new = _ties_of(before), _ties_of(after)
    both = earlier & later
    gaps_before = set(before.ids[before.gaps].tolist()) & both
    gaps_after = set(after.ids[after.gaps].tolist()) & both
    return {
        "ties_gone": sorted(old - new),
        "ties_new": sorted(new - old),
        "gaps_new": sorted(gaps_after - gaps_before),
        "gaps_closed": sorted(gaps_before - gaps_after),
        "ties": [len(old), len(new)],
        "gaps": [int(before.gaps.sum()), int(after.gaps.sum())],
        "parts": [len(components(before)), len(components(after))],
    }


def _ties_of(graph: Arrays) -> set[tuple[int, int]]:
    one, other = graph.pairs
    return set(zip(graph.ids[one].tolist(), graph.ids[other].tolist(), strict=True))

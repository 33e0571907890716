"""Where everything stands in the picture. The same graph gives the same picture each time: users learn it.

Two orders: by place (each place a field with its institutions on a grid, neighbours near each other) and by ties
(forces, parts packed beside each other, what stands alone in rows at the foot).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from network.arrays import Arrays, Ints
from network.measures import components

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]

CELL_W, CELL_H = 104.0, 56.0  # room of one institution with its name
HEAD, PAD, SPACE = 30.0, 8.0, 10.0
NARROW = 690.0  # as wide as the map stands beside what it says, so that names are not drawn smaller
SEED, ROUNDS = 7, 60


@dataclass(frozen=True)
class Zone:
    """A field of the picture: a place with its name."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Layout:
    xy: Floats
    width: float
    height: float
    zones: tuple[Zone, ...] = ()


def by_ties(graph: Arrays, *, cell: float = 96.0) -> Layout:
    """Forces inside each connected part; parts packed by size; nodes without a tie in rows at the foot."""
    parts = components(graph)
    alone = [part[0] for part in parts if len(part) == 1]
    xy = np.zeros((graph.n, 2))
    boxes: list[tuple[float, float, Ints]] = []
    for part in parts:
        if len(part) > 1:
            found = _spread(_spring(graph, part), cell)
            xy[part] = found
            boxes.append((*(found.max(axis=0) + cell), part))
    width, height = _pack(xy, boxes)
    width = max(width, math.ceil(math.sqrt(len(alone) * 1.6)) * CELL_W, 720.0)
    columns = max(int(width // CELL_W), 1)
    for at, node in enumerate(alone):
        xy[node] = (at % columns * CELL_W + CELL_W / 2, height + CELL_H / 2 + at // columns * CELL_H)
    height += math.ceil(len(alone) / columns) * CELL_H
    return Layout(xy + np.array([0, 20]), width, height + 40)


def _spring(graph: Arrays, part: Ints) -> Floats:
    """Positions by forces, about the middle of 0; a fixed seed, a fixed number of rounds."""
    import rustworkx as rx  # noqa: PLC0415 -- only where a picture is made

    place = np.full(graph.n, -1)
    place[part] = np.arange(len(part))
    one, other = graph.pairs
    inside = place[one] >= 0
    net = rx.PyGraph(multigraph=False)
    net.add_nodes_from(list(range(len(part))))
    net.extend_from_edge_list(
        list(zip(place[one[inside]].tolist(), place[other[inside]].tolist(), strict=True))
    )
    found = rx.spring_layout(net, seed=SEED, num_iter=ROUNDS, k=2.2 / math.sqrt(len(part)))
    return np.array([found[at] for at in range(len(part))])


def _spread(xy: Floats, cell: float) -> Floats:
    """Stretch to the room that the names need, then push apart what still lies on each other."""
    xy = xy - xy.min(axis=0)
    span = np.maximum(xy.max(axis=0), 1e-9)
    side = math.sqrt(len(xy)) * cell
    # Ranks take half a say: a dense middle opens, the outskirts come nearer.
    ranks = np.argsort(np.argsort(xy, axis=0, kind="stable"), axis=0) / max(len(xy) - 1, 1)
    xy = (0.45 * xy / span + 0.55 * ranks) * (side * 1.35, side * 0.8)
    return _apart(xy, cell) + np.array([cell / 2, 20.0])


def _apart(xy: Floats, cell: float) -> Floats:
    """Push up and down what would lie on a neighbour's name, a few rounds."""
    tie_break = np.arange(len(xy)) * 1e-4
    for _ in range(20):
        order = np.argsort(xy[:, 0], kind="stable")
        found, push = xy[order], np.zeros(len(xy))
        for step in range(1, min(40, len(xy))):
            ahead, behind = found[step:], found[:-step]
            y = ahead[:, 1] - behind[:, 1] + tie_break[step:]
            near = (ahead[:, 0] - behind[:, 0] < cell * 0.8) & (np.abs(y) < 34.0)
            if not near.any():
                continue
            shift = np.where(near, (34.0 - np.abs(y)) * np.where(y < 0, -0.3, 0.3), 0.0)
            push[step:] += shift
            push[:-step] -= shift
        if not push.any():
            break
        xy[order, 1] += np.clip(push, -20, 20)
    return xy - xy.min(axis=0)


def _pack(xy: Floats, boxes: list[tuple[float, float, Ints]]) -> tuple[float, float]:
    """Put parts beside each other in rows as wide as the widest; return what they take up."""
    width = max((box[0] for box in boxes), default=0.0)
    area = sum(box[0] * box[1] for box in boxes)
    width = max(width, math.sqrt(area * 1.5))
    x = y = row = 0.0
    for wide, high, part in sorted(boxes, key=lambda box: (-len(box[2]), int(box[2][0]))):
        if x and x + wide > width:
            x, y, row = 0.0, y + row, 0.0
        xy[part] += (x, y)
        x, row = x + wide, max(row, high)
    return width, y + row


def by_place(graph: Arrays, none: str, *, across: bool = False) -> Layout:
    """A field for each place, the largest first; inside, who has ties stands near. ``none``: the nameless.

    ``across``: as wide as paper that lies on its side.
    """
    order = np.zeros((graph.n, 2))
    for part in components(graph):
        if len(part) > 1:
            order[part] = _spring(graph, part)
    members: list[tuple[int, Ints]] = [
        (code, np.flatnonzero(graph.places == code)) for code in np.unique(graph.places).tolist()
    ]
    members.sort(key=lambda item: (item[0] == 0, -len(item[1]), graph.place_names[item[0]]))
    width = max(math.sqrt(graph.n * CELL_W * CELL_H * (2.6 if across else 0.62)), 968.0 if across else NARROW)
    xy, zones, y = np.zeros((graph.n, 2)), [], SPACE
    for row in _shelves(members, width):
        high = max(_rows_of(len(nodes), columns) for _code, nodes, columns in row) * CELL_H + HEAD + PAD
        total = sum(columns for *_rest, columns in row)
        room = width - SPACE * (len(row) + 1) - PAD * 2 * len(row)
        x = SPACE
        for code, nodes, columns in row:
            wide = room * columns / total + PAD * 2
            zones.append(Zone(graph.place_names[code] or none, x, y, wide, high))
            xy[nodes] = _grid(order[nodes], columns, wide - PAD * 2, high - HEAD - PAD)
            xy[nodes] += np.array([x + PAD, y + HEAD])
            x += wide + SPACE
        y += high + SPACE
    return Layout(xy, width, y, tuple(zones))


def _rows_of(count: int, columns: int) -> int:
    return math.ceil(count / columns)


def _shelves(members: list[tuple[int, Ints]], width: float) -> list[list[tuple[int, Ints, int]]]:
    """Fill rows with fields: the large ones alone, small ones side by side with the same number of lines."""
    most = max(int((width - 2 * SPACE) // CELL_W), 1)
    rows: list[list[tuple[int, Ints, int]]] = []
    waiting = list(members)
    while waiting:
        code, nodes = waiting.pop(0)
        columns = min(most, max(2, math.ceil(math.sqrt(len(nodes) * 1.6))))
        lines, row, free = _rows_of(len(nodes), columns), [(code, nodes, columns)], most - columns
        for other in list(waiting):
            needs = max(math.ceil(len(other[1]) / lines), 1)
            needs = max(needs, 1 if len(other[1]) == 1 else 2)
            if needs <= free:
                row.append((*other, needs))
                waiting.remove(other)
                free -= needs
        rows.append(row)
    return rows


def _grid(order: Floats, columns: int, width: float, height: float) -> Floats:
    """Cells by the order of the forces: lines by height, inside a line by width; every second line a little lower."""
    lines = _rows_of(len(order), columns)
    found = np.zeros((len(order), 2))
    by_height = np.argsort(order[:, 1], kind="stable")
    shares = np.array_split(by_height, lines)
    for line, nodes in enumerate(shares):
        nodes = nodes[np.argsort(order[nodes, 0], kind="stable")]
        step = width / max(len(nodes), 1)
        found[nodes, 0] = step * (np.arange(len(nodes)) + 0.5)
        found[nodes, 1] = (line + 0.5) * height / lines - 9 + (np.arange(len(nodes)) % 2) * 10
    return found

"""Shapes of the map as SVG: told apart without colour."""

from __future__ import annotations

import math
from collections.abc import Iterable


def _polygon(x: float, y: float, radius: float, corners: int, turn: float) -> str:
    angles = (turn + 2 * math.pi * at / corners for at in range(corners))
    return _points((x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"'


def _star(x: float, y: float, radius: float) -> str:
    reach = (radius * 1.2, radius * 0.5)
    return _points(
        (
            x + reach[at % 2] * math.sin(math.pi * at / 5),
            y - reach[at % 2] * math.cos(math.pi * at / 5),
        )
        for at in range(10)
    )


def outline(shape: str, x: float, y: float, radius: float) -> str:
    """The beginning of an element of this shape, left open for its class or colours."""
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    if shape == "square":
        side = radius * 1.75
        return f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" rx="1.5"'
    if shape == "star":
        return _star(x, y, radius)
    corners, turn, grown = {
        "diamond": (4, 0.0, 1.2),
        "triangle": (3, -math.pi / 2, 1.25),
        "wedge": (3, math.pi / 2, 1.25),
        "hexagon": (6, 0.0, 1.1),
    }[shape]
    return _polygon(x, y, radius * grown, corners, turn)

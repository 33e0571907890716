"""The legend of the map: only what is in the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from network.arrays import Arrays
from network.edges import KINDS
from network.families import FAMILIES, Family
from network.picture import ARROWS, LINES, PAPER, filled
from network.shapes import outline


def legend(graph: Arrays) -> list[dict[str, Any]]:
    """Families that are in the picture, each as shape, colour and word."""
    there = set(graph.groups.tolist())
    return [{"label": one.label, "drawn": _drawn(one)} for at, one in enumerate(FAMILIES) if at in there]


def _drawn(one: Family) -> SafeString:
    return mark_safe(f"{outline(one.shape, 8, 8, 6)}{filled(one, hollow=False)}/>")  # noqa: S308 -- our own shapes


def states_of(graph: Arrays) -> dict[str, bool]:
    """Which signs of coverage the picture needs in its legend."""
    return {"carried": bool(graph.carried.any()), "nobody": bool(graph.unreached.any())}


def lines_of(graph: Arrays) -> list[dict[str, Any]]:
    there = {graph.kind_names[kind] for kind in np.unique(graph.kinds).tolist()}
    return [
        {"label": label, "css": LINES.get(kind, "k-other"), "arrow": kind in ARROWS}
        for kind, label in KINDS.items()
        if kind in there
    ]


def lines_on_paper(graph: Arrays) -> list[dict[str, Any]]:
    """The same where no style sheet stands beside: each line with its colour."""
    return [{**one, "style": mark_safe(PAPER[one["css"]])} for one in lines_of(graph)]  # noqa: S308 -- our own

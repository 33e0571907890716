"""Where names stand in the picture: beside or below their nodes, never on each other."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from network.layout import CELL_W, Layout

SIGN, LINE = 6.1, 13.0  # width of a sign, height of a line at 12 px
MOST_NAMED, NAMED_ABOVE = 150, 60
NARROW = 16  # signs of a name that is broken into two lines because nothing else fits


class Label(NamedTuple):
    x: float
    y: float
    lines: tuple[str, ...]
    anchor: str = "middle"


def shortened(text: str, signs: int, lines: int = 2) -> tuple[str, ...]:
    """At most so many lines of so many signs; what does not fit ends in „…“."""
    text = text.removesuffix(" (Beispiel)")
    wrapped = textwrap.wrap(text, signs, max_lines=lines, placeholder=" …", break_long_words=False)
    return tuple(line if len(line) <= signs + 5 else f"{line[: signs + 3]}…" for line in wrapped) or ("",)


def below(layout: Layout, sizes: list[float], names: list[str], degrees: list[int]) -> list[Label | None]:
    """On a grid there is room below each node, as wide as its cell."""
    signs = int(CELL_W // SIGN)
    return [
        Label(float(x), float(y) + size + 12.5, shortened(name, signs))
        for (x, y), size, name in zip(layout.xy, sizes, names, strict=True)
    ]


def beside(layout: Layout, sizes: list[float], names: list[str], degrees: list[int]) -> list[Label | None]:
    """Greedy, the best connected first: right, left, below, above, in two lines; dropped where all lie on others."""
    found: list[Label | None] = [None] * len(names)
    taken = [(x - size, y - size, x + size, y + size) for (x, y), size in zip(layout.xy, sizes, strict=True)]
    order = sorted(range(len(names)), key=lambda at: (-degrees[at], at))
    for at in order if len(order) <= MOST_NAMED else order[:NAMED_ABOVE]:
        (x, y), gap = layout.xy[at], sizes[at] + 4
        text = shortened(names[at], 30, lines=1)
        wide = len(text[0]) * SIGN
        short = shortened(names[at], NARROW, lines=2)
        narrow = max(len(line) for line in short) * SIGN
        for label, left, broad in (
            (Label(x + gap, y + 4, text, "start"), x + gap, wide),
            (Label(x - gap, y + 4, text, "end"), x - gap - wide, wide),
            (Label(x, y + gap + 11, text), x - wide / 2, wide),
            (Label(x, y - gap - 2, text), x - wide / 2, wide),
            (Label(x, y + gap + 11, short), x - narrow / 2, narrow),
            (Label(x + gap, y - 2, short, "start"), x + gap, narrow),
        ):
            box = (left, label.y - 11, left + broad, label.y + 3 + LINE * (len(label.lines) - 1))
            inside = box[0] >= 0 and box[2] <= layout.width
            if inside and not any(_touch(box, one) for number, one in enumerate(taken) if number != at):
                found[at] = label
                taken.append(box)
                break
    return found


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

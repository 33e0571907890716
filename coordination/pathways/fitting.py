"""How much of its text each step of a chart has room for on two A4 pages.

Reckoned from signs and lines, in millimetres: laying out a page to try costs as much as drawing it. What does not fit
stands in the table, and the chart says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from coordination.pathways.paper_rows import Contact, PaperRow, Side

if TYPE_CHECKING:
    from coordination.pathways.paper import Sheet

PAGE = 258.0  # height that a page has for content, a little less than there is
POSTER = 275.0  # of the chart's height on A4 goes on one A3 sheet
UNTORN = 40.0  # so much of what follows the chart is not torn either
ROOMS = (900, 600, 440, 360, 300, 250, 210, 180, 150, 120, 90, 60)  # signs of a step
# What gives way, in this order: text of the steps, text of the emergency branch, a second number of a kind.
LADDER = [
    *((room, 150, 2) for room in ROOMS if room >= 150),
    *((room, 60, 2) for room in (210, 180, 150, 120, 90)),
    *((room, 0, 1) for room in (180, 150, 120, 90, 60)),
]


@dataclass(frozen=True)
class Fit:
    """The chart as two pages have room for it: its rows, the emergency branch, the table of contacts."""

    rows: list[PaperRow]
    branch: list[PaperRow]
    contacts: list[Contact]


def fitted(sheet: Sheet) -> Fit:
    """The first step of the ladder on which all goes on two pages; where nothing does, the last."""
    for room, branch_room, numbers in LADDER:
        fit = Fit(
            [replace(row, room=room) for row in sheet.rows],
            [replace(row, room=branch_room) for row in sheet.branch],
            sheet.nearest(numbers),
        )
        if _is_room(_before(sheet), [_height(row) for row in fit.rows], _after(sheet, fit)):
            return fit
    return fit


def fitted_poster(sheet: Sheet) -> list[PaperRow]:
    """The rows of a chart on one A3 sheet, in larger type; the same reckoning, a sheet has room for less of it."""
    for room in ROOMS:
        rows = [replace(row, room=room) for row in sheet.rows]
        if sum(map(_height, rows)) <= POSTER:
            break
    return rows


def _is_room(before: float, rows: list[float], after: float) -> bool:
    """Whether all goes on two pages. A row is not torn: what does not fit on the first page begins the second."""
    used = before
    for number, height in enumerate(rows):
        if used + height > PAGE:
            return sum(rows[number:]) + after <= PAGE
        used += height
    return used + after <= 2 * PAGE - UNTORN


def _lines(text: str, signs: int) -> int:
    return sum(ceil(len(part) / signs) for part in text.splitlines() if part) if text else 0


def _height(row: PaperRow) -> float:
    box = 3.2 + 4.6 * _lines(row.step.title, 52) + 3.9 * _lines(row.told, 60)
    box += 3.6 * _lines(" · ".join(row.shown_facts), 66) + 3.9 * bool(row.row.onward)
    sides = sum(map(_side, row.sides))
    return max(box, sides) + (4.3 if row.down is not None else 0.9)


def _side(side: Side) -> float:
    height = 2.4 + 4.1 * _lines(side.title, 30) + 3.8 * _lines(side.text, 36) + 3.8 * (side.kind == "danger")
    return height + sum(3.8 * _lines(f"{one.name} {one.number}", 34) for one in side.called)


def _before(sheet: Sheet) -> float:
    return 16.6 + 6.5 * (len(sheet.flow.title) > 46) + 15.5 + 4.6 * (len(sheet.called) > 1)


def _after(sheet: Sheet, fit: Fit) -> float:
    branch = 17.0 + sum(0.4 + 1.85 * _lines(f"{row.step.title}. {row.told}", 50) for row in fit.branch)
    contacts = 12.0 + 4.6 * len(sheet.missing)
    for one in fit.contacts:
        words = one.name + " · anonyme Beratung möglich" * one.anonymous
        contacts += 1.4 + 3.5 * max(_lines(words, 40), _lines(one.hours, 37), _lines(one.kind_name, 21))
    return branch + contacts + _end(sheet)


def _end(sheet: Sheet) -> float:
    law = 3.7 * _lines(" · ".join(sheet.law), 115) + 4.0
    rules = 9.0 + 2.2 * sum(_lines(rule, 34) for rule in sheet.rules)
    return max(rules, 34.0) + law + 12.0

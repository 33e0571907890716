"""How rows of an import look on the page: cells with their errors and how to correct them, differences, what was made
uniform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.columns import BY_KEY, PHONE_KEYS
from coordination.directory.importing import marks
from coordination.directory.importing.check import REMOVED, REPEATS
from coordination.directory.importing.rows import Problem
from coordination.directory.models import ImportRow, ImportRun
from coordination.lib.values import as_text

# Heading → the keys shown in it; all others that have something to say stand under „Further data“.
GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (gettext_lazy("Name"), ("name",)),
    (gettext_lazy("Postcode, town"), ("postcode", "city", "address")),
    (gettext_lazy("Telephone"), ("phone",)),
    (gettext_lazy("E-mail"), ("mail",)),
]
_GROUPED = {key for _heading, keys in GROUPS for key in keys}
_LINE = 60  # a longer text is corrected in a box of several lines
_WHERE_TO_BREAK = re.compile(r"(?<=[@./_-])")
# Fields for whose words the browser may offer a list.
LISTED = frozenset({"type", "status", "level"})


# What was noted beside these is no spelling made uniform but a doubt about the place; it is not folded away.
REMARKS = frozenset({"municipality"})


def headings(run: ImportRun) -> list[tuple[Any, tuple[str, ...]]]:
    """Return the groups of which the file has at least one column."""
    mapped = set(run.mapping.values())
    return [group for group in GROUPS if mapped & set(group[1])]


def breakable(text: str) -> SafeString:
    """A mail or web address that may go on in the next line behind its signs, nowhere else."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in _WHERE_TO_BREAK.split(text)))


def shown(
    run: ImportRun, rows: Iterable[ImportRow], types: Mapping[int, str] | None = None
) -> list[dict[str, Any]]:
    """The lines of the page; ``types``: names by which types of rows without errors are told."""
    groups = headings(run)
    index = {key: int(position) for position, key in run.mapping.items()}
    return [_row(row, groups, index, run.facets) | {"type": _type(row, index, types or {})} for row in rows]


def _type(row: ImportRow, index: Mapping[str, int], types: Mapping[int, str]) -> str:
    """The type a row will have; where it errs, what the file or a correction says."""
    if known := types.get(row.clean.get("type", 0)):
        return known
    return row.corrected.get("type", "") or _raw(row, index, "type")


def _row(
    row: ImportRow,
    groups: list[tuple[Any, tuple[str, ...]]],
    index: Mapping[str, int],
    facets: Mapping[str, int],
) -> dict[str, Any]:
    problems = [Problem._make(each) for each in row.problems]
    boxes = boxes_of(row, problems, index, facets)
    changed = row.differences if row.outcome == ImportRow.Outcome.CHANGED else {}
    here = {key for _heading, keys in groups for key in keys}
    return {
        "row": row,
        "cells": [
            _cell(row, heading, keys, index, [box for box in boxes if box["at"] in keys], changed)
            for heading, keys in groups
        ],
        "more": [box for box in boxes if box["at"] not in here],
        "can_take": row.outcome in {ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED},
        "can_correct": any(box["key"] for box in boxes),
        "others": [
            {"label": label(key), "old": old, "new": new, "kept": key in row.kept}
            for key, (old, new) in changed.items()
            if key not in here
        ],
        "notes": [_uniform(row, index, key, text) for key, text in row.notes if key not in REMARKS],
        "remarks": [_note(key, text) for key, text in row.notes if key in REMARKS],
        "corrected": [
            {
                "key": key,
                "label": label(key),
                "text": text,
                "was": _raw(row, index, key),
                "row": key == REPEATS,
            }
            for key, text in row.corrected.items()
        ],
        "best": row.candidates[0] if row.candidates and row.outcome == ImportRow.Outcome.DOUBLE else None,
    }


def _uniform(row: ImportRow, index: Mapping[str, int], key: str, text: str) -> dict[str, Any]:
    """What stood in the cell, what it became, and of a telephone number the form that is compared (E.164)."""
    was = row.corrected.get(key, "") or _raw(row, index, key)
    normal = row.clean[key][0] if key in PHONE_KEYS and key in row.clean else ""
    return {**_note(key, text), "was": was if was != text else "", "normal": normal}


def _note(key: str, text: str) -> dict[str, Any]:
    return {"label": label(key) if key else "", "text": text}


def boxes_of(
    row: ImportRow, problems: Iterable[Problem], index: Mapping[str, int], facets: Mapping[str, int]
) -> list[dict[str, Any]]:
    """What is to be put right in a row, each field once: what stands there, what is wrong, what would be right.

    ``at``: beside which field it is shown; ``key``: the field that is corrected (empty: nothing can be typed).
    """
    found: dict[str, dict[str, Any]] = {}
    for problem in problems:
        fields = problem.fix.split() or [problem.key]
        for key in fields:
            if key not in found:
                found[key] = _box(row, key, problem.key, index, facets)
        box = found[fields[0]]
        box["says"].append(problem.say)
        box["only"] |= problem.kind == "twice"
        for text in problem.offers:
            value = f"{row.number}-{fields[0]}-{len(box['offers'])}"
            box["offers"].append({"value": value, "label": offer_label(text)})
    return list(found.values())


def offer_label(text: str) -> str:
    return str(_("Take over “%(text)s”") % {"text": text}) if text else str(_("Leave it empty"))


def _box(
    row: ImportRow, key: str, at: str, index: Mapping[str, int], facets: Mapping[str, int]
) -> dict[str, Any]:
    there = marks.cell(row, index.get(key), key)
    text = "" if there == REMOVED else marks.as_typed(there)
    return {
        "key": key,
        "at": at,
        "label": label(key),
        "text": text,
        "name": f"z-{row.number}-{key}-{marks.short(marks.as_typed(there))}",
        "id": f"z-{row.number}-{key}",
        "says": [],
        "offers": [],
        "alike": facets.get(marks.wrong(key, there), 1),
        "alike_name": f"{row.number}-{key}",
        "lines": min(8, 1 + max(text.count("\n"), len(text) // _LINE)),
        "list": f"known-{key}" if key in LISTED else "",
        "only": False,  # whether it can be said that only this row shall count
    }


def _cell(row, heading, keys, index, boxes, changed) -> dict[str, Any]:
    differences = [_pair(key, changed[key]) for key in keys if key in changed]
    corrected = {box["key"] for box in boxes}
    text: str | SafeString = ""
    if not differences:
        left = [key for key in keys if key not in corrected]
        cleaned = [_told(key, row.clean.get(key)) for key in left if key != "address" and row.clean.get(key)]
        text = " ".join(cleaned) or " ".join(filter(None, (_raw(row, index, key) for key in left)))
        text = breakable(text.strip()) if keys[0] == "mail" else text.strip()
    return {"label": heading, "kind": keys[0], "text": text, "boxes": boxes, "differences": differences}


def _pair(key: str, pair: list[str]) -> list[Any]:
    return [breakable(text) for text in pair] if key == "mail" else pair


def _told(key: str, value: Any) -> str:
    return value[1] if key in PHONE_KEYS else str(value)


def _raw(row: ImportRow, index: Mapping[str, int], key: str) -> str:
    position = index.get(key)
    return as_text(row.raw[position])[:200] if position is not None and position < len(row.raw) else ""


def label(key: str) -> Any:
    return BY_KEY[key].heading if key in BY_KEY else ""


def figures(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """What became of every row of a sheet that was taken over; they add up to all of its rows."""
    known = [
        (_("New"), counts.get("taken_new", 0)),
        (_("Changed"), counts.get("taken_changed", 0)),
        (_("Unchanged"), counts.get("same", 0)),
        (_("With errors, left out"), counts.get("error", 0)),
    ]
    others = [
        (_("Listed here too"), counts.get("linked", 0)),
        (_("Repeated in the sheet"), counts.get("repeat", 0)),
        (_("Doubles without a decision, left out"), counts.get("double", 0)),
    ]
    rest = counts.get("rows", 0) - sum(number for _label, number in [*known, *others])
    deselected = counts.get("deselected", rest - counts.get("conflicts", 0))
    others += [
        (_("Deselected"), max(deselected, 0)),
        (_("Not taken over as checked"), max(rest - deselected, 0)),
    ]
    return [*known, *(pair for pair in others if pair[1]), (_("Rows of the file"), counts.get("rows", 0))]

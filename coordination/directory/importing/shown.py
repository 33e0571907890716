"""How rows of an import look on the page: cells with their errors, differences, and what was made uniform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.directory.columns import BY_KEY, PHONE_KEYS
from coordination.directory.models import ImportRow, ImportRun
from coordination.lib.values import as_text

# Heading → the keys shown in it; all others that have something to say stand under „Further data“.
GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Name"), ("name",)),
    (_("Postcode, town"), ("postcode", "city", "address")),
    (_("Telephone"), ("phone",)),
    (_("E-mail"), ("mail",)),
]
_GROUPED = {key for _heading, keys in GROUPS for key in keys}


def headings(run: ImportRun) -> list[tuple[Any, tuple[str, ...]]]:
    """Return the groups of which the file has at least one column."""
    mapped = set(run.mapping.values())
    return [group for group in GROUPS if mapped & set(group[1])]


def shown(run: ImportRun, rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
    groups = headings(run)
    index = {key: int(position) for position, key in run.mapping.items()}
    return [_row(row, groups, index) for row in rows]


def _row(
    row: ImportRow, groups: list[tuple[Any, tuple[str, ...]]], index: Mapping[str, int]
) -> dict[str, Any]:
    says: dict[str, list[str]] = {}
    for _position, key, sentence in row.problems:
        says.setdefault(key, []).append(sentence)
    changed = row.differences if row.outcome == ImportRow.Outcome.CHANGED else {}
    cells = [_cell(row, heading, keys, index, says, changed) for heading, keys in groups]
    more = [
        {"label": label(key), "text": _raw(row, index, key), "says": sentences}
        for key, sentences in says.items()
        if key not in _GROUPED
    ]
    others = [
        {"label": label(key), "old": old, "new": new, "kept": key in row.kept}
        for key, (old, new) in changed.items()
        if key not in _GROUPED
    ]
    return {
        "row": row,
        "cells": cells,
        "more": more,
        "others": others,
        "notes": [{"label": label(key) if key else "", "text": text} for key, text in row.notes],
        "best": row.candidates[0] if row.candidates else None,
    }


def _cell(row, heading, keys, index, says, changed) -> dict[str, Any]:
    wrong = [sentence for key in keys for sentence in says.get(key, ())]
    differences = [changed[key] for key in keys if key in changed]
    text = ""
    if not differences:
        cleaned = [_told(key, row.clean.get(key)) for key in keys if key != "address" and row.clean.get(key)]
        text = " ".join(cleaned) or " ".join(filter(None, (_raw(row, index, key) for key in keys)))
    return {
        "label": heading,
        "kind": keys[0],
        "text": text.strip(),
        "wrong": wrong,
        "differences": differences,
    }


def _told(key: str, value: Any) -> str:
    return value[1] if key in PHONE_KEYS else str(value)


def _raw(row: ImportRow, index: Mapping[str, int], key: str) -> str:
    position = index.get(key)
    return as_text(row.raw[position])[:200] if position is not None and position < len(row.raw) else ""


def label(key: str) -> Any:
    return BY_KEY[key].heading if key in BY_KEY else ""


def pair(row: ImportRow) -> list[dict[str, Any]]:
    """Return the lines of „is this the same?“: where entry and file differ."""
    return [
        {"key": key, "label": label(key), "stored": old, "file": new, "keep": bool(old)}
        for key, (old, new) in row.differences.items()
    ]

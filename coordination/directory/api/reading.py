"""Small things all rows share: words for levels, rows grouped by what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from coordination.lib import among  # noqa: F401 -- registers the lookup that all rows are read by
from coordination.lib.levels import Level

WORD_OF = {level.value: level.name.lower() for level in Level}
LEVEL_OF = {word: value for value, word in WORD_OF.items()}


def grouped(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> dict[Any, list[dict[str, Any]]]:
    """Return key → dicts, for rows of (key, *values named so); levels become words."""
    found: dict[Any, list[dict[str, Any]]] = {}
    level = names.index("level") if "level" in names else None
    for key, *values in rows:
        if level is not None:
            values[level] = WORD_OF[values[level]]
        found.setdefault(key, []).append(dict(zip(names, values, strict=True)))
    return found


def in_order(ids: Sequence[int], there: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows in the order of ``ids``; what has gone meanwhile is left out."""
    return [there[pk] for pk in ids if pk in there]

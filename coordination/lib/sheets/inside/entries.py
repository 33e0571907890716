"""A JSON list of objects as a table: nested objects become columns with dots (``location.lat``)."""

import json
from collections.abc import Iterator
from typing import Any

from coordination.lib.sheets.inside.cells import Notes
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.limits import Limits

_DEEPEST = 5


def _no_constant(name: str) -> None:
    """NaN and Infinity are not JSON; the cell stays empty."""


def rows_of(text: str, notes: Notes, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """Yield the header as row 1 and entry n as row n + 1: the row it would have in a spreadsheet made of the list."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Refused("damaged_json", line=error.lineno, position=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise Refused("damaged_json", line=1, position=1) from error
    entries = _list_in(found, notes)
    if not entries:
        raise Refused("empty")
    columns: dict[str, int] = {}
    flat: list[dict[str, Any]] = []
    for i, entry in enumerate(entries[: limits.max_rows + 1]):
        if not isinstance(entry, dict):
            raise Refused("json_not_list", entry=i + 1)
        cells: dict[str, Any] = {}
        _flatten(entry, "", cells, 1)
        for name in cells:
            columns.setdefault(name, len(columns))
        if len(columns) > limits.max_columns:
            raise Refused("too_many_columns", found=len(columns), allowed=limits.max_columns)
        flat.append(cells)
    if len(entries) > limits.max_rows:
        raise Refused("too_many_rows", found=len(entries), allowed=limits.max_rows)
    names = list(columns)
    yield 1, list(names)
    for i, cells in enumerate(flat):
        yield i + 2, [cells.get(name) for name in names]


def _list_in(found: Any, notes: Notes) -> list[Any]:
    """Return the list itself, or the only list of objects inside an envelope (``{"data": […]}``, GeoJSON)."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        lists = {name: value for name, value in found.items() if isinstance(value, list) and value}
        of_objects = {name: value for name, value in lists.items() if isinstance(value[0], dict)}
        if len(of_objects) == 1:
            (name, entries), *_ = of_objects.items()
            notes.add("json_envelope", name=name[:60])
            return entries
    raise Refused("json_not_list", entry=1)


def _flatten(entry: dict[str, Any], prefix: str, cells: dict[str, Any], depth: int) -> None:
    for key, value in entry.items():
        name = f"{prefix}{key.strip()}"
        if isinstance(value, dict) and depth < _DEEPEST:
            _flatten(value, f"{name}.", cells, depth + 1)
        elif isinstance(value, list) and all(not isinstance(part, dict | list) for part in value):
            cells[name] = ", ".join(str(part) for part in value if part is not None) or None
        elif isinstance(value, dict | list):
            cells[name] = json.dumps(value, ensure_ascii=False)
        else:
            cells[name] = value

"""Cells as a table keeps them, and notes of what was noticed in them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_WEB = re.compile(r"^(https?://|www\.)\S+$", re.IGNORECASE)
_NUMBERS = re.compile(r"^[+(]?\d[\d ()/.-]{4,}$")

RawRow = tuple[int, list[Any]]


class Notes:
    """What was noticed: of each kind the first place and the count."""

    def __init__(self) -> None:
        self._by_code: dict[str, dict[str, Any]] = {}

    def add(
        self, code: str, *, row: int | None = None, column: int | None = None, count: int = 1, **params: Any
    ) -> None:
        note = self._by_code.setdefault(
            code, {"code": code, "row": row, "column": column, "count": 0, "params": params}
        )
        note["count"] += count

    def as_list(self) -> list[dict[str, Any]]:
        return list(self._by_code.values())


def _number(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _moment(value: dt.datetime) -> Any:
    return value.date() if value.time() == dt.time() else value


def _span(value: dt.timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


CONVERT: dict[type, Callable[[Any], Any]] = {
    str: lambda value: value or None,
    float: _number,
    int: lambda value: value if abs(value) < 10**15 else str(value),
    bool: lambda value: value,
    type(None): lambda value: None,
    dt.date: lambda value: value,
    dt.datetime: _moment,
    dt.time: lambda value: value.isoformat("minutes" if not value.second else "seconds"),
    dt.timedelta: _span,
}


def converted(row: Iterable[Any]) -> list[Any]:
    """Return the cells as the table keeps them: whole numbers as int, midnight as date, times as text."""
    return [value if value.__class__ is str and value else CONVERT[value.__class__](value) for value in row]


def is_blank(values: list[Any]) -> bool:
    if values and values[0].__class__ is str and not values[0].isspace():
        return not values[0] and is_blank(values[1:])
    return values.count(None) == len(values) or all(
        value is None or (isinstance(value, str) and not value.strip()) for value in values
    )


def looks_like_data(value: Any) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return bool(_MAIL.match(text) or _WEB.match(text) or _NUMBERS.match(text))
    if isinstance(value, dt.date):
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value < 10_000


def filled(values: list[Any]) -> list[int]:
    return [
        i
        for i, value in enumerate(values)
        if value is not None and (not isinstance(value, str) or value.strip())
    ]

"""Columns of a sheet that we write, and the cells as each format may hold them."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

MAX_CELL = 32_767
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name, and for templates the allowed words (``choices``) and an explanation (``help``)."""

    name: str
    kind: Literal["text", "number", "date"] = "text"
    width: int | None = None
    choices: Sequence[str] = ()
    help: str = ""
    required: bool = False


def as_columns(columns: Iterable["Column | str"]) -> list[Column]:
    return [column if isinstance(column, Column) else Column(name=str(column)) for column in columns]


def clean_text(text: str) -> str:
    """Return what a cell may hold: no control signs, line breaks as ``\\n``, at most what a spreadsheet takes."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", text)[:MAX_CELL]


def plain(value: Any) -> str | int | float | dt.date | None:
    """Return a value as text, number, date or nothing; numbers that a spreadsheet would round become text."""
    if value is None:
        return None
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return value
    if isinstance(value, dt.datetime):
        local = localtime(value).replace(tzinfo=None) if is_aware(value) else value
        return local if local.year >= 1900 else local.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value if value.year >= 1900 else value.isoformat()
    return clean_text(str(value)) or None

"""Small parts of every list: a column, a paginator that knows its count, orderings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Column:
    """One column of a list: its name in the address, its heading, what draws its cell from a row."""

    name: str
    label: Any
    cell: Callable[[Any], object]
    order: tuple[str, ...] = ()
    by_default: bool = True


class CountedPaginator(Paginator):
    """A paginator that is told the count."""

    def __init__(self, rows: QuerySet, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count


def ordered(name: str, *, down: bool) -> Any:
    """Return an ordering; what another table may lack comes last on both databases."""
    if "__" in name:
        return F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
    return f"-{name}" if down else name


def off_index(part: Any) -> Any:
    """Return the same ordering in a form that no index has."""
    if not isinstance(part, str):
        return part
    name = part.removeprefix("-")
    same = Coalesce(F(name), F(name))
    return same.desc() if part.startswith("-") else same.asc()


def flat(choices: Any) -> list[tuple[str, Any]]:
    """Return choices as (value, label) pairs, groups opened."""
    pairs: list[tuple[str, Any]] = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            pairs += [(str(inner), text) for inner, text in label]
        else:
            pairs.append((str(value), label))
    return pairs

"""What rooms hand to the index: documents made of pieces, and kinds that say which of them a person may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet

from coordination.lib.levels import Level

EVERYBODY = (0,)  # whoever sees the record
HINT = 5  # a weight: this word is looked at only when nothing else is found
STRICT = 10  # the least weight of what a search looks at first


def audiences(level: int, networks: Collection[int]) -> tuple[int, ...]:
    """Return who finds a record by a datum of this level: everybody who sees it, or readers in these networks.

    No network and not public means nobody.
    """
    if level <= Level.PUBLIC:
        return EVERYBODY
    return tuple(network * 100 + level for network in sorted(networks))


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a record with its weight (a name 100, a description 20) and for whom it is.

    ``also`` is indexed but never shown (the normal form of a telephone number, other words for a type).
    """

    text: str
    weight: int
    audiences: tuple[int, ...] = EVERYBODY
    also: str = ""
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Document:
    """A record as the index sees it; the first piece is its title."""

    id: int
    pieces: list[Piece] = field(default_factory=list)

    def digest(self) -> str:
        """Return a digest that differs when anything of it would be indexed differently."""
        return blake2b(repr((VERSION, self.pieces)).encode(), digest_size=16).hexdigest()


VERSION = 1  # counted up when the same text gives other words: the next true-up then writes everything anew


class Kind:
    """One kind of record that can be found. Rooms subclass it; every method is one or a few queries for all ids."""

    number: ClassVar[int]  # stands in the index; never changes
    code: ClassVar[str]  # stands in addresses
    model: ClassVar[str]
    label: Any
    icon: ClassVar[str]

    def ids(self) -> Iterable[int]:
        """All ids that belong in the index, rising."""
        raise NotImplementedError

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        """The documents of these ids; none for a record that is gone or lies in the bin."""
        raise NotImplementedError

    def visible_to(self, user: Any) -> QuerySet[Any]:
        """The records a search of this user may find; the model has a ``sort_key``."""
        raise NotImplementedError

    def audiences_of(self, user: Any) -> Collection[int]:
        """What the user may read besides what everybody reads."""
        raise NotImplementedError

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        """One line about each found record, by id."""
        raise NotImplementedError

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        """Ids to be read anew after a change of these units (model label → ids)."""
        raise NotImplementedError


@cache
def _kinds(modules: tuple[str, ...]) -> tuple[Kind, ...]:
    kinds = tuple(kind for name in modules for kind in import_module(name).KINDS)
    if len({kind.number for kind in kinds}) != len(kinds):
        raise ValueError("Two kinds of the search have the same number.")
    return kinds


def kinds() -> tuple[Kind, ...]:
    """Return all kinds of all rooms, in the order of the search page."""
    return _kinds(tuple(settings.SEARCHES))


def kind_of(model: str) -> Iterator[Kind]:
    """Yield the kind of a model label, if it can be found at all."""
    return (kind for kind in kinds() if kind.model == model.lower())

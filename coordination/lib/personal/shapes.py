"""The words in which a room says what it holds of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet


@dataclass(frozen=True)
class Subject:
    """Whom it is about: an account, a person of the directory, or both."""

    user: Any = None
    person: Any = None
    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @property
    def user_id(self) -> int | None:
        return getattr(self.user, "pk", None)

    @property
    def person_id(self) -> int | None:
        return getattr(self.person, "pk", None)

    @property
    def uids(self) -> list[Any]:
        return [one.uid for one in (self.user, self.person) if one is not None]

    @cached_property
    def names(self) -> frozenset[str]:
        """First and last name together, as people write them; one alone could be anybody's."""
        found = set()
        for one in (self.user, self.person):
            first, last = getattr(one, "first_name", ""), getattr(one, "last_name", "")
            if first and last:
                found |= {f"{first} {last}", f"{last}, {first}", f"{last} {first}"}
        return frozenset(found)

    def __str__(self) -> str:
        """Also of somebody whose name is kept back elsewhere: this is about that very person."""
        return str(getattr(self.person, "full_name", None) or self.person or self.user or "")


class Fate(Enum):
    """What erasure does to the rows of a person."""

    DELETE = "delete"  # the row goes, its history too
    EMPTY = "empty"  # the row stays for what hangs on it; what names the person is emptied
    STAY = "stay"  # the row stays: it names nobody, or points to an emptied account


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A processing activity (Art. 30 GDPR): whose data, why, on which ground, who receives them."""

    key: str
    title: Any
    purpose: Any
    ground: Any
    people: Any
    recipients: Any


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one model holds of a person: which columns, how the rows are found, what erasure does to them.

    ``secret`` columns are about the person but never handed out (password, key of the second factor); ``derived`` ones
    repeat others. ``kept`` says how long, unless a ``Period`` or ``Fixed`` of the same activity does.
    """

    model: str
    activity: str
    fields: Collection[str]
    find: Callable[[Subject], Q | None]
    fate: Fate
    kept: Any
    why: Any = ""  # what stays, and why: shown before erasing
    empty: Mapping[str, Any] = field(default_factory=dict)  # EMPTY: column → value or function of the row
    secret: Collection[str] = ()
    derived: Collection[str] = ()
    only: bool = False  # the row is about somebody else: the export shows ``fields`` and moments alone
    order: int = 50  # erasing: lower numbers first (what points to others before what is pointed at)

    @property
    def of(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, subject: Subject) -> QuerySet[Any]:
        """Return every row of this person, wherever it stands (``visible_to`` is for readers)."""
        condition = self.find(subject)
        manager = self.of._base_manager
        return manager.none() if condition is None else manager.filter(condition).order_by("pk")

    @property
    def columns(self) -> list[str]:
        return [*self.fields, *self.secret, *self.derived]


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Columns in which somebody may have written a name: not found for a person, but searched through on erasure.

    ``opened`` opens the guard of a table that refuses changes.
    """

    model: str
    fields: Collection[str]
    why: Any = ""
    opened: Callable[[], AbstractContextManager[Any]] = nullcontext

    @property
    def of(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True, kw_only=True)
class Free:
    """A written exemption: columns (all, if none is named) that hold nothing about a person, and why."""

    model: str
    why: str
    fields: Collection[str] = ()


Before = Callable[[int | None], dt.datetime]


@dataclass(frozen=True, kw_only=True)
class Period:
    """How long something is kept: ``months`` by default, changeable per network between ``least`` and ``most``.

    ``due(before, networks)`` returns what is due, where ``before(network_id)`` is the moment from which on a network
    still keeps; ``act`` deals with it and returns how many. ``network`` names the way from a row to its network.
    """

    key: str
    activity: str
    title: Any
    months: int
    least: int
    most: int
    due: Callable[[Before, Collection[int]], QuerySet[Any]]
    act: Callable[[QuerySet[Any]], int]
    does: Any  # what happens, in words
    of_network: Callable[[QuerySet[Any], int], QuerySet[Any]] | None = None
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """A period nobody changes, kept by a periodic work of the room (``work`` names it)."""

    key: str
    activity: str
    title: Any
    kept: Any
    does: Any
    work: str

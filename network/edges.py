"""What the graph is drawn from: ties between institutions, collected from the rooms of ``settings.EDGES``.

A room offers ``edges(networks, day) -> Iterator[Edge]`` in a module named there; for very many ties also ``pairs``,
which yields (source, target, kind, level) without days. An edge says at which level its own datum stands; whoever draws
it takes the strictest of it and of both ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _


class Edge(NamedTuple):
    """A tie between two institutions by their ids. A tuple: a hundred thousand of them are made at once."""

    source: int
    target: int
    kind: str
    level: int
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


Contribution = Callable[[Collection[int], dt.date], Iterator[Edge]]

# Kinds in the order of the legend. A kind of a later room that is not named here is shown as „other tie“.
KINDS = {
    "cooperation": _("Cooperation agreement"),
    "refers": _("refers to"),
    "liaison": _("liaison to"),
    "belongs": _("belongs to (provider)"),
    "agreement": _("agreement (8a, 72a SGB VIII, 3 KKG)"),
    "multiplier": _("shared multiplier"),
    "group": _("member of the same group"),
    "event": _("at the same event"),
    "other": _("other tie"),
}
DIRECTED = frozenset({"refers", "liaison", "belongs"})


def contributions() -> Iterator[tuple[str, Contribution]]:
    """Yield each module of the list with what it contributes."""
    for name in settings.EDGES:
        yield name, import_module(name).edges


def quick(networks: Collection[int], day: dt.date) -> Iterator[Iterable[Any]]:
    """Yield the ties of each module, in the form without days where it offers one; the first four columns count."""
    for name in settings.EDGES:
        module = import_module(name)
        yield getattr(module, "pairs", module.edges)(networks, day)


def collect(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    """Yield all ties of these networks on a day, from every room; the same pair may come several times."""
    for _name, edges in contributions():
        yield from edges(networks, day)

"""What of the graph a person reads: the whole of a network, or what surrounds the own institutions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from coordination.accounts.permissions import Reach, scope_of
from coordination.accounts.scope import Tenant
from coordination.directory.models import Institution, InstitutionType
from network.arrays import Arrays
from network.loading import kept, loaded
from network.reach import own_institutions

RIGHT = "network.view_graph"


@dataclass(frozen=True)
class Reading:
    """The graph as one reader sees it on a day, before any filter."""

    network: Tenant
    networks: tuple[Tenant, ...]
    day: dt.date
    graph: Arrays
    whole: bool  # measures over everything are for readers of the whole alone
    level: int
    own: tuple[int, ...] = field(default=())


def networks_of(user: Any) -> list[Tenant]:
    """Networks whose graph the person reads at all, by name."""
    scope = scope_of(user)
    ids = scope.may(RIGHT, reach=Reach.OWN)
    return [tenant for pk, tenant in scope.tenants.items() if pk in ids]


def reading_of(user: Any, day: dt.date, slug: str = "", *, version: int | None = None) -> Reading | None:
    """The graph of the network named, else of the first; None if the person reads none of that name."""
    tenants = networks_of(user)
    found = next((one for one in tenants if not slug or one.slug == slug), None)
    if found is None:
        return None
    scope = scope_of(user)
    level, whole = int(scope.reads_in(found.id)), found.id in scope.may(RIGHT)
    full = loaded(found.id, day, version)
    own: tuple[int, ...] = ()
    if not whole:
        own = tuple(own_institutions(user, [found.id]).order_by("pk").values_list("pk", flat=True))
    key = ("part", found.id, full.version, day, level, whole, own)
    graph = kept(key, lambda: _part(full, level, whole, own))
    return Reading(found, tuple(tenants), day, graph, whole, level, own)


def _part(full: Arrays, level: int, whole: bool, own: tuple[int, ...]) -> Arrays:
    """What the level allows; without the whole only the own houses with their neighbours, the hidden ones counted."""
    ties = full.tie_levels <= level
    seen = full.part(full.levels <= level, ties)
    if whole:
        return seen
    mine = np.isin(seen.ids, own)
    near = seen.around(mine, 1)
    mine_in_full = np.isin(full.ids, own)
    around = full.around(mine_in_full, 1)
    hidden = int(around.sum()) - int(np.isin(seen.ids[near], full.ids[around]).sum())
    return seen.part(near, hidden=max(hidden, 0))


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Without control signs: they make GraphML fail, and GEXF and SVG wrong without a word."""
    return _CONTROL.sub("", text)


@dataclass(frozen=True)
class Facts:
    """What is told of a node."""

    pk: int
    uid: UUID
    name: str
    short: str
    type: str
    type_id: int


def facts_of(graph: Arrays) -> list[Facts]:
    """Names of the nodes, in their order; kept with the graph. Only for graphs that fit into a picture or a table."""
    return kept(("facts", graph.version, graph.ids.tobytes()), lambda: _facts(graph))


def _facts(graph: Arrays) -> list[Facts]:
    types = dict(InstitutionType.objects.order_by().values_list("pk", "short_name"))
    rows = Institution.objects.filter(pk__in=graph.ids.tolist()).order_by("pk")
    found = {
        pk: Facts(pk, uid, clean(name), clean(short or name), types.get(kind, ""), kind)
        for pk, uid, name, short, kind in rows.values_list("pk", "uid", "name", "short_name", "type_id")
    }
    return [found[int(pk)] for pk in graph.ids]

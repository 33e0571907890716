"""Ties that somebody wrote down as relations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from network.edges import Edge
from network.models import Relation

_CHUNK = 20_000


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    columns = ("source_id", "target_id", "kind", "level", "valid_from", "valid_until")
    rows = Relation.objects.valid(day).filter(network__in=networks).order_by()
    return map(Edge._make, rows.values_list(*columns).iterator(chunk_size=_CHUNK))


def pairs(networks: Collection[int], day: dt.date) -> Iterator[tuple[int, int, str, int]]:
    """The same without days: what most pictures need, at the speed of the bare driver."""
    rows = Relation.objects.valid(day).filter(network__in=networks).order_by()
    return rows.values_list("source_id", "target_id", "kind", "level").iterator(chunk_size=_CHUNK)

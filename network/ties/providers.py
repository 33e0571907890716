"""A house belongs to its provider. A chain of providers that bites its own tail stays what it is: a ring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils import timezone

from coordination.directory.models import Institution
from coordination.lib.levels import Level
from network import past
from network.edges import Edge


def edges(networks: Collection[int], day: dt.date) -> Iterator[Edge]:
    if day < timezone.localdate():
        for house, provider in past.providers(networks, day):
            yield Edge(house, provider, "belongs", Level.PUBLIC)
        return
    rows = Institution.objects.in_use().listed_in(networks).filter(parent__isnull=False)
    for house, provider in rows.order_by().values_list("pk", "parent_id").iterator(chunk_size=20_000):
        yield Edge(house, provider, "belongs", Level.PUBLIC)

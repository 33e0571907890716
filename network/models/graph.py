"""How far the ties of a network have changed, and what was computed from them."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network


class GraphChange(models.Model):
    """Counts changes of whatever the graph is drawn from. Written by triggers alone (network/guards.py).

    One row per network and transaction (SQLite: one per network), so that writers never wait for each other; the sum
    is the version of the graph. Old rows are folded into one. docs/adr/0028-the-graph.md
    """

    network_id = models.BigIntegerField(db_index=True)
    transaction = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("change of the graph")
        verbose_name_plural = _("changes of the graph")
        constraints = [
            models.UniqueConstraint(fields=["network_id", "transaction"], name="graph_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.network_id}: {self.number}"


def fold(network_id: int) -> int:
    """Put all counted changes of a network into one row and return how many rows went. The sum stays the same.

    Rows that a running transaction has not committed are not seen, so not touched; it inserts its own, never the folded
    one. Two who fold at once wait for each other at the rows.
    """
    with transaction.atomic():
        rows = list(
            GraphChange.objects.select_for_update().filter(network_id=network_id).order_by("transaction")
        )
        if len(rows) < 2:
            return 0
        total = sum(row.number for row in rows)
        gone, _models = GraphChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
        GraphChange.objects.create(network_id=network_id, transaction=0, number=total)
    return gone - 1


def version_of(network_id: int) -> int:
    """The version of a network's graph: rises with each change that anybody commits."""
    return GraphChange.objects.filter(network_id=network_id).aggregate(n=Sum("number"))["n"] or 0


def versions_of(network_ids: Collection[int]) -> dict[int, int]:
    """The versions of several graphs, by one question."""
    rows = GraphChange.objects.filter(network_id__in=network_ids).order_by().values_list("network_id")
    return dict.fromkeys(network_ids, 0) | dict(rows.annotate(n=Sum("number")))


class GraphResult(models.Model):
    """What a long computation over the whole graph found: counts and ids of institutions, no names.

    Kept for the version it was computed for; a newer one takes its place.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    day = models.DateField()
    graph_version = models.BigIntegerField()
    computed_at = models.DateTimeField(default=timezone.now)
    found = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("result over the graph")
        verbose_name_plural = _("results over the graph")
        constraints = [
            models.UniqueConstraint(fields=["network", "level", "day"], name="graph_result_once"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.day}"

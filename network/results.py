"""Findings over the whole graph: at once where that is quick, else from the table, computed in the background."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from coordination.lib.jobs import job_function
from network.findings import findings
from network.loading import kept, loaded
from network.models import GraphResult
from network.reading import Reading

AT_ONCE = 1_000  # institutions; above, betweenness takes longer than a page may


def fresh_result(reading: Reading) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Findings with their time and whether something has changed since; None where they wait to be computed."""
    graph = reading.graph
    if graph.n <= AT_ONCE:
        key = ("findings", reading.network.id, graph.version, reading.day, reading.level)
        return kept(key, lambda: findings(graph)), {"at": timezone.now(), "is_new": True, "large": False}
    row = GraphResult.objects.filter(network=reading.network.id, level=reading.level, day=reading.day).first()
    row = (
        row
        or GraphResult.objects.filter(network=reading.network.id, level=reading.level, day__lte=reading.day)
        .order_by("-day", "-id")
        .first()
    )
    if row is None:
        return None, {"at": None, "is_new": False, "large": True}
    is_new = row.graph_version == graph.version and row.day == reading.day
    return row.found, {"at": row.computed_at, "is_new": is_new, "large": True}


def start_of(reading: Reading) -> dict[str, Any]:
    """What the background work needs to know."""
    return {"network": reading.network.id, "level": reading.level, "day": reading.day.isoformat()}


@job_function()
def compute_result(job: Any, *, network: int, level: int, day: str) -> None:
    """Compute and keep; the same again writes the same row."""
    date = dt.date.fromisoformat(day)
    graph = loaded(network, date)
    seen = graph.part(graph.levels <= level, graph.tie_levels <= level)
    GraphResult.objects.update_or_create(
        network_id=network,
        level=level,
        day=date,
        defaults={"graph_version": graph.version, "computed_at": timezone.now(), "found": findings(seen)},
    )

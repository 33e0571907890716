"""Figures of the page *Heute*: how true the directory is, what it holds, what changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Affiliation, Agreement, Institution, Listing, Standing
from coordination.directory.models.listings import light_is


@dataclass(frozen=True)
class Freshness:
    """How many entries are confirmed, soon due, overdue, never confirmed."""

    ok: int
    due: int
    old: int
    none: int

    @property
    def total(self) -> int:
        return self.ok + self.due + self.old + self.none

    @property
    def percent(self) -> int:
        return round(100 * (self.ok + self.due) / self.total) if self.total else 0


def freshness(networks: frozenset[int]) -> Freshness:
    """Count the active entries of some networks by their traffic light (see ``Listing.light``)."""
    counts = Listing.objects.filter(
        network__in=networks, status=Listing.Status.ACTIVE, institution__removed_at__isnull=True
    ).aggregate(**{light: Count("id", filter=light_is(light)) for light in ("ok", "due", "old", "none")})
    return Freshness(**counts)


def tiles(networks: frozenset[int], limit: int = 5) -> list[dict[str, Any]]:
    """Return, for the largest types of institutions, how many have a valid agreement under § 8a(4) SGB VIII."""
    agreed = Agreement.objects.valid().owned_by(networks)
    agreed = agreed.filter(institution=OuterRef("pk"), kind=Agreement.Kind.PROTECTION)
    rows = (
        Institution.objects.listed_in(networks)
        .in_use()
        .values("type__short_name", "type__sort_order", "type__standing")
        .annotate(total=Count("id"), agreed=Count("id", filter=Q(Exists(agreed))))
        .order_by("-total", "type__sort_order")
    )
    bound = [row for row in rows if Standing.AGREEMENT in row["type__standing"]]
    return [
        {"label": row["type__short_name"], "done": row["agreed"], "total": row["total"]}
        for row in bound[:limit]
    ]


def latest_changes(user: Any, limit: int = 5) -> list[dict[str, Any]]:
    """Return the institutions of the user's networks that changed last: the record, when, by whom."""
    mine = Institution.objects.in_lists_of(user).listed_in(scope_of(user).may("directory.change_institution"))
    rows = (
        Institution.history.model.objects.filter(id__in=mine.values("id"))
        .select_related("change_set__user")
        .only("id", "uid", "name", "history_date", "change_set__user")
        .order_by("-history_id")[: limit * 4]
    )
    seen: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.id not in seen and len(seen) < limit:
            # The last row of history tells the present name.
            record = Institution(pk=row.id, uid=row.uid, name=row.name)
            seen[row.id] = {"institution": record, "at": row.history_date, "who": row.change_set.user}
    return list(seen.values())


def my_institutions(user: Any, limit: int = 8) -> list[Institution]:
    """Return where somebody works or may edit the entry, with their own networks' entry and what may be done."""
    scope = scope_of(user)
    works = Affiliation.objects.in_force().filter(person__user=user.pk, institution=OuterRef("pk"))
    editable = Institution.objects.editable_by(user)
    mine = Institution.objects.in_lists_of(user).annotate(
        may_edit=Exists(editable.filter(pk=OuterRef("pk"))), works_there=Exists(works)
    )
    rows = mine.filter(Q(works_there=True) | Q(may_edit=True)).select_related("type")
    listed = Listing.objects.filter(network__in=scope.networks).order_by("network__name", "id")
    found = rows.prefetch_related(Prefetch("listings", listed, to_attr="my_listings"))
    return list(found.order_by("sort_key", "id")[:limit])

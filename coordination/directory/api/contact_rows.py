"""Contact points as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.api.reading import grouped, in_order
from coordination.directory.models import ContactPoint

# Member of the answer → column.
SHORT = {
    "uid": "uid", "version": "version", "network": "network__slug", "kind": "kind", "purpose": "purpose",
    "value": "value", "display": "display", "note": "note", "level": "level", "legal_ground": "legal_ground",
    "verified_on": "verified_on",
}  # fmt: skip


def contacts_of(user: Any, owner: str, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return owner's id → contacts that the user sees, in the order of the page."""
    seen = ContactPoint.objects.visible_to(user, owner=owner).filter(**{f"{owner}__among": ids})
    rows = seen.order_by("sort_order", "id").values_list(f"{owner}_id", *SHORT.values())
    return grouped(rows, list(SHORT))


def contact_rows(user: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return contact points with their owners; consents for those who may change contacts."""
    whole = {
        "institution": "institution__uid", "person": "person__uid", "service": "service__uid", **SHORT,
        "consent_text": "consent_text__version", "given_on": "consented_at",
    }  # fmt: skip
    may = bool(scope_of(user).may("directory.change_contactpoint", reach=Reach.INSTITUTION))
    rows = ContactPoint.objects.filter(pk__among=ids).values_list("id", *whole.values())
    there = {pk: found[0] for pk, found in grouped(rows, list(whole)).items()}
    for row in there.values():
        row["consent_text"] = row["consent_text"] or ""
        row["given_on"] = timezone.localdate(row["given_on"]) if row["given_on"] else None
        if not may:
            row["consent_text"] = row["given_on"] = None
    return in_order(ids, there)

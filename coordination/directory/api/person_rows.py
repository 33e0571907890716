"""People and their functions as plain dicts, by few queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordination.accounts.permissions import scope_of
from coordination.directory.api.contact_rows import contacts_of
from coordination.directory.api.reading import grouped, in_order
from coordination.directory.models import Affiliation, Person
from coordination.lib.levels import Level

# Member of the answer → column.
OWN = {
    "uid": "uid", "version": "version", "network": "network__slug", "title": "title", "first_name": "first_name",
    "last_name": "last_name", "profession": "profession__code", "profession_name": "profession__name",
    "specialisms": "specialisms", "level": "level", "threat_flag": "threat_flag", "note": "note",
}  # fmt: skip
FUNCTION = {
    "uid": "uid", "version": "version", "person": "person__uid", "title": "person__title",
    "first_name": "person__first_name", "last_name": "person__last_name", "institution": "institution__uid",
    "institution_name": "institution__name", "network": "network__slug", "function": "function__code",
    "is_contact": "is_contact", "is_deputy": "is_deputy", "valid_from": "valid_from", "valid_until": "valid_until",
    "absent_from": "absent_from", "absent_until": "absent_until",
}  # fmt: skip


def person_rows(user: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return people with those of their functions that the user sees, and contacts."""
    scope = scope_of(user)
    noted = {network for network in scope.networks if scope.reads_in(network) >= Level.COORDINATION}
    rows = Person.objects.filter(pk__among=ids).order_by()
    there = {pk: found[0] for pk, found in grouped(rows.values_list("id", *OWN.values()), list(OWN)).items()}
    mine = set(rows.filter(network__in=noted).values_list("pk", flat=True)) if noted else set()
    seen = (
        Affiliation.objects.visible_to(user)
        .filter(person__among=ids)
        .order_by("-is_contact", "is_deputy", "id")
    )
    functions = functions_by(seen, "person_id")
    contacts = contacts_of(user, "person", ids)
    for pk, row in there.items():
        if pk not in mine:
            row["note"] = None
        row["affiliations"] = functions.get(pk, [])
        row["contacts"] = contacts.get(pk, [])
    return in_order(ids, there)


def functions_by(rows: Any, key: str) -> dict[int, list[dict[str, Any]]]:
    """Return functions grouped by a column of theirs; a person's name is one text."""
    found = grouped(rows.values_list(key, *FUNCTION.values()), list(FUNCTION))
    for group in found.values():
        for row in group:
            parts = (row.pop("title"), row.pop("first_name"), row.pop("last_name"))
            row["person_name"] = " ".join(part for part in parts if part)
    return found


def affiliation_rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    found = functions_by(Affiliation.objects.filter(pk__among=ids), "id")
    return in_order(ids, {pk: rows[0] for pk, rows in found.items()})

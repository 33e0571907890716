"""Services and agreements as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordination.accounts.permissions import scope_of
from coordination.directory.api.contact_rows import contacts_of
from coordination.directory.api.reading import grouped, in_order
from coordination.directory.models import Agreement, Institution, Service, ServiceArea
from coordination.lib.levels import Level

# Member of the answer → column.
SERVICE = {
    "uid": "uid", "version": "version", "provider": "provider_id", "network": "network__slug", "name": "name",
    "kind": "kind__code", "kind_name": "kind__name", "description": "description", "audience": "audience",
    "catchment": "catchment", "access": "access", "fee": "fee", "is_anonymous": "is_anonymous",
    "hours_text": "hours_text", "waiting_time": "waiting_time", "waiting_as_of": "waiting_as_of", "level": "level",
    "source": "source", "verified_on": "verified_on",
}  # fmt: skip
AREAS = {"municipalities": "municipality__ags", "districts": "district__key", "postcodes": "postcode__code"}
AGREEMENT = {
    "uid": "uid", "version": "version", "institution": "institution__uid", "institution_name": "institution__name",
    "network": "network__slug", "kind": "kind", "signed_on": "signed_on", "valid_until": "valid_until",
    "review_due": "review_due", "note": "note",
}  # fmt: skip


def service_rows(user: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return services with their catchment and contacts; a provider that the user may not see is not told."""
    rows = Service.objects.filter(pk__among=ids).order_by().values_list("id", *SERVICE.values())
    there = {pk: found[0] for pk, found in grouped(rows, list(SERVICE)).items()}
    providers = {row["provider"] for row in there.values()} - {None}
    seen = Institution.objects.visible_to(user).filter(pk__in=providers)
    known = {pk: (uid, name) for pk, uid, name in seen.values_list("pk", "uid", "name")}
    contacts = contacts_of(user, "service", ids)
    for pk, row in there.items():
        row["provider"], row["provider_name"] = known.get(row["provider"], (None, None))
        row |= {name: [] for name in AREAS}
        row["contacts"] = contacts.get(pk, [])
    areas = ServiceArea.objects.filter(service__among=ids).order_by(
        "municipality__ags", "postcode__code", "id"
    )
    for pk, *keys in areas.values_list("service_id", *AREAS.values()):
        for name, key in zip(AREAS, keys, strict=True):
            if key:
                there[pk][name].append(key)
    return in_order(ids, there)


def agreement_rows(user: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    scope = scope_of(user)
    noted = {one.slug for one in scope.tenants.values() if scope.reads_in(one.id) >= Level.COORDINATION}
    rows = Agreement.objects.filter(pk__among=ids).order_by().values_list("id", *AGREEMENT.values())
    there = {pk: found[0] for pk, found in grouped(rows, list(AGREEMENT)).items()}
    for row in there.values():
        if row["network"] not in noted:
            row["note"] = None
    return in_order(ids, there)

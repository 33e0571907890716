"""How institutions stand in the directory, as comparable values of the same shape as a checked row. Few queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from coordination.directory.columns import CONTACT_KEYS
from coordination.directory.models import TRAITS, ContactPoint, Identifier, Institution, Listing
from coordination.lib.history import in_chunks

# Columns of the institution itself: key → attribute.
OWN: dict[str, str] = {
    "name": "name", "short_name": "short_name", "other_names": "other_names", "type": "type_id", "parent": "parent_id",
    "description": "description", "protected_place": "protected_place", "street": "street",
    "house_number": "house_number", "address_extra": "address_extra", "postcode": "postcode", "city": "city",
    "part": "part", "municipality": "municipality_id", "latitude": "latitude", "longitude": "longitude",
    "age_from": "age_from", "age_until": "age_until",
}  # fmt: skip


@dataclass(slots=True)
class Stored:
    """One institution: comparable values, and the rows behind them that a change would touch."""

    id: int
    version: int
    removed: bool
    parent_name: str
    values: dict[str, Any]
    listing: tuple[int, int] | None = None  # id, version
    identifier: tuple[int, int] | None = None
    contacts: dict[str, list[tuple[int, int, str, str]]] = field(
        default_factory=dict
    )  # id, version, value, display
    traits: dict[str, dict[int, int]] = field(default_factory=dict)  # key → word → id of the row


def load(
    ids: Collection[int], *, network_id: int, scheme: str = "", contacts: Any = None
) -> dict[int, Stored]:
    """Return the institutions with these ids. ``contacts``: which contact points may be read, all by default."""
    found: dict[int, Stored] = {}
    readable = ContactPoint.objects.filter(withdrawn_at=None) if contacts is None else contacts
    for chunk in in_chunks(ids):
        _institutions(found, chunk)
        for pk, version, owner, *listed in Listing.objects.filter(
            network=network_id, institution__in=chunk
        ).values_list("id", "version", "institution_id", "status", "level", "notes", "confirmed_on"):
            stored = found[owner]
            stored.listing = pk, version
            status, level, notes, day = listed
            stored.values |= {"status": status, "level": level, "notes": notes}
            stored.values["confirmed_on"] = day and day.isoformat()
        if scheme:
            for pk, version, owner, value in Identifier.objects.filter(
                scheme=scheme, institution__in=chunk
            ).values_list("id", "version", "institution_id", "value"):
                found[owner].identifier = pk, version
                found[owner].values["number"] = value
        rows = readable.filter(institution__in=chunk).order_by("sort_order", "id")
        for pk, version, owner, kind, value, display in rows.values_list(
            "id", "version", "institution_id", "kind", "value", "display"
        ):
            found[owner].contacts.setdefault(kind, []).append((pk, version, value, display))
        for key, (model, name) in TRAITS.items():
            for pk, owner, word in model.objects.filter(institution__in=chunk).values_list(
                "id", "institution_id", f"{name}_id"
            ):
                found[owner].traits.setdefault(key, {})[word] = pk
    for stored in found.values():
        for kind in CONTACT_KEYS:
            stored.values[kind] = stored.contacts[kind][0][2] if kind in stored.contacts else None
        for key in TRAITS:
            stored.values[key] = sorted(stored.traits.get(key, ()))
    return found


def _institutions(found: dict[int, Stored], chunk: list[int]) -> None:
    keys, attributes = list(OWN), list(OWN.values())
    rows = Institution.objects.filter(pk__in=chunk).values_list(
        "id", "uid", "version", "removed_at", "parent__name", *attributes
    )
    for pk, uid, version, removed_at, parent_name, *own in rows:
        values = dict(zip(keys, own, strict=True))
        for key in ("latitude", "longitude"):
            if values[key] is not None:
                values[key] = f"{values[key]:.6f}"
        values["uid"] = str(uid)
        found[pk] = Stored(pk, version, removed_at is not None, parent_name or "", values)

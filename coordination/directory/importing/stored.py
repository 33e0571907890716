"""How institutions stand in the directory, as comparable values of the same shape as a checked row. Few queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from coordination.directory.columns import CONTACT_KEYS
from coordination.directory.models import TRAITS, ContactPoint, Identifier, Institution, Listing
from coordination.lib.history import in_chunks
from coordination.lib.levels import Level

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
    theirs: dict[str, set[str]] = field(default_factory=dict)  # public values that belong to other networks
    led_elsewhere: bool = (
        False  # it rests here and another network leads it: shared facts are not ours to change
    )
    has_photo: bool = False
    traits: dict[str, dict[int, int]] = field(default_factory=dict)  # key → word → id of the row


def load(
    ids: Collection[int], *, network_id: int, scheme: str = "", contacts: Any = None
) -> dict[int, Stored]:
    """Return the institutions with these ids as one network has them: its contacts, and what is public of others.

    ``contacts``: which contact points may be read besides; then all of them count, the network's own first.
    """
    found: dict[int, Stored] = {}
    in_force = ContactPoint.objects.filter(withdrawn_at=None)
    readable = in_force.filter(network=network_id) if contacts is None else contacts
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
        if contacts is None:
            _others(found, in_force.exclude(network=network_id), chunk)
            _led_elsewhere(found, chunk, network_id)
        else:
            own = Case(When(network=network_id, then=Value(0)), default=Value(1), output_field=IntegerField())
            rows = rows.order_by(own, "sort_order", "id")
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


def _others(found: dict[int, Stored], rows: Any, chunk: list[int]) -> None:
    """What is public of other networks stands there already: the same number is not entered a second time."""
    public = rows.filter(institution__in=chunk, level__lte=Level.PUBLIC)
    for owner, kind, value in public.order_by().values_list("institution_id", "kind", "value"):
        found[owner].theirs.setdefault(kind, set()).add(value)


def _led_elsewhere(found: dict[int, Stored], chunk: list[int], network_id: int) -> None:
    led = Listing.objects.filter(institution__in=chunk, status=Listing.Status.ACTIVE).order_by()
    by: dict[int, set[int]] = {}
    for owner, network in led.values_list("institution_id", "network_id"):
        by.setdefault(owner, set()).add(network)
    for owner, networks in by.items():
        found[owner].led_elsewhere = found[owner].listing is not None and network_id not in networks


def _institutions(found: dict[int, Stored], chunk: list[int]) -> None:
    keys, attributes = list(OWN), list(OWN.values())
    rows = Institution.objects.filter(pk__in=chunk).values_list(
        "id", "uid", "version", "removed_at", "parent__name", "photo_id", *attributes
    )
    for pk, uid, version, removed_at, parent_name, photo, *own in rows:
        values = dict(zip(keys, own, strict=True))
        for key in ("latitude", "longitude"):
            if values[key] is not None:
                values[key] = f"{values[key]:.6f}"
        values["uid"] = str(uid)
        found[pk] = Stored(pk, version, removed_at is not None, parent_name or "", values)
        found[pk].has_photo = photo is not None

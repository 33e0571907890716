"""What of the directory stands in the search index: pieces of text with their weight and who may find by them.

A public datum is for whoever sees the record. Anything narrower is for readers of its level in the network it belongs
to, as ``ContactPoint.visible_to`` and ``Listing.visible_to`` have it; what belongs to a network that no longer leads
the institution, for its coordination. Names of other records (provider, institution of a person) are for whoever sees
that other record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from coordination.directory.models import (
    TRAITS,
    Affiliation,
    ContactPoint,
    Identifier,
    Institution,
    Listing,
    Person,
    Service,
    ServiceArea,
)
from coordination.lib.levels import Level
from coordination.lib.search.documents import EVERYBODY, HINT, Document, Piece, audiences

NAME, OTHER_NAME, CONTACT, KIND, PLACE, TRAIT, STREET, PROVIDER = 100, 90, 80, 60, 50, 40, 35, 30
SYNONYM, TEXT, NOTE = 25, 20, 15
# Other words for a type that takes in many („Schule“: Gymnasium, Grundschule …) are true of few of its institutions.
BROAD = 20
Grouped = dict[int, list[tuple[Any, ...]]]


def grouped(rows: QuerySet[Any], *columns: str) -> Grouped:
    """Return rows by their first column."""
    found: Grouped = defaultdict(list)
    for key, *values in rows.order_by("pk").values_list(*columns):
        found[key].append(tuple(values))
    return found


def standing(ids: Collection[int]) -> Grouped:
    """Return institution → its entries: network, level, status."""
    rows = Listing.objects.filter(institution__in=ids, institution__removed_at__isnull=True)
    return grouped(rows, "institution_id", "network_id", "level", "status")


def who_sees(listings: list[tuple[Any, ...]]) -> tuple[int, ...]:
    """Return for whom the name of an institution is, shown on another record (``Listing.readable_by``)."""
    found: set[int] = set()
    for network, level, status in listings:
        if status != Listing.Status.ACTIVE:
            found.update(audiences(Level.COORDINATION, [network]))
        else:
            found.update(audiences(level, [network]))
    return EVERYBODY if 0 in found else tuple(sorted(found))


def led_by(listings: list[tuple[Any, ...]]) -> set[int]:
    """Return the networks that lead an institution."""
    return {network for network, _level, status in listings if status == Listing.Status.ACTIVE}


def of_network(level: int, network: int | None, led: Collection[int] | None = None) -> tuple[int, ...]:
    """Return for whom a datum of a network is; ``led``: the networks that lead its institution, if it has one."""
    if led is not None and network not in led:
        level = Level.COORDINATION
    return audiences(level, [] if network is None else [network])


def contacts(owner: str, ids: Collection[int]) -> Grouped:
    rows = ContactPoint.objects.filter(**{f"{owner}__in": ids}, withdrawn_at__isnull=True)
    return grouped(rows, f"{owner}_id", "display", "value", "purpose", "level", "network_id")


def contact_pieces(rows: list[tuple[Any, ...]], led: Collection[int] | None = None) -> Iterator[Piece]:
    for display, value, purpose, level, network in rows:
        seen_by = of_network(level, network, led)
        yield Piece(display or value, CONTACT, seen_by, also=value)
        if purpose:
            yield Piece(purpose, TEXT, seen_by)


def _plain(*pieces: tuple[str, int]) -> list[Piece]:
    return [Piece(text, weight) for text, weight in pieces if text]


# --- Institutions -----------------------------------------------------------------------------------------------------

_INSTITUTION = (
    "name", "short_name", "other_names", "description", "street", "house_number", "address_extra", "postcode", "city",
    "part", "municipality__name", "type__name", "type__short_name", "type__synonyms", "parent_id", "parent__name",
)  # fmt: skip


def institutions(ids: Collection[int]) -> Iterator[Document]:
    rows = list(
        Institution.objects.in_use().filter(pk__in=ids).order_by("pk").values("pk", "sort_key", *_INSTITUTION)
    )
    there = [row["pk"] for row in rows]
    listings = standing([*there, *(row["parent_id"] for row in rows if row["parent_id"])])
    notes = grouped(
        Listing.objects.filter(institution__in=there).exclude(notes=""),
        "institution_id",
        "network_id",
        "notes",
    )
    numbers = grouped(Identifier.objects.filter(institution__in=there), "institution_id", "value")
    reached = contacts("institution", there)
    traits = [
        grouped(model.objects.filter(institution__in=there), "institution_id", f"{key}__name")
        for model, key in TRAITS.values()
    ]
    for row in rows:
        pk = row["pk"]
        pieces = _plain(
            (row["name"], NAME),
            (row["short_name"], OTHER_NAME),
            (row["other_names"], OTHER_NAME),
            (" ".join(part for part in (row["street"], row["house_number"]) if part), STREET),
            (row["address_extra"], TEXT),
            (" ".join(part for part in (row["postcode"], row["city"]) if part), PLACE),
            (row["part"], PLACE),
            (row["municipality__name"] if row["municipality__name"] != row["city"] else "", PLACE),
            (row["description"], TEXT),
        )
        pieces.append(Piece(row["type__name"], KIND, also=row["type__short_name"]))
        synonyms = row["type__synonyms"]
        pieces.append(Piece("", HINT if len(synonyms) > BROAD else SYNONYM, also=" · ".join(synonyms)))
        pieces += _plain(*((name, TRAIT) for trait in traits for (name,) in trait.get(pk, ()) if name))
        pieces += _plain(
            *((value, OTHER_NAME) for (value,) in numbers.get(pk, ()) if any(map(str.isdigit, value)))
        )
        if row["parent_id"] and (seen_by := who_sees(listings.get(row["parent_id"], []))):
            pieces.append(Piece(row["parent__name"], PROVIDER, seen_by))
        pieces += contact_pieces(reached.get(pk, []), led_by(listings.get(pk, [])))
        pieces += [Piece(note, NOTE, audiences(Level.COORDINATION, [at])) for at, note in notes.get(pk, ())]
        yield Document(pk, pieces)


# --- People -----------------------------------------------------------------------------------------------------------


_PERSON = (
    "title", "first_name", "last_name", "profession__name", "specialisms", "note", "level", "network_id",
)  # fmt: skip


def who_sees_function(level: int, network: int, listings: list[tuple[Any, ...]]) -> tuple[int, ...]:
    """Return for whom it is that a person of this level works at an institution (``Affiliation.visible_to``)."""
    if network not in led_by(listings):
        return audiences(Level.COORDINATION, [network])
    house = who_sees(listings)
    if level <= Level.PUBLIC:
        return house
    here = next(listed for at, listed, _status in listings if at == network)
    return audiences(level if house == EVERYBODY else max(level, here), [network])


def people(ids: Collection[int]) -> Iterator[Document]:
    rows = list(
        Person.objects.filter(pk__in=ids, removed_at__isnull=True).order_by("pk").values("pk", *_PERSON)
    )
    there = [row["pk"] for row in rows]
    at = grouped(
        Affiliation.objects.filter(person__in=there),
        "person_id",
        "network_id",
        "institution_id",
        "institution__name",
        "institution__city",
        "function__name",
    )
    listings = standing({institution for found in at.values() for _network, institution, *_rest in found})
    reached = contacts("person", there)
    for row in rows:
        pk, name = (
            row["pk"],
            " ".join(part for part in (row["title"], row["first_name"], row["last_name"]) if part),
        )
        first, last = row["first_name"][:1], row["last_name"][:1]
        pieces = [Piece(name, NAME, also=f"{first} {first}{last}" if first else "")]
        pieces += _plain((row["profession__name"] or "", KIND), (row["specialisms"], TRAIT))
        for network, institution, house, city, function in at.get(pk, ()):
            here = listings.get(institution, [])
            if here and (seen_by := who_sees_function(row["level"], network, here)):
                pieces.append(Piece(house, PROVIDER, seen_by))
                pieces += [Piece(text, PROVIDER, seen_by) for text in (function, city) if text]
        pieces += contact_pieces(reached.get(pk, []))
        if row["note"]:
            pieces.append(Piece(row["note"], NOTE, audiences(Level.COORDINATION, [row["network_id"]])))
        yield Document(pk, pieces)


# --- Services ---------------------------------------------------------------------------------------------------------

_SERVICE = (
    "name", "description", "audience", "hours_text", "kind__name", "kind__short_name", "provider_id", "provider__name",
    "provider__city",
)  # fmt: skip


def services(ids: Collection[int]) -> Iterator[Document]:
    rows = list(
        Service.objects.filter(pk__in=ids, removed_at__isnull=True)
        .exclude(provider__removed_at__isnull=False)
        .order_by("pk")
        .values("pk", *_SERVICE)
    )
    there = [row["pk"] for row in rows]
    listings = standing({row["provider_id"] for row in rows if row["provider_id"]})
    reached = contacts("service", there)
    areas = grouped(
        ServiceArea.objects.filter(service__in=there),
        "service_id",
        "municipality__name",
        "postcode__code",
        "district__name",
    )
    for row in rows:
        pk = row["pk"]
        pieces = _plain((row["name"], NAME))
        pieces.append(Piece(row["kind__name"], KIND, also=row["kind__short_name"]))
        pieces += _plain((row["description"], TEXT), (row["audience"], TRAIT), (row["hours_text"], TEXT))
        pieces += _plain(*((name, STREET) for area in areas.get(pk, ()) for name in area if name))
        here = listings.get(row["provider_id"], [])
        if row["provider_id"] and (seen_by := who_sees(here)):
            pieces.append(Piece(row["provider__name"], PROVIDER, seen_by))
            if row["provider__city"]:
                pieces.append(Piece(row["provider__city"], PROVIDER, seen_by))
        pieces += contact_pieces(reached.get(pk, []))
        yield Document(pk, pieces)

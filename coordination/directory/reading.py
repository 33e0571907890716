"""What a person may read of one record: up to which level, and which rows of its history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from coordination.accounts.models import Membership
from coordination.accounts.permissions import scope_of
from coordination.directory.models import (
    TRAITS,
    Affiliation,
    Agreement,
    ContactPoint,
    Identifier,
    Institution,
    Listing,
    Person,
    Service,
    ServiceArea,
    YouthOfficeDistrict,
)
from coordination.lib.levels import Level
from coordination.lib.models import Tracked
from coordination.lib.timeline import Reading, Words

WORDS: dict[type[Tracked], Words] = {
    ContactPoint: Words(
        label=("kind", "purpose"),
        value=("display",),
        quiet=frozenset({"value", "sort_order", "consent_text"}),
    ),
    Agreement: Words(value=("kind",)),
    Identifier: Words(value=("scheme", "value")),
}


def level_in(user: Any, networks: Iterable[int]) -> Level:
    """Up to which level the user reads a record that is listed in these networks."""
    scope = scope_of(user)
    return max((scope.reads_in(network) for network in networks), default=Level.PUBLIC)


def networks_of(record: Tracked) -> set[int]:
    """Ids of the networks in which a record is listed, be it through its institutions or its provider."""
    listings = Listing.objects.order_by()
    if isinstance(record, Institution):
        listings = listings.filter(institution=record)
    elif isinstance(record, Service):
        listings = listings.filter(institution=record.provider_id)
    else:
        listings = listings.filter(institution__affiliations__person=record.pk)
    return set(listings.values_list("network_id", flat=True))


def knows(user: Any, other: Any) -> bool:
    """Whether the two have or had a role in the same network: only then one is told the other's name."""
    return (
        other is None or Membership.objects.filter(user=other, network__in=scope_of(user).networks).exists()
    )


def _own_people(user: Any) -> Q:
    """The condition „by somebody of my networks“ on change sets; other networks' people and reasons stay theirs."""
    mine = Membership.objects.filter(user=OuterRef("user_id"), network__in=scope_of(user).networks)
    return Q(user__isnull=True) | Q(Exists(mine))


def reading_of(user: Any, record: Tracked, networks: Iterable[int]) -> Reading | None:
    """What the user may read of the record's history; None: the time line is for people of its networks only."""
    networks = set(networks)
    level = level_in(user, networks)
    if level <= Level.PUBLIC:
        return None
    knows = level >= Level.COORDINATION
    contacts = Q(~Exists(ContactPoint.objects.withdrawn().filter(pk=OuterRef("id"))), level__lte=level)
    rows: dict[type[Tracked], Q] = {type(record): Q(), ContactPoint: contacts}
    if isinstance(record, Institution):
        rows |= {model: Q() for model, _name in TRAITS.values()} | {Identifier: Q(), YouthOfficeDistrict: Q()}
        people = Person.objects.visible_to(user)
        if knows:  # who lies in the bin is not visible, yet belongs to what happened here
            people = Person.objects.working_in(scope_of(user).networks)
        rows[Affiliation] = Q(Exists(people.filter(pk=OuterRef("person_id"))))
        if level >= Level.NETWORK:
            rows[Agreement] = Q()
        mine = [network for network in networks if scope_of(user).reads_in(network) >= Level.COORDINATION]
        if mine:
            rows[Listing] = Q(network__in=mine)
    elif isinstance(record, Person):
        seen = Institution.objects.visible_to(user).filter(pk=OuterRef("institution_id"))
        rows[Affiliation] = Q(Exists(seen))
    elif isinstance(record, Service):
        rows[ServiceArea] = Q()
    return Reading(
        rows=rows,
        level=level,
        knows_people=_own_people(user) if knows else None,
        quiet=frozenset() if knows else frozenset({"Person.note", "Person.user", "Agreement.note"}),
        words=WORDS,
        labels={
            Institution: Institution.objects.visible_to(user),
            Person: Person.objects.working_in(scope_of(user).networks)
            if knows
            else Person.objects.visible_to(user),
        },
    )

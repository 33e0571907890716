"""A directory as large as a Land's: institutions with their entries, telephone numbers and mails, all invented."""

from __future__ import annotations

import random
import uuid
from itertools import product
from typing import Any

from django.db import connection, transaction

from coordination.accounts.models import Network, User
from coordination.accounts.roles import Role
from coordination.directory.models import ContactPoint, Institution, InstitutionType, Listing
from coordination.lib import bulk
from coordination.lib.fold import search_text, sort_key
from coordination.places.models import Municipality
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory
from tests.factories.directory import InstitutionTypeFactory
from tests.factories.places import MunicipalityFactory

KINDS = [
    "Kita",
    "Grundschule",
    "Gymnasium",
    "Praxis",
    "Sportverein",
    "Beratungsstelle",
    "Tagesgruppe",
    "Hort",
]
WORDS = [
    "Sonnenblume",
    "Regenbogen",
    "Löwenzahn",
    "Am Bach",
    "Sankt Anna",
    "Arche",
    "Nord",
    "Süd",
    "Villa Kunterbunt",
]
TOWNS = [
    f"{first}{last}"
    for first, last in product(("Linden", "Birken", "Mühl", "Ober", "Neu"), ("au", "dorf", "heim"))
]
LEVELS = [10, 10, 10, 10, 20, 20, 30, 30, 40, 40]


def person(role: Role, network: Network) -> User:
    return MembershipFactory(user=UserFactory(), role=role, network=network).user


def _insert(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows without history: the bench reads."""
    ids = list(bulk.take_ids(model, len(rows)))
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns |= {"id": ids, "uid": [uuid.uuid4() for _ in rows]}
    for name, field in bulk.defaults_of(model, columns).items():
        columns[name] = [field.get_default()] * len(rows)
    bulk.insert(model, list(columns), list(columns.values()))
    return ids


@transaction.atomic
def make_directory(count: int, *, network: Network | None = None) -> Network:
    """Fill a network with ``count`` institutions; every tenth stands in the network next door as well."""
    chance = random.Random(count)
    network = network or NetworkFactory()
    other = NetworkFactory()
    types: list[InstitutionType] = [
        InstitutionTypeFactory(code=f"bench-{i}", name=word, short_name=word) for i, word in enumerate(KINDS)
    ]
    towns: list[Municipality] = [
        MunicipalityFactory(ags=f"053821{i:02}", name=town) for i, town in enumerate(TOWNS)
    ]
    institutions, numbers = [], range(count)
    for number in numbers:
        kind, town = chance.choice(types), chance.choice(towns)
        name = f"{kind.name} {chance.choice(WORDS)} {town.name} {number}"
        postcode = f"{53000 + chance.randrange(900)}"
        institutions.append(
            {
                "name": name,
                "type_id": kind.pk,
                "street": f"Straße {number % 977}",
                "postcode": postcode,
                "city": town.name,
                "municipality_id": town.pk,
                "sort_key": sort_key(name),
                "search_text": search_text(name, kind.name, f"Straße {number % 977}", postcode, town.name),
            }
        )
    ids = _insert(Institution, institutions)
    listed = [
        {"institution_id": pk, "network_id": network.pk, "level": LEVELS[pk % 10], "status": "active"}
        for pk in ids
    ]
    listed += [
        {"institution_id": pk, "network_id": other.pk, "level": 40, "status": "active"} for pk in ids[::10]
    ]
    _insert(Listing, listed)
    contacts = []
    for number, pk in zip(numbers, ids, strict=True):
        phone = f"+4930{23_125_000 + number}"
        mail = f"post{number}@example.org"
        mine = {"institution_id": pk, "network_id": network.pk}
        contacts.append({**mine, "kind": "phone", "value": phone, "display": phone, "level": 10})
        contacts.append({**mine, "kind": "mail", "value": mail, "display": mail, "level": 30})
    _insert(ContactPoint, contacts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return network

"""The same questions over all 5,850 real schools of North Rhine-Westphalia (open data beside the checkout)."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from coordination.accounts.models import User
from coordination.accounts.roles import Role
from coordination.directory.models import ContactPoint, Identifier, Institution, Listing
from coordination.lib import addresses, phones
from coordination.lib.fold import search_text, sort_key
from coordination.lib.search import true_up, vocabulary
from coordination.lib.search.engine import search
from tests.bench.many import _insert as insert
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory
from tests.factories.directory import InstitutionTypeFactory

DATA = Path(settings.BASE_DIR).parent / "shared/data/schools/nordrhein-westphalen_all_schools_geocoded.json"
pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the open data are not beside the checkout"),
]

# Query → begins the title of the first hit; and how many hits there are at most.
FIRST = [
    ("Füssenich", "Berufskolleg St.Nikolaus Stift Füssenich", 3),
    ("fuessenich", "Berufskolleg St.Nikolaus Stift Füssenich", 3),
    ("Fusenich", "Berufskolleg St.Nikolaus Stift Füssenich", 20),
    ("Sankt Nikolaus Stift", "Berufskolleg St.Nikolaus Stift Füssenich", 3),
    ("Brüsseler Str. 68 Zülpich", "Berufskolleg St.Nikolaus Stift Füssenich", 3),
    ("175493", "Berufskolleg St.Nikolaus Stift Füssenich", 1),
    ("NRW-175493", "Berufskolleg St.Nikolaus Stift Füssenich", 1),
    ("02252 94360", "Berufskolleg St.Nikolaus Stift Füssenich", 2),
    ("0049 2252 94360", "Berufskolleg St.Nikolaus Stift Füssenich", 2),
    ("175493@schule.nrw.de", "Berufskolleg St.Nikolaus Stift Füssenich", 1),
    ("Heinrich-Böll-Gymnasium Troisdorf", "Heinrich-Böll-Gymnasium Troisdorf", 1),
    ("heinrich boell gymnasium troisdorf", "Heinrich-Böll-Gymnasium Troisdorf", 1),
    ("Gesamtscule Troisdorf", "Europaschule Troisdorf", 20),
    ("Hauptschule 53840", "Gem. Hauptschule Troisdorf", 2),
    ("Förderschwerpunkt Lernen Troisdorf", "Don-Bosco-Schule Förderschule der Stadt Troisdorf", 5),
    ("Kettelerstraße 11 Troisdorf", "Don-Bosco-Schule Förderschule der Stadt Troisdorf", 1),
    ("Hiberniaschule", "Hiberniaschule", 3),
    ("katholische Grundschule Troisdorf", "Kath. Grundschule Troisdorf", 5),
    ("53844 Berufskolleg", "Berufskolleg des Rhein-Sieg-Kreises in Troisdorf", 1),
    ("Sternenschule Spich", "Sternenschule Gem. Grundschule Troisdorf-Spich", 1),
]


@pytest.fixture(scope="module")
def coordinator(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        network = NetworkFactory()
        _load(network)
        vocabulary.forget()
        true_up()
        yield MembershipFactory(user=UserFactory(), role=Role.COORDINATOR, network=network).user
        vocabulary.forget()
        transaction.set_rollback(True)


def _load(network):
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    kinds = {
        name: InstitutionTypeFactory(code=f"real-{number}", name=name, short_name=name[:40]).pk
        for number, name in enumerate(sorted({row["school_type"] for row in rows}))
    }
    institutions = []
    for row in rows:
        place = addresses.split(row["address"])
        institutions.append(
            {
                "name": " ".join(row["name"].split())[:200],
                "type_id": kinds[row["school_type"]],
                "street": place.street or "",
                "house_number": place.house_number or "",
                "postcode": place.postcode or "",
                "city": place.city or "",
                "sort_key": sort_key(row["name"]),
                "search_text": search_text(row["name"]),
            }
        )
    ids = insert(Institution, institutions)
    both = list(zip(ids, rows, strict=True))
    numbered = {row["id"]: pk for pk, row in reversed(both)}  # a few schools stand in the list twice
    insert(Listing, [{"institution_id": pk, "network_id": network.pk, "level": 10} for pk in ids])
    insert(
        Identifier,
        [{"institution_id": pk, "scheme": "nrw", "value": number} for number, pk in numbered.items()],
    )
    mails = [
        {
            "institution_id": pk,
            "network_id": network.pk,
            "kind": "mail",
            "value": mail,
            "display": mail,
            "level": 10,
        }
        for pk, row in both
        if (mail := row["email"].strip().lower())
    ]
    numbers = []
    for pk, row in both:
        for kind in ("phone", "fax"):
            with suppress(ValidationError):  # some cells hold two numbers, or none
                number = phones.normalise(row[kind])
                numbers.append(
                    {
                        "institution_id": pk,
                        "network_id": network.pk,
                        "kind": kind,
                        "value": number.e164,
                        "display": number.display,
                        "level": 10,
                    }
                )
    insert(ContactPoint, mails)
    insert(ContactPoint, numbers)


@pytest.mark.parametrize(("text", "first", "most"), FIRST, ids=[row[0] for row in FIRST])
def test_query(coordinator, text, first, most, db):
    findings = search(User.objects.get(pk=coordinator.pk), text)
    titles = [hit.title for group in findings.groups for hit in group.hits]

    assert titles, text
    assert titles[0].startswith(first), titles
    assert findings.count <= most, (findings.count, titles)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("Grundschule", 2800),
        ("Gymnasium", 600),
        ("Waldorf", 50),
        ("Köln", 250),
        ("Schule", 5000),
        ("Nikolaus", 15),
    ],
)
def test_wide_words_find_all_of_them(coordinator, text, least, db):
    assert search(User.objects.get(pk=coordinator.pk), text).count >= least

"""The interface at 100,000 institutions, as a coordinator's program uses it: lists, records, many in one request."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.test import Client

from coordination.accounts.models import User
from coordination.directory.models import Institution
from coordination.lib.search import following
from tests.api import Program
from tests.bench import bench_lists
from tests.bench.measure import Figures, bench, clock, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory
from tests.factories.directory import InstitutionTypeFactory

_PROGRAMS: dict[int, Program] = {}
_runs = itertools.count()


def program_of(user: User) -> Program:
    if user.pk not in _PROGRAMS:
        _PROGRAMS[user.pk] = Program(user)
    return _PROGRAMS[user.pk]


def asked(user: User, address: str) -> float:
    """Milliseconds of one answer, from the request to its last byte."""
    program = program_of(user)

    def work() -> None:
        response = program.get(address)
        assert response.status_code == 200, response.content[:300]

    return median_ms(work)


def ada() -> User:
    return bench_lists.large()[1]


def signed_in() -> Client:
    client = Client()
    client.force_login(ada())
    return client


@bench("API list of 50, 100,000 institutions", unit="ms", goal=25)
def api_list_50() -> Figures:
    return Figures(asked(ada(), "institutions"))


@bench("API list of 1,000, 100,000 institutions", unit="ms", goal=100)
def api_list_1000() -> Figures:
    return Figures(asked(ada(), "institutions?page_size=1000"))


@bench("API list of 50, filtered and sorted", unit="ms", goal=70)
def api_list_filtered() -> Figures:
    return Figures(asked(ada(), "institutions?art=bench-1&sort=-name"))


@bench("API list of 50, two words", unit="ms", goal=60)
def api_list_searched() -> Figures:
    return Figures(asked(ada(), "institutions?q=regenbogen+neudorf"))


@bench("API list of 50, page 1,000 of 2,000", unit="ms", against="page 1", goal=None)
def api_deep_page() -> Figures:
    return Figures(asked(ada(), "institutions?page=1000"), asked(ada(), "institutions"))


@bench("API contact points, 1,000 of 200,000", unit="ms", goal=150)
def api_contacts() -> Figures:
    return Figures(asked(ada(), "contact-points?page_size=1000"))


@bench("API record", unit="ms", goal=30)
def api_record() -> Figures:
    mine = Institution.objects.listed_in([bench_lists.large()[0].pk])
    uid = mine.order_by("id").values_list("uid", flat=True)[500]
    return Figures(asked(ada(), f"institutions/{uid}"))


def rows_for(run: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"Praxis {uuid.uuid4().hex}",
            "type": "bench-3",
            "number": f"{run}-{n}",
            "street": "Kölner Straße",
            "house_number": f"{n % 300 + 1}",
            "postcode": f"{53000 + n % 300}",
            "phone": f"02241 9{n:05}",
            "mail": f"praxis{n}@example.org",
        }
        for n in range(count)
    ]


def created(user: User, rounds: int = 5) -> float:
    """Rows per second of bulk requests of 1,000 rows, with check, entries, contacts, history."""
    InstitutionTypeFactory(code="bench-3", name="Praxis", short_name="Praxis")
    following.follow = lambda change_set: None  # the index follows in a task of its own
    program, times = program_of(user), []
    for _ in range(rounds):
        body = {"rows": rows_for(next(_runs), 1_000), "scheme": "bench-api"}
        with clock() as each:
            response = program.post("institutions/bulk", body)
        assert response.status_code == 201, response.content[:500]
        times.append(each.seconds)
    return 1_000 / sorted(times)[len(times) // 2]


@bench("API bulk create of 1,000 with history, network of 5,000", unit="rows/s", goal=1_500)
def api_bulk_create() -> Figures:
    user = UserFactory()
    MembershipFactory(user=user, network=NetworkFactory())
    return Figures(created(user))


@bench("API bulk create of 1,000 with history, network of 100,000", unit="rows/s", goal=1_000)
def api_bulk_create_large() -> Figures:
    return Figures(created(ada(), rounds=3))


@bench("API bulk update of 1,000 with history", unit="rows/s", goal=1_500)
def api_bulk_update() -> Figures:
    user = UserFactory()
    MembershipFactory(user=user, network=NetworkFactory())
    created(user, rounds=1)
    program = program_of(user)
    listed = program.get("institutions?page_size=1000").json()["results"]
    rows = [{"uid": row["uid"], "version": row["version"], "part": "Mitte"} for row in listed]
    with clock() as each:
        response = program.patch("institutions/bulk", {"rows": rows})
    assert response.json()["written"] == 1_000, response.content[:500]
    return Figures(1_000 / each.seconds)

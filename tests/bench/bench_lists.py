"""Lists at 100,000 institutions with row rights: the page, its search box, what rights cost, bulk work, export."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryFile
from typing import Any
from unittest import mock

from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.urls import reverse

from coordination.accounts.models import Network, User
from coordination.accounts.roles import Role
from coordination.directory import exports
from coordination.directory.exports import Export
from coordination.directory.models import Institution
from coordination.directory.models.institutions import InstitutionQuerySet
from coordination.directory.services.lists import set_many
from tests.bench.many import make_directory, person
from tests.bench.measure import Figures, bench, clock, median_ms

SMALL, LARGE = 1_000, 100_000


@cache
def at(size: int) -> tuple[Network, User, User]:
    """A network of this size, its coordinator and a multiplier. The small one is measured before the large is made."""
    network = make_directory(size)
    return network, person(Role.COORDINATOR, network), person(Role.MULTIPLIER, network)


def opened(user: User, **parameters: Any) -> float:
    """Milliseconds of the whole page."""
    client = Client()
    client.force_login(user)

    def work() -> None:
        assert client.get(reverse("directory:institution-list"), parameters).status_code == 200

    return median_ms(work, rounds=9)


@cache
def small_page() -> float:
    return opened(at(SMALL)[1])


@cache
def large() -> tuple[Network, User, User]:
    small_page()
    return at(LARGE)


@cache
def large_page() -> float:
    return opened(large()[1])


def plain_list() -> None:
    """The same work without rights: count, fifty rows with their type and place."""
    rows = Institution.objects.select_related("type", "municipality").order_by("sort_key", "id")
    list(Paginator(rows, 50).get_page(1))


@bench(
    "list of 50, 100,000 institutions, row rights",
    unit="ms",
    against="plain Django count and 50 rows",
    goal=65,
)
def list_of_fifty() -> Figures:
    client, asked = Client(), []
    client.force_login(large()[1])

    def counted(execute: Any, *arguments: Any) -> Any:
        asked.append(arguments[0])
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        assert client.get(reverse("directory:institution-list")).status_code == 200
    return Figures(large_page(), median_ms(plain_list), f"{len(asked)} SQL")


@bench("list of 50, growth from 1,000 to 100,000", unit="ms", against="at 1,000", goal=None)
def growth() -> Figures:
    ours = large_page()
    return Figures(ours, small_page())


@bench(
    "list of 50, restricted against unrestricted",
    unit="ms",
    against="the same page without rights",
    goal=None,
)
def restricted() -> Figures:
    _network, _ada, mira = large()
    ours = opened(mira)
    with without_rights():
        return Figures(ours, opened(mira))


@contextmanager
def without_rights():
    """Everybody sees every row; the page stays the same in all else."""

    def everything(rows: InstitutionQuerySet, user: Any) -> InstitutionQuerySet:
        return rows.filter(removed_at__isnull=True)

    with mock.patch.object(InstitutionQuerySet, "in_lists_of", everything):
        yield


def scan(*words: str) -> float:
    """Milliseconds of one count that reads every row."""
    condition = " AND ".join("replace(search_text, 'x', 'x') LIKE %s" for _word in words)

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM directory_institution WHERE {condition}", [f"%{w}%" for w in words]
            )
            cursor.fetchall()

    return median_ms(work, rounds=5)


@bench("search box, two words, 100,000 institutions", unit="ms", against="one scan of all rows", goal=60)
def search_two_words() -> Figures:
    return Figures(opened(large()[1], q="regenbogen neudorf"), scan("regenbogen", "neudorf"))


@bench("search box, a word in every eighth row", unit="ms", against="one scan of all rows", goal=None)
def search_common_word() -> Figures:
    return Figures(opened(large()[1], q="kita"), scan("kita"))


@bench("search box, telephone number", unit="ms", goal=60)
def search_number() -> Figures:
    return Figures(opened(large()[1], q="030 23125004"))


@bench("list of 50, page 1,000 of 2,000", unit="ms", against="page 1", goal=None)
def deep_page() -> Figures:
    return Figures(opened(large()[1], page=1000), large_page())


@bench("bulk action: level of 5,000 entries with history", unit="rows/s", goal=1_200)
def bulk_level() -> Figures:
    network, ada, _mira = large()
    ids = list(
        Institution.objects.listed_in([network.pk]).order_by("id").values_list("pk", flat=True)[:5_000]
    )
    set_many(by=ada, institutions=ids, field="level", value=10)
    with clock() as each:
        done = set_many(by=ada, institutions=ids, field="level", value=20)
    return Figures(done.count / each.seconds, note=f"{done.count} rows")


@bench("export of 10,000 institutions as XLSX", unit="rows/s", goal=None)
def export_xlsx() -> Figures:
    network, ada, _mira = large()
    ids = Institution.objects.listed_in([network.pk]).order_by("id").values("pk")[:10_000]
    rows = Institution.objects.in_lists_of(ada).filter(pk__in=list(ids.values_list("pk", flat=True)))
    with TemporaryFile() as target, clock() as each:
        count = exports.write(target, Export("institution", "xlsx", rows.order_by("sort_key", "id")), by=ada)
    return Figures(count / each.seconds)

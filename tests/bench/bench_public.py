"""The public directory at 100,000 institutions, four in ten of them public: list, filters, entry, counts."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from coordination.accounts.models import NetworkHost
from coordination.directory.models import Institution
from tests.bench.bench_lists import large, scan
from tests.bench.measure import Figures, bench, median_ms


def page(path: str, **parameters: Any) -> tuple[float, int]:
    """Milliseconds of a public page, and how many questions it asks."""
    client, asked = Client(), []

    def work() -> None:
        assert client.get(path, parameters).status_code == 200

    def counted(execute: Any, *arguments: Any) -> Any:
        asked.append(arguments[0])
        return execute(*arguments)

    # Other rows give this host to networks of their own.
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": large()[0]})
    with connection.execute_wrapper(counted):
        work()
    return median_ms(work, rounds=9), len(asked)


def row(path: str, **parameters: Any) -> Figures:
    ours, questions = page(path, **parameters)
    return Figures(ours, note=f"{questions} SQL")


def entry() -> Institution:
    network, _ada, _mira = large()
    return Institution.objects.public_in(network).order_by("-id")[:1].get()


@bench("public list, 100,000 institutions", unit="ms", goal=70)
def public_list() -> Figures:
    return row(reverse("public:list"))


@bench("public list, two words", unit="ms", against="one scan of all rows", goal=70)
def public_search() -> Figures:
    figures = row(reverse("public:list"), q="regenbogen neudorf")
    figures.reference = scan("regenbogen", "neudorf")
    return figures


@bench("public entry", unit="ms", goal=30)
def public_entry() -> Figures:
    return row(reverse("public:detail", args=[entry().uid]))


@bench("public counts by type (kept five minutes by caches)", unit="ms", goal=None)
def public_counts() -> Figures:
    return row(reverse("public:types"))

"""The record of one institution among 100,000: with contacts, people, services, topics and a history."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client

from coordination.accounts.models import Network
from coordination.directory.models import Institution, InstitutionTopic, Topic
from coordination.lib import history
from tests.bench.bench_lists import large
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.directory import AffiliationFactory, ContactPointFactory, ServiceFactory


def well_kept(network: Network, user: Any) -> Institution:
    """An entry as a network has it after some years: six contacts, five people, three services, thirty changes."""
    house = Institution.objects.filter(listings__network=network).order_by("id")[777]
    for number in range(6):
        ContactPointFactory(institution=house, network=network, level=10 + 10 * (number % 4))
    for _number in range(5):
        AffiliationFactory(institution=house, network=network)
    for _number in range(3):
        ServiceFactory(provider=house, network=network)
    for number in range(4):
        topic = Topic.objects.get_or_create(code=f"bench-{number}", defaults={"name": f"Thema {number}"})[0]
        InstitutionTopic.objects.create(institution=house, topic=topic)
    for number in range(30):
        with history.changes(by=user, reason=f"Anruf {number}"):
            house.description = f"Stand {number}"
            house.save()
    return house


@bench("record of an institution, 100,000 institutions", unit="ms", goal=30)
def record_page() -> Figures:
    network, ada, _mira = large()
    url = well_kept(network, ada).get_absolute_url()
    client, asked = Client(), []
    client.force_login(ada)

    def counted(execute: Any, *arguments: Any) -> Any:
        asked.append(arguments[0])
        return execute(*arguments)

    def work() -> None:
        assert client.get(url).status_code == 200

    work()
    with connection.execute_wrapper(counted):
        work()
    return Figures(median_ms(work, rounds=15), note=f"{len(asked)} SQL")

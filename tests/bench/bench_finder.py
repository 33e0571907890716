"""„Wer hilft?“ at 100,000 services, and the dead ends of 16 pathways in 100 municipalities."""

from __future__ import annotations

import datetime as dt
import time
from functools import cache

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality, Network, NetworkHost, User
from coordination.directory.models import ContactPoint, Hours, Institution, Service
from coordination.lib.history import bulk_create, changes
from coordination.lib.levels import Level
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Release
from coordination.pathways.services import deadends
from tests.bench.bench_ways import made
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.accounts import MembershipFactory
from tests.factories.pathways import exit_to, pathway, step

PATHWAYS, TOWNS, SLOTS = 16, 100, 6


@cache
def ways() -> tuple[Network, list[Pathway]]:
    """16 published pathways, each asking for six of the 36 kinds, in a network of 100 of the 400 municipalities."""
    network, _towns, kinds = made()
    keep = list(CatchmentMunicipality.objects.filter(network=network).order_by("pk")[:TOWNS])
    CatchmentMunicipality.objects.filter(network=network).exclude(pk__in=[one.pk for one in keep]).delete()
    first, second = (MembershipFactory(network=network, role="coordinator").user for _n in range(2))
    found = []
    for number in range(PATHWAYS):
        codes = [kinds[(number * 2 + n) % len(kinds)].code for n in range(SLOTS)]
        way = pathway(
            network, slug=f"weg-{number}", code=f"P{number:02}", slots=codes[:1], title=f"Weg {number}"
        )
        more = step(way, 25, "mehr", "consult_team", slots=codes[1:])
        exit_to(more, way.steps.get(code="mitteilung"))
        exit_to(way.steps.get(code="beobachten"), more, "yes")
        exit_to(more, None, "emergency")
        _publish(way, first, second)
        found.append(way)
    houses = Institution.objects.filter(services__kind__in=kinds).distinct()
    bulk_create(
        [
            ContactPoint(
                institution=house,
                network=network,
                kind="phone",
                value=f"+492241{house.pk}",
                level=Level.PUBLIC,
            )
            for house in houses
        ]
    )
    return network, found


def _publish(way: Pathway, first: User, second: User) -> None:
    """Past the checks: in the bench not every kind is there in every municipality."""
    today = timezone.localdate()
    release = Release(pathway=way, number=1)
    release.submit_by(first, flow_of(way).content(), "")
    release.approve_by(second, valid_from=today, review_due=today + dt.timedelta(days=300), note="Probe")
    release.publish()


@bench("Finder, the result page at 100,000 services", unit="ms", goal=100)
def result_page() -> Figures:
    network, found = ways()
    # Other rows give this host to networks of their own.
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": network})
    url = reverse("ways:finder-way", args=[found[3].slug])
    client = Client()

    def work():
        return client.get(url, {"akut": "nein", "plz": "50007"})

    answer = work()
    assert answer.context["resolved"] is not None, answer.content[:400]
    contacts = len(answer.context["resolved"].contacts)
    return Figures(median_ms(work, rounds=15), note=f"{contacts} contacts, {len(answer.content) // 1024} kB")


@bench("Dead ends of 16 pathways, 100 municipalities, week and holidays", unit="s", goal=60)
def whole_check() -> Figures:
    network, _found = ways()
    began = time.perf_counter()
    row = deadends.refresh(network)
    seconds = time.perf_counter() - began
    kinds = len(row.result["kinds"])
    return Figures(seconds, note=f"{kinds} kinds, {Service.objects.count():,} services")


@bench("Dead ends renewed after one change of hours", unit="s", goal=2)
def after_one_change() -> Figures:
    network, _found = ways()
    deadends.keep_current()
    kinds = sorted(deadends.kinds_of(network))
    with changes(by=None):
        hours = Hours.objects.filter(service__kind__code=kinds[0]).first()
        assert hours is not None
        hours.osm = "Mo-Fr 09:00-15:00"
        hours.save()
    began = time.perf_counter()
    done = deadends.keep_current()
    assert done == 1
    return Figures(time.perf_counter() - began, note=f"as of {timezone.localdate():%d.%m.%Y}")

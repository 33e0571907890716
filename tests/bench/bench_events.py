"""Events: one registration with all its pages, fifty at once on a hundred places, a list of 5,000, the sheet of it."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import NetworkHost
from coordination.accounts.roles import Role
from coordination.lib import guests
from meetings.links import token_of
from meetings.models import Event, Registration
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.meetings_events import EventFactory, WorkshopFactory

PEOPLE, AT_ONCE = 5000, 50


@cache
def made() -> tuple[Any, Event]:
    """A network with a coordinator, and an event with 5,000 participants."""
    network = NetworkFactory(name="Netzwerk der Tage", slug="tage")
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": network})
    ada = MembershipFactory(role=Role.COORDINATOR, network=network).user
    event = EventFactory(network=network)
    now, rows = timezone.now(), []
    for n in range(PEOPLE):
        one = Registration(
            event=event, state="admitted", place_no=n + 1, first_name=f"Vor{n % 70}", last_name=f"Nach {n:05}",
            email=f"n{n}@example.org", institution_name=f"Haus {n % 300}", confirmed_at=now,
        )  # fmt: skip
        one.mail_key, one.sort_key = one.email, f"nach {n:05} vor{n % 70}"
        rows.append(one)
    Registration.objects.bulk_create(rows)
    return ada, event


def fields(number: int) -> dict[str, str]:
    return {
        "first_name": "Wer", "last_name": f"Zuerst {number}", "email": f"wer{uuid.uuid4().hex}@example.org",
        "key": str(uuid.uuid4()), "stamp": signing.dumps("", salt=guests.SALT),
    }  # fmt: skip


def opened(client: Client, address: str) -> Any:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    return response


@bench("One person registered, all pages, server CPU", unit="ms", against="pretix 1,200 ms", goal=200)
def one_registration() -> Figures:
    """Event, form, sending, thanks, personal page, confirmation."""
    guests.FASTEST = -1
    network = made()[1].network
    event = EventFactory(network=network, capacity=200)
    WorkshopFactory.create_batch(2, event=event)
    client = Client()

    def work() -> None:
        opened(client, reverse("dates:event-detail", args=[event.slug]))
        opened(client, reverse("dates:register", args=[event.slug]))
        client.post(reverse("dates:register", args=[event.slug]), fields(0))
        opened(client, reverse("dates:thanks", args=[event.slug]))
        one = Registration.objects.filter(event=event).latest("id")
        mine = reverse("dates:mine", args=[one.uid, token_of(one)])
        opened(client, mine)
        client.post(mine, {"act": "confirm"})
        opened(client, mine)

    work()
    before = time.process_time()
    for _ in range(5):
        work()
    return Figures((time.process_time() - before) * 200)


@bench("50 people at once on 100 places", unit="registrations/s", against="pretix 1.3", goal=10)
def fifty_at_once() -> Figures:
    guests.FASTEST = -1
    event = EventFactory(network=made()[1].network, capacity=100)
    address = reverse("dates:register", args=[event.slug])

    clients = [Client() for _ in range(AT_ONCE)]
    for client in clients:
        client.get(reverse("dates:event-list"))  # what a server has loaded before the first visitor

    def one(number: int) -> float:
        begun = time.perf_counter()
        try:
            if clients[number].post(address, fields(number)).status_code != 302:
                raise RuntimeError("refused")
        finally:
            connection.close()
        return time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        longest = max(pool.map(one, range(AT_ONCE)))
    seconds = time.perf_counter() - begun
    taken = Registration.objects.filter(event=event).with_place().count()
    return Figures(AT_ONCE / seconds, note=f"slowest {longest:.1f} s, {taken} places given")


@bench("List of 5,000 participants", unit="ms", against="pretix 179 to 305 ms", goal=45)
def people_list() -> Figures:
    ada, event = made()
    client = Client()
    client.force_login(ada)
    address = f"{event.get_absolute_url()}?bereich=teilnehmende"
    opened(client, address)
    with CaptureQueriesContext(connection) as asked:
        opened(client, address)
    count = len(asked)
    return Figures(median_ms(lambda: opened(client, address)), note=f"{count} queries")


@bench("Sheet of 5,000 participants", unit="ms", goal=1500)
def people_sheet() -> Figures:
    ada, event = made()
    client = Client()
    client.force_login(ada)
    address = reverse("meetings:people-sheet", args=[event.uid])
    return Figures(median_ms(lambda: client.get(address).getvalue(), rounds=3))


@bench("Public page of an event", unit="ms", against="pretalx 23, pretix 79 ms", goal=20)
def event_page() -> Figures:
    event = EventFactory(network=made()[1].network, capacity=100)
    client = Client()
    address = reverse("dates:event-detail", args=[event.slug])
    opened(client, address)
    with CaptureQueriesContext(connection) as asked:
        opened(client, address)
    count = len(asked)
    return Figures(median_ms(lambda: opened(client, address)), note=f"{count} queries")

"""Every list of the resolver, pages and interface: for twice as many rows the database is asked no oftener.

Nothing here is listed by hand: addresses come from the resolver, rows from the world of the rights matrix. One person
coordinates two networks, one four of the same contents; so what depends on having several is the same for both. There
are no exceptions.
"""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.accounts.roles import Role
from coordination.lib.search import true_up, vocabulary
from coordination.places.models import Land
from tests.api import Program
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory
from tests.matrix.addresses import addresses
from tests.matrix.world import Reader, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.long]


@pytest.fixture
def coordinators(db):
    """Who coordinates two networks, and who coordinates these and two more."""
    world, further = make_world(), []
    for key, short in (("06", "HE"), ("07", "RP")):
        land = Land.objects.get_or_create(key=key, defaults={"name": short, "abbreviation": short})[0]
        further.append(network := NetworkFactory(name=f"Netzwerk {key}", slug=f"n{key}", land=land))
        boss = MembershipFactory(role=Role.COORDINATOR, network=network).user
        world.readers[-1] = Reader("coordinator next door", boss, Role.COORDINATOR, (network,))
        for room in settings.ROOMS:
            import_module(f"tests.matrix.rooms.{room.rpartition('.')[2]}").fill(world, network)
    vocabulary.forget()
    true_up()
    few, many = UserFactory(), UserFactory()
    for user, networks in ((few, []), (many, further)):
        for network in (world.ours, world.theirs, *networks):
            MembershipFactory(user=user, role=Role.COORDINATOR, network=network)
    yield few, many
    vocabulary.forget()


def read(response) -> int:
    """Read an answer to its end, which closes the file it may come from; return its status."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def asked(send, address: str) -> int | None:
    """How many questions an answer took, with everything kept that a process keeps; None: no answer of this kind."""
    if read(send(address)) != 200:
        return None
    with CaptureQueriesContext(connection) as queries:
        read(send(address))
    return len(queries)


def test_twice_as_many_rows_ask_the_database_no_oftener(coordinators):
    pages, programs = [], []
    for user in coordinators:
        client = Client()
        client.force_login(user)
        pages.append(client.get)
        programs.append(Program(user).get)
    tried, grown = 0, []
    for address in addresses():
        if address.ids:
            continue
        few, many = programs if address.name.startswith("api:") else pages
        before, after = asked(few, address.at()), asked(many, address.at())
        if before is None or after is None:
            continue
        tried += 1
        if after > before:  # some things are kept for seconds only: on a busy machine they are asked for anew
            before, after = (
                max(before, asked(few, address.at()) or 0),
                min(after, asked(many, address.at()) or 0),
            )
        if after > before:
            grown.append(f"{address.name}: {before} → {after}")

    assert tried > len(settings.ROOMS) * 5
    assert not grown, "\n".join(grown)

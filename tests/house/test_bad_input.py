"""Every page of the resolver asked for what is not there: a page far behind the last, and filters nobody offers."""

from __future__ import annotations

import pytest

from coordination.directory.models import Listing
from tests.api import Program
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, ServiceFactory
from tests.house.pages import addresses
from tests.matrix.answers import told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FAR = {"page": "1000000000"}
# Columns and ways to columns that no filter offers; each would tell something of what it hides.
HIDDEN = {
    "notes__contains": "Qx", "listings__notes__startswith": "Q", "password__startswith": "a", "user__password": "a",
    "search_text__contains": "q", "level__gte": "40", "protected_place": "True", "street": "Blumenweg",
    "person__note__contains": "Q", "threat_flag": "1", "restricted_at__isnull": "0", "removed_at__isnull": "False",
    "digest__startswith": "0", "nonce": "0", "email__startswith": "a", "order_by": "password", "fields": "password",
}  # fmt: skip


@pytest.fixture
def houses(network):
    for number in range(3):
        house = InstitutionFactory(name=f"Haus {number}", street="Blumenweg" if number else "Rosenweg")
        ListingFactory(institution=house, network=network, level=40 if number else 10, notes="Qx" * number)
        AffiliationFactory(institution=house, network=network)
        ServiceFactory(provider=house, network=network)


def plain() -> dict[str, str]:
    """Pages without an id in their address."""
    return {name: path for name, path in addresses().items() if "0000-000000000007" not in path}


def ask(get, path: str, **query: str):
    answer = get(path + "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else path)
    assert answer.status_code < 500 or path == "/gesund/bereit", f"{path} {query}"
    return told(answer)


def ways(client, ada) -> dict[str, object]:
    client.force_login(ada)
    return {name: Program(ada).get if name.startswith("api:") else client.get for name in plain()}


def test_a_page_far_behind_the_last_is_answered(client, ada, houses):
    get = ways(client, ada)

    for name, path in plain().items():
        status, _text = ask(get[name], path, **FAR)
        assert status in {200, 302, 400, 403, 404, 405, 410}, name


def test_a_filter_on_a_hidden_column_changes_nothing_or_is_refused(client, ada, houses):
    get, tried, faults = ways(client, ada), 0, []
    for name, path in plain().items():
        before = ask(get[name], path)
        if before[0] != 200 or before != ask(get[name], path):
            continue  # what differs by itself tells nothing here
        tried += 1
        after = ask(get[name], path, **HIDDEN)
        text = after[1]
        for value in HIDDEN:
            text = text.replace(f"{value}={HIDDEN[value]}", "")
        if after[0] not in {400, 403, 404} and len(text) < len(before[1]) * 0.98:
            faults.append(f"{name}: {len(before[1])} → {len(text)}")

    assert tried > 60
    assert faults == []


def test_a_filter_that_works_would_be_seen(client, ada, houses):
    """The counter-check: a filter that is offered makes the answer shorter."""
    client.force_login(ada)
    path = addresses()["directory:institution-list"]

    assert Listing.objects.count() == 3
    assert len(ask(client.get, path, q="Qzzyx")[1]) < len(ask(client.get, path)[1]) * 0.98

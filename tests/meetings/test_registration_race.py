"""Many register at the same moment, over HTTP against a live server: never one place too many, nobody lost.

On PostgreSQL the row of the event is locked. Counter-check: without the lock the same race runs into the unique numbers
of places and breaks with an error; without those too it overbooks.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import signing
from django.db import IntegrityError, connection
from django.urls import reverse

from coordination.lib import guests
from meetings.models import Event, Registration, WaitlistEntry
from meetings.services import places, registering, selfcheck
from meetings.services.registering import Wanted
from tests.factories.meetings_events import EventFactory

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = 10


def only_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race is PostgreSQL's")


def send(address: str, path: str, number: int) -> int:
    """One registration on a connection of its own; the status of the answer."""
    said = {
        "first_name": "Wer",
        "last_name": f"Zuerst {number}",
        "email": f"wer{number}@example.org",
        "key": str(uuid.uuid4()),
        "stamp": signing.dumps("", salt=guests.SALT),
    }
    parts = urlsplit(address)
    there = HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        there.request("POST", path, urlencode(said), {"Content-Type": "application/x-www-form-urlencoded"})
        return there.getresponse().status
    finally:
        there.close()


def race(address: str, path: str, many: int) -> list[int]:
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(lambda number: send(address, path, number), range(many)))


@pytest.mark.parametrize("many", [30])
def test_many_at_once_over_http_never_overbook(live_server, monkeypatch, settings, many):
    only_postgresql()
    monkeypatch.setattr(guests, "FASTEST", -1)
    settings.ALLOWED_HOSTS = ["*"]
    _rounds(live_server, 3, many)


@pytest.mark.long
def test_many_at_once_over_http_fifty_times(live_server, monkeypatch, settings):
    only_postgresql()
    monkeypatch.setattr(guests, "FASTEST", -1)
    settings.ALLOWED_HOSTS = ["*"]
    _rounds(live_server, 50, 200)


def _rounds(live_server, count: int, many: int) -> None:
    for number in range(count):
        event = EventFactory(capacity=PLACES, slug=f"rennen-{number}", **_same_network())
        path = reverse("dates:register", args=[event.slug])

        statuses = race(live_server.url, path, many)

        assert set(statuses) == {302}
        rows = Registration.objects.filter(event=event)
        taken = sorted(rows.with_place().values_list("place_no", flat=True))
        assert taken == list(range(1, PLACES + 1))
        assert rows.filter(state="waiting").count() == many - PLACES
        order = WaitlistEntry.objects.filter(event=event).order_by("position")
        assert len(set(order.values_list("position", flat=True))) == many - PLACES
        assert selfcheck.findings(event) == {}


def _same_network() -> dict[str, object]:
    first = Event.objects.order_by("id").first()
    return {"network": first.network} if first else {}


# --- Counter-check ----------------------------------------------------------------------------------------------------


def together(event: Event, many: int) -> list[str]:
    """Register many people in threads that all stand at the free place before the first goes on."""
    barrier = Barrier(many, timeout=20)

    def one(number: int) -> str:
        try:
            found = registering.register(
                by=None,
                event=event,
                form_key=uuid.uuid4(),
                wanted=Wanted(first_name="A", last_name="B", email=f"b{number}@example.org"),
            )
            return str(found.state)
        except IntegrityError:
            return "refused by the database"
        finally:
            connection.close()

    plain = places.lowest_free

    def slow(rows, most):
        number = plain(rows, most)
        if rows.model is Registration and not barrier.broken and barrier.n_waiting < many:
            try:
                barrier.wait(timeout=5)
            except Exception:
                return number
        return number

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "lowest_free", slow)
        with ThreadPoolExecutor(many) as pool:
            return list(pool.map(one, range(many)))


def test_without_the_lock_only_the_unique_numbers_stop_it(monkeypatch):
    only_postgresql()
    event = EventFactory(capacity=1)
    monkeypatch.setattr(
        places, "locked", lambda one: Event.objects.select_related("network", "venue").get(pk=one.pk)
    )

    found = together(event, 4)

    assert "refused by the database" in found
    assert Registration.objects.with_place().count() == 1


def test_without_lock_and_without_unique_numbers_it_overbooks(monkeypatch):
    only_postgresql()
    event = EventFactory(capacity=1)
    monkeypatch.setattr(
        places, "locked", lambda one: Event.objects.select_related("network", "venue").get(pk=one.pk)
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meetings_registration DROP CONSTRAINT place_given_once")
    try:
        together(event, 4)
        assert Registration.objects.with_place().count() > 1
        assert selfcheck.findings(event)["overbooked"] == 1
    finally:
        Registration.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE meetings_registration ADD CONSTRAINT place_given_once UNIQUE (event_id, mode, place_no)"
            )

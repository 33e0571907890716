"""Who asks too often waits, whichever worker answers."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import path

from coordination.lib import limits
from coordination.lib.models import RateCount
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

TEN = limits.Rate(10, 60)
NOON = 1_800_000_000.0


def hello(request):
    return HttpResponse("offen")


urlpatterns = [
    path("frei/", hello, name="frei"),
    path("genannt/", hello, name="genannt"),
    path("formular/", hello, name="formular"),
    path("selbst/", limits.limited("selbst", "2/m")(hello), name="selbst"),
]


@pytest.fixture
def our_pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.LIMITS_OFF = False
    settings.LIMITS = {"genannt": "3/m", "formular": "POST 2/m"}


def test_the_eleventh_request_waits_for_the_rest_of_the_minute():
    waits = [limits.seconds_to_wait("x", "a", TEN, now=NOON + 15) for _ in range(11)]

    assert waits[:10] == [0] * 10
    assert waits[10] == 60 - (NOON + 15) % 60


def test_the_next_minute_begins_anew():
    for _ in range(11):
        limits.seconds_to_wait("x", "a", TEN, now=NOON)

    assert limits.seconds_to_wait("x", "a", TEN, now=NOON + 60) == 0


def test_others_and_other_pages_are_not_touched():
    for _ in range(11):
        limits.seconds_to_wait("x", "a", TEN, now=NOON)

    assert limits.seconds_to_wait("x", "b", TEN, now=NOON) == 0
    assert limits.seconds_to_wait("y", "a", TEN, now=NOON) == 0


def test_no_address_is_stored():
    limits.seconds_to_wait("x", "192.0.2.7", TEN, now=NOON)

    assert "192.0.2.7" not in str(RateCount.objects.values())


@pytest.mark.parametrize(("text", "rate"), [("10/m", (10, 60)), ("5/15m", (5, 900)), ("100/d", (100, 86400))])
def test_rates_are_written_short(text, rate):
    assert limits.Rate.of(text) == limits.Rate(*rate)


def test_a_rate_nobody_understands_is_refused_at_the_start():
    with pytest.raises(ValueError, match="often"):
        limits.Rate.of("often")


def test_a_named_page_answers_429_with_the_time_to_wait(client, our_pages):
    answers = [client.get("/genannt/") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert client.get("/frei/").status_code == 200


def test_reading_a_form_is_free_sending_it_counts(client, our_pages):
    assert {client.get("/formular/").status_code for _ in range(5)} == {200}
    assert [client.post("/formular/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_view_may_carry_its_own_limit(client, our_pages):
    assert [client.get("/selbst/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_signed_in_person_counts_for_herself(client, our_pages):
    for _ in range(4):
        client.get("/genannt/")
    client.force_login(UserFactory())

    assert client.get("/genannt/").status_code == 200


def test_a_forged_address_helps_nobody_who_comes_directly(client, our_pages):
    answers = [
        client.get("/genannt/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(4)
    ]

    assert answers[-1] == 429


def test_behind_the_proxy_the_last_address_counts(client, our_pages, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    one = [client.get("/genannt/", headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"}) for n in range(4)]
    other = client.get("/genannt/", headers={"X-Forwarded-For": "192.0.2.2"})

    assert one[-1].status_code == 429
    assert other.status_code == 200


def test_a_broken_database_locks_nobody_out(monkeypatch):
    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(limits.connection, "cursor", broken)

    assert limits.seconds_to_wait("x", "a", limits.Rate(0, 60)) == 0


def test_past_counts_are_deleted():
    limits.seconds_to_wait("old", "a", TEN, now=NOON)
    limits.seconds_to_wait("new", "a", TEN, now=NOON + 3600)

    assert limits.delete_past(now=NOON + 3600) == 1
    assert RateCount.objects.count() == 1


def test_every_limited_page_is_there_and_its_rate_is_understood(settings):
    from tests.house.pages import names

    # All addresses of the interface count together; paper counts where it is drawn, not where it lies ready.
    known = {*names(), "api", "api writing", "api wrong token", "ways:handout drawing"}
    assert [name for name in settings.LIMITS if name not in known] == []
    assert all(limits.parsed(rate) for rate in settings.LIMITS.values())


def secret_addresses() -> list[str]:
    """Addresses that carry a secret or a number somebody could try out, from the resolver."""
    from tests.house.pages import addresses, patterns

    kinds = {"token", "secret", "code", "key"}
    found = set()
    for name, pattern in patterns():
        converters = pattern.pattern.converters
        named = (
            {key for key, kind in converters.items() if type(kind).__name__ == "StringConverter"}
            if converters
            else set(pattern.pattern.regex.groupindex)
        )
        if kinds & named:
            found.add(name)
    return sorted(addresses()[name] for name in found)


def test_whoever_tries_out_secrets_waits(client, network, settings, monkeypatch):
    """Each such address has a limit that counts reading, too: here every count is one too many."""
    settings.LIMITS_OFF = False
    monkeypatch.setattr(limits, "seconds_to_wait", lambda name, asker, rate: 60)
    answers = {address: client.get(address) for address in secret_addresses()}

    assert len(answers) > 15
    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code != 429
    } == {}
    assert {answer["Retry-After"] for answer in answers.values()} == {"60"}


@pytest.mark.django_db(transaction=True)
def test_workers_count_together():
    """Four connections, as four workers have: together never more than the limit lets through."""
    let_through: list[int] = []

    def worker():
        try:
            waits = [limits.seconds_to_wait("x", "a", limits.Rate(20, 3600), now=NOON) for _ in range(10)]
            let_through.append(waits.count(0))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(let_through) == 20
    assert RateCount.objects.get().count == 40

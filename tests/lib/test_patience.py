"""What is not worth waiting for is left out while somebody else writes."""

import sqlite3
import time

import pytest
from django.db import connection

from coordination.accounts.models import UserSession
from coordination.lib.patience import Busy, unless_busy
from tests.factories.accounts import UserFactory


@pytest.fixture
def another_writer(transactional_db):
    """Somebody who holds the one lock of SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    if other.in_transaction:
        other.execute("ROLLBACK")
    other.close()


def test_it_gives_up_soon_while_another_writes(another_writer):
    began = time.monotonic()

    with pytest.raises(Busy), unless_busy():
        UserFactory()

    assert time.monotonic() - began < 5


def test_it_writes_when_nobody_else_does(another_writer):
    another_writer.execute("ROLLBACK")

    with unless_busy():
        user = UserFactory()

    assert type(user).objects.filter(pk=user.pk).exists()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_a_page_is_read_while_another_writes(another_writer, client, monkeypatch):
    another_writer.execute("ROLLBACK")
    user = UserFactory()
    client.force_login(user)
    client.get("/arbeit/")
    monkeypatch.setattr("coordination.accounts.sessions.EVERY", 0)
    another_writer.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    response = client.get("/arbeit/")

    assert response.status_code == 200
    assert time.monotonic() - began < 10
    another_writer.execute("ROLLBACK")
    seen = UserSession.objects.get(user=user).seen_at
    client.get("/arbeit/")
    assert UserSession.objects.get(user=user).seen_at > seen


def test_who_waits_in_vain_is_told_so_and_not_of_a_fault(another_writer, client, monkeypatch):
    another_writer.execute("ROLLBACK")
    user = UserFactory(last_name="Alt")
    client.force_login(user)
    client.get("/arbeit/")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    connection.close()
    another_writer.execute("BEGIN IMMEDIATE")

    answer = client.post("/arbeit/profil/", {"first_name": "Neu", "last_name": "Neu", "language": "de"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Was Sie eingegeben haben, steht noch da" in answer.content.decode()
    another_writer.execute("ROLLBACK")
    user.refresh_from_db()
    assert user.last_name == "Alt"
    connection.close()


def test_a_new_connection_knows_json_without_trying_it_out(another_writer, monkeypatch):
    connection.close()
    connection.features.__dict__.pop("supports_json_field", None)
    connection.ensure_connection()

    assert connection.features.__dict__["supports_json_field"] is True

"""Two requests with one ``Idempotency-Key`` at the same moment: exactly one acts, both get its answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from coordination.directory.models import Institution
from coordination.lib.models import KeptAnswer
from tests.api import Program
from tests.factories.directory import InstitutionTypeFactory

AT_ONCE = 4


@pytest.fixture
def race(transactional_db, network, ada, monkeypatch):
    """Send one request several times at once: all have looked for a kept answer before one of them acts."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race is PostgreSQL's")
    kind = InstitutionTypeFactory()
    body = {"name": "Kita am Rennweg", "type": kind.code, "similar_seen": True}
    secret = Program(ada).headers["Authorization"].removeprefix("Token ")
    together, looked = Barrier(AT_ONCE), QuerySet.first

    def first(rows):
        found = looked(rows)
        if rows.model is KeptAnswer and found is None and not connection.in_atomic_block:
            together.wait(30)
        return found

    monkeypatch.setattr(QuerySet, "first", first)

    def send(_number):
        try:
            answer = Program(secret=secret).post("institutions", body, Idempotency_Key="einmal")
            return answer.status_code, answer.json().get("uid")
        finally:
            connection.close()

    def run():
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(send, range(AT_ONCE)))

    return run


def test_of_requests_with_one_key_exactly_one_acts(race):
    answers = race()

    there = Institution.objects.get()
    assert answers == [(201, str(there.uid))] * AT_ONCE
    assert KeptAnswer.objects.count() == 1


@pytest.mark.long
def test_without_the_constraint_all_of_them_would_act(race):
    """Counter-check: it is the database that holds it, not the look beforehand."""
    once = next(one for one in KeptAnswer._meta.constraints if one.name == "answer_once_per_key")
    with connection.schema_editor() as editor:
        editor.remove_constraint(KeptAnswer, once)
    try:
        race()

        assert Institution.objects.count() == AT_ONCE
    finally:
        KeptAnswer.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(KeptAnswer, once)

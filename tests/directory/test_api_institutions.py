"""Institutions for programs: what is listed, what a record tells whom, adding, changing, removing."""

import pytest

from coordination.directory.models import Institution
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.api import Program, is_problem

pytestmark = pytest.mark.django_db


def test_a_list_tells_entries_contacts_and_words(kita, ada):
    found = Program(ada).get("institutions").json()

    assert (found["count"], found["pages"], found["next"]) == (1, 1, None)
    row = found["results"][0]
    assert row["name"] == "Kita Sonnenblume"
    assert row["type"] == "daycare"
    assert row["listings"][0]["notes"] == "Schlüssel beim Hausmeister"
    assert row["listings"][0]["level"] == "public"


def test_a_record_carries_an_etag_and_is_not_sent_twice(kita, ada):
    program = Program(ada)
    first = program.get(f"institutions/{kita.uid}")

    again = program.get(f"institutions/{kita.uid}", If_None_Match=first["ETag"])

    assert first.status_code == 200
    assert first["ETag"].startswith('"1-')
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_needs_the_state_that_was_read(kita, ada):
    program, address = Program(ada), f"institutions/{kita.uid}"
    tag = program.get(address)["ETag"]

    is_problem(program.patch(address, {"name": "Kita Mond"}), 428, "if_match_missing")
    changed = program.patch(address, {"name": "Kita Mond", "reason": "Neuer Name"}, If_Match=tag)
    late = is_problem(program.patch(address, {"name": "Kita Stern"}, If_Match=tag), 412, "edit_conflict")

    assert changed.json()["name"] == "Kita Mond"
    assert changed.json()["street"] == "Blumenweg"
    assert late["current"]["name"] == "Kita Mond"
    assert late["sent"] == {"name": "Kita Stern"}
    change = Institution.history.filter(uid=kita.uid).latest("history_id").change_set
    assert (change.source, change.reason, change.user) == (ChangeSet.Source.API, "Neuer Name", ada)


def test_an_institution_is_added_once_however_often_it_is_sent(network, ada):
    from tests.factories.directory import InstitutionTypeFactory

    InstitutionTypeFactory()
    body = {
        "name": "Kita Neu",
        "type": "daycare",
        "listings": [{"network": network.slug, "level": "network"}],
    }
    program = Program(ada)

    first = program.post("institutions", body, Idempotency_Key="a1")
    second = program.post("institutions", body, Idempotency_Key="a1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["uid"] == second.json()["uid"]
    assert first["Location"] == f"/api/v1/institutions/{first.json()['uid']}"
    assert Institution.objects.get().listings.get().level == Level.NETWORK

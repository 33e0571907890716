"""Many institutions in one request: every error of every row, all or what is right, one change, undone whole."""

from __future__ import annotations

import uuid

import pytest

from coordination.directory.models import ContactPoint, Institution, Listing
from coordination.lib.models import ChangeSet
from coordination.lib.undo import undo
from tests.api import Program, is_problem
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory

pytestmark = pytest.mark.django_db

ADDRESS = "institutions/bulk"


@pytest.fixture
def program(ada, network):
    InstitutionTypeFactory()
    return Program(ada)


def kitas(count: int) -> list[dict]:
    return [
        {
            "name": f"Kita Nummer {n} {uuid.uuid4().hex[:6]}",
            "type": "daycare",
            "number": f"K-{n}",
            "phone": "02241 900-1",
        }
        for n in range(count)
    ]


def test_many_are_added_in_one_change_that_can_be_undone(program, ada, network):
    rows = kitas(3)
    rows[1] |= {"parent": rows[0]["name"], "topics": [], "age_from": 3}

    made = program.post(ADDRESS, {"rows": rows, "scheme": "kitas", "level": "network", "reason": "Abgleich"})

    assert made.status_code == 201, made.content
    answer = made.json()
    assert (answer["written"], answer["errors"]) == (3, [])
    first, second = (Institution.objects.get(uid=uid) for uid in answer["uids"][:2])
    assert (first.name, second.parent, second.age_from) == (rows[0]["name"], first, 3)
    assert Listing.objects.filter(level=30, network=network).count() == 3
    assert ContactPoint.objects.filter(value="+492241900-1".replace("-", "")).count() == 3
    change = ChangeSet.objects.get(uid=answer["change_set"])
    assert (change.source, change.reason, change.user) == (ChangeSet.Source.API, "Abgleich", ada)
    assert first.history.count() == 1
    undo(change, by=ada)
    assert Institution.objects.count() == 0


def test_every_error_of_every_row_is_told_and_nothing_written(program):
    rows = kitas(3)
    rows[0]["postcode"] = "5384"
    rows[1] |= {"type": "Raumschiff", "mail": "kita(at)example"}
    rows[2]["name"] = ""

    problem = is_problem(program.post(ADDRESS, {"rows": rows, "scheme": "kitas"}), 400, "rows_with_errors")

    told = {(error["row"], error["field"], error["pointer"]) for error in problem["errors"]}
    assert told == {
        (1, "postcode", "/rows/0/postcode"), (2, "type", "/rows/1/type"), (2, "mail", "/rows/1/mail"),
        (3, "name", "/rows/2/name"),
    }  # fmt: skip
    assert next(error for error in problem["errors"] if error["field"] == "type")["value"] == "Raumschiff"
    assert Institution.objects.count() == 0


def test_what_is_right_is_written_where_that_is_asked_for(program):
    rows = kitas(2)
    rows[0]["postcode"] = "5384"

    answer = program.post(ADDRESS, {"rows": rows, "scheme": "kitas", "partial": True}).json()

    assert (answer["written"], answer["uids"][0]) == (1, None)
    assert [error["row"] for error in answer["errors"]] == [1]
    assert Institution.objects.get().name == rows[1]["name"]


def test_what_is_there_already_is_named_not_changed(program, network):
    there = InstitutionFactory(name="Kita Sonnenblume", city="Troisdorf")
    ListingFactory(institution=there, network=network)
    rows = [{"name": "Kita Sonnenblume", "type": "daycare", "city": "Troisdorf", "street": "Neu"}, *kitas(1)]

    problem = is_problem(program.post(ADDRESS, {"rows": rows, "scheme": "kitas"}), 400)

    assert [(error["row"], error["code"], error["uid"]) for error in problem["errors"]] == [
        (1, "exists", str(there.uid))
    ]
    there.refresh_from_db()
    assert there.street == ""


def test_a_similar_name_is_asked_about(program, network):
    there = InstitutionFactory(name="Kita Sonnenblume", city="Troisdorf")
    ListingFactory(institution=there, network=network)
    row = {"name": "Kita Sonnenblumen", "type": "daycare", "city": "Troisdorf"}

    problem = is_problem(program.post(ADDRESS, {"rows": [row]}), 400)
    meant = program.post(ADDRESS, {"rows": [row | {"similar_seen": True}]})

    assert problem["errors"][0]["similar"][0]["uid"] == str(there.uid)
    assert meant.json()["written"] == 1


def test_many_are_changed_by_key_and_version(program, network):
    made = program.post(ADDRESS, {"rows": kitas(3), "scheme": "kitas"}).json()["uids"]
    rows = [{"uid": uid, "version": 1, "street": f"Weg {n}"} for n, uid in enumerate(made)]

    changed = program.patch(ADDRESS, {"rows": rows})
    again = is_problem(program.patch(ADDRESS, {"rows": rows}), 400)
    same = program.patch(ADDRESS, {"rows": [row | {"version": 2} for row in rows]}).json()

    assert (changed.status_code, changed.json()["written"]) == (200, 3)
    assert {error["code"] for error in again["errors"]} == {"edit_conflict"}
    assert again["errors"][0]["current"] == 2
    assert (same["written"], same["unchanged"]) == (0, 3)


def test_what_is_said_to_be_empty_becomes_empty_and_the_unsaid_stays(program):
    row = kitas(1)[0] | {"street": "Weg", "description": "Text"}
    uid = program.post(ADDRESS, {"rows": [row], "scheme": "kitas"}).json()["uids"][0]

    program.patch(ADDRESS, {"rows": [{"uid": uid, "version": 1, "street": ""}]})

    institution = Institution.objects.get()
    assert (institution.street, institution.description) == ("", "Text")
    assert institution.contacts.count() == 1


def test_foreign_and_missing_rows_are_the_same(program, other_network):
    theirs = InstitutionFactory(name="Fremde Kita")
    ListingFactory(institution=theirs, network=other_network)
    rows = [{"uid": str(uid), "version": 1, "name": "X"} for uid in (theirs.uid, uuid.uuid4())]

    problem = is_problem(program.patch(ADDRESS, {"rows": rows}), 400)

    foreign, missing = ([e for e in problem["errors"] if e["row"] == row] for row in (1, 2))
    assert [(e["code"], e["detail"]) for e in foreign] == [(e["code"], e["detail"]) for e in missing]
    assert "Fremde" not in str(problem)


def test_an_address_of_a_protected_place_is_refused_and_not_told_again(program):
    InstitutionTypeFactory(
        code="shelter", name="Frauenhaus", short_name="Frauenhaus", protected_by_default=True
    )

    problem = is_problem(
        program.post(
            ADDRESS, {"rows": [{"name": "Frauenhaus Nord", "type": "shelter", "street": "Geheimweg 1"}]}
        ),
        400,
    )

    assert problem["errors"][0]["field"] == "street"
    assert "Geheimweg" not in str(problem)
    assert Institution.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/rows"),
        ({"rows": []}, "/rows"),
        ({"rows": "alle"}, "/rows"),
        ({"rows": ["kita"]}, "/rows/0"),
        ({"rows": [{"name": {"de": "Kita"}, "type": "daycare"}]}, "/rows/0/name"),
        ({"rows": [{"name": "Kita", "colour": "rot"}]}, "/rows/0/colour"),
        ({"rows": [{}] * 1001}, "/rows"),
        ({"rows": [{"name": "Kita"}], "network": "fremd"}, "/network"),
        ({"rows": [{"name": "Kita"}], "farbe": "rot"}, "/farbe"),
        ({"rows": [{"name": "Kita"}], "level": 99}, "/level"),
    ],
)
def test_a_wrong_request_is_refused_by_its_place(body, pointer, program):
    assert pointer in {error["pointer"] for error in is_problem(program.post(ADDRESS, body), 400)["errors"]}


def test_nobody_without_the_right_adds_many(mira, network):
    InstitutionTypeFactory()

    is_problem(Program(mira).post(ADDRESS, {"rows": kitas(1)}), 403)
    is_problem(Program(mira).patch(ADDRESS, {"rows": [{"uid": str(uuid.uuid4()), "version": 1}]}), 403)

    assert Institution.objects.count() == 0


def test_sent_twice_with_one_key_it_is_done_once(program):
    body = {"rows": kitas(2), "scheme": "kitas"}

    first, second = (program.post(ADDRESS, body, Idempotency_Key="lauf-7") for _ in range(2))
    other = program.post(ADDRESS, body | {"rows": kitas(1)}, Idempotency_Key="lauf-7")

    assert first.json() == second.json()
    is_problem(other, 422, "key_used")
    assert Institution.objects.count() == 2


def test_values_of_rows_that_erred_are_not_kept(program):
    from coordination.lib.models import KeptAnswer

    rows = kitas(2)
    rows[0]["phone"] = "Geheimnummer"
    answer = program.post(ADDRESS, {"rows": rows, "partial": True}, Idempotency_Key="x")

    assert "Geheimnummer" in answer.content.decode()
    assert "Geheimnummer" not in str(KeptAnswer.objects.get().answer)

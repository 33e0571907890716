"""Concerns in the interface: the rights and the words of the pages."""

import pytest

from coordination.lib.levels import Level
from network.models import Concern
from network.services import concerns as verbs
from tests.api import Program, is_problem
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.network_concerns import ConcernFactory, ConcernStepFactory, ConcernSupporterFactory

pytestmark = pytest.mark.django_db

CASE = "Lena M., geb. 3.5.2019, kommt oft mit blauen Flecken in die Kita."


@pytest.fixture
def kita(network, mira):
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network, level=Level.PUBLIC)
    AffiliationFactory(person=PersonFactory(user=mira, network=network), institution=kita, network=network)
    return kita


@pytest.fixture
def ours(network, mira, kita):
    return ConcernFactory(network=network, raised_by=mira, institution=kita)


def test_a_multiplier_raises_a_concern_for_the_own_institution(mira, kita):
    answer = Program(mira).post("concerns", {"title": "Zu lange Wege", "text": "Die Wege sind zu lang."})

    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["state"], told["institution"], told["is_own"]) == ("raised", str(kita.uid), True)
    assert [step["kind"] for step in told["steps"]] == ["raised"]
    assert answer["Location"].endswith(told["uid"])


def test_a_case_is_refused_by_its_code_and_not_kept(mira, kita):
    answer = Program(mira).post("concerns", {"title": "Ein Kind", "text": CASE})

    found = is_problem(answer, 400)
    assert {(each["pointer"], each["code"]) for each in found["errors"]} == {("/text", "case_data")}
    assert not Concern.objects.exists()


@pytest.mark.parametrize("body", [{}, {"title": "x"}, {"title": "x", "text": "y", "state": "answered"}, []])
def test_bad_bodies_raise_nothing_that_was_not_meant(mira, kita, body):
    answer = Program(mira).post("concerns", body)

    assert answer.status_code in {201, 400}
    assert not Concern.objects.exclude(state="raised").exists()


def test_others_read_released_ones_without_who_and_where(ours, ada, lang, noor):
    program = Program(lang)
    assert program.get("concerns").json()["results"] == []
    is_problem(program.get(f"concerns/{ours.uid}"), 404)

    verbs.release(by=ada, concern=ours)

    (row,) = program.get("concerns").json()["results"]
    assert (row["uid"], row["institution"], row["institution_type"]) == (str(ours.uid), None, "daycare")
    assert "raised_by" not in row
    assert Program(noor).get("concerns").json()["results"] == []


def test_joining_and_leaving(ours, ada, lang):
    verbs.release(by=ada, concern=ours)
    program = Program(lang)

    assert program.post(f"concerns/{ours.uid}/join").json()["voices"] == 2
    assert program.post(f"concerns/{ours.uid}/join").json()["voices"] == 2
    assert program.post(f"concerns/{ours.uid}/leave").json()["is_joined"] is False


def test_the_coordination_moves_it_to_its_answer(ours, ada):
    program, place = Program(ada), f"concerns/{ours.uid}"

    assert program.post(f"{place}/release").json()["is_released"] is True
    assert program.post(f"{place}/take-up").json()["state"] == "taken_up"
    is_problem(program.post(f"{place}/promise", {"day": "2020-01-01"}), 409, "past")
    is_problem(program.post(f"{place}/answer", {"answer": CASE}), 400)
    assert program.post(f"{place}/decide", {"decision": "Zwei Termine."}).json()["state"] == "decided"
    assert program.post(f"{place}/answer", {"answer": "Ab Mai."}).json()["state"] == "answered"
    is_problem(program.post(f"{place}/decline", {"reason": "Doch nicht."}), 409, "already_answered")


def test_others_move_nothing(ours, ada, lang, mira):
    verbs.release(by=ada, concern=ours)

    for user in (lang, mira):
        is_problem(Program(user).post(f"concerns/{ours.uid}/take-up"), 403)
        is_problem(Program(user).post(f"concerns/{ours.uid}/answer", {"answer": "Ja"}), 403)
    is_problem(Program(mira).post(f"concerns/{ours.uid}/join"), 409, "own")
    is_problem(Program(lang, "directory:read").get("concerns"), 403, "scope_missing")


@pytest.mark.parametrize(("query", "found"), [("state=raised", 1), ("open=true", 1), ("open=false", 0)])
def test_lists_are_narrowed_by_their_words(ours, ada, query, found):
    assert len(Program(ada).get(f"concerns?{query}").json()["results"]) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often(network, ada, rows, django_assert_max_num_queries):
    for _row in range(rows):
        concern = ConcernFactory(network=network)
        ConcernStepFactory.create_batch(2, concern=concern)
        ConcernSupporterFactory(concern=concern)
    program = Program(ada)

    with django_assert_max_num_queries(8):
        assert len(program.get("concerns").json()["results"]) == rows

"""Pathways in the interface: published ones of one's networks, who answers, where nobody does."""

import uuid

import pytest

from coordination.accounts.models import CatchmentMunicipality
from coordination.lib.levels import Level
from coordination.pathways.services.deadends import refresh
from coordination.pathways.services.releases import submit
from tests.api import Program, is_problem
from tests.factories.hours import OFFICE, CatchmentPartFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def asd(network):
    return service(network, osm=OFFICE, phone="+492241900111")


@pytest.fixture
def way(network, troisdorf, asd, ada, ben):
    made = pathway(network)
    published(made, by=ada, second=ben)
    return made


def test_published_ways_are_listed_and_drafts_are_not(network, way, ada):
    draft = pathway(network, slug="kita", code="P02", title="Geheimer Entwurf")
    service(network, osm=OFFICE)
    submit(by=ada, pathway=draft)
    program = Program(ada)
    listed = program.get("pathways").json()["results"]
    assert [row["slug"] for row in listed] == ["schule"]
    one = program.get(f"pathways/{way.uid}").json()
    assert one["number"] == 1
    assert [step["code"] for step in one["steps"]][:2] == ["beobachten", "akut"]
    assert is_problem(program.get(f"pathways/{draft.uid}"), 404)


def test_who_answers_at_a_place_and_a_moment(way, ada):
    program = Program(ada)
    day = program.get(f"pathways/{way.uid}/resolve?postcode=53840&at=2026-11-23T10:00:00%2B01:00").json()
    report = next(step for step in day["steps"] if step["code"] == "mitteilung")
    assert report["state"] == day["state"] == "open"
    assert report["contacts"][0]["number"] == "+492241900111"
    night = program.get(f"pathways/{way.uid}/simulate?municipality=05382068&at=2026-11-27T22:00:00").json()
    assert night["state"] == "nobody"


def test_a_number_for_professionals_is_resolved_for_them_and_not_simulated(network, troisdorf, ada, ben, asd):
    service(network, name="Ruf", osm="24/7", phone="+492241900199", level=Level.PROFESSIONALS)
    made = pathway(network)
    published(made, by=ada, second=ben)
    program = Program(ada)
    words = "postcode=53840&at=2026-11-27T22:00:00"
    assert "+492241900199" in program.get(f"pathways/{made.uid}/resolve?{words}").content.decode()
    played = program.get(f"pathways/{made.uid}/simulate?{words}")
    assert "+492241900199" not in played.content.decode()
    assert played.json()["state"] == "nobody"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("", "postcode"),
        ("postcode=1010", "postcode"),
        ("postcode=99999", "postcode"),
        ("municipality=1", "municipality"),
        ("postcode=53840&at=gestern", "at"),
        ("postcode=53840&at=2026-02-30T10:00", "at"),
        ("postcode=53840&at=1900-01-01T10:00", "at"),
        ("postcode=%00", "postcode"),
        ("unsinn=1", "unsinn"),
    ],
)
def test_a_wrong_word_is_named(way, ada, words, name):
    problem = is_problem(Program(ada).get(f"pathways/{way.uid}/simulate?{words}"), 400)
    assert problem["errors"][0]["parameter"] == name


def test_where_several_share_a_town_the_part_is_asked_for(way, ada, asd, troisdorf):
    CatchmentPartFactory(service=asd, municipality=troisdorf, part="Spich")
    program = Program(ada)
    is_problem(program.get(f"pathways/{way.uid}/resolve?postcode=53840"), 400, "part_needed")
    assert program.get(f"pathways/{way.uid}/resolve?postcode=53840&part=Spich").status_code == 200
    is_problem(program.get(f"pathways/{way.uid}/resolve?postcode=53840&part=Nirgends"), 400, "unknown_value")
    other = "postcode=53111&municipality=05382068"
    is_problem(program.get(f"pathways/{way.uid}/resolve?{other}"), 400, "postcode_mismatch")
    place("53840", "05382056", "Niederkassel")
    is_problem(program.get(f"pathways/{way.uid}/resolve?postcode=53840"), 400, "postcode_unclear")


def test_dead_ends_are_for_those_who_read_drafts(network, way, ada, lang, noor):
    program = Program(ada)
    assert is_problem(program.get(f"pathways/{way.uid}/dead-ends"), 404)
    refresh(network)
    found = program.get(f"pathways/{way.uid}/dead-ends").json()["findings"]
    assert {row["state"] for row in found} == {"nobody"}
    is_problem(Program(lang).get(f"pathways/{way.uid}/dead-ends"), 403)
    foreign = Program(noor).get(f"pathways/{way.uid}/dead-ends")
    assert foreign.content == Program(noor).get(f"pathways/{uuid.uuid4()}/dead-ends").content


def test_a_token_needs_the_scope_of_the_pathways(way, ada):
    assert Program(ada, "pathways:read").get("pathways").status_code == 200
    is_problem(Program(ada, "directory:read").get("pathways"), 403, "scope_missing")

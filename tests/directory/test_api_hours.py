"""Opening hours in the interface: one line of OpenStreetMap, the words of the pages, the sentence of the form."""

import pytest

from coordination.directory.models import Hours
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.api import Program, is_problem
from tests.factories.hours import OFFICE, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def asd(network):
    return service(network, service_level=Level.NETWORK)


@pytest.fixture
def address(asd):
    return f"hours/{asd.hours.uid}"


def test_hours_are_read_with_their_words_by_whoever_sees_the_service(asd, address, ada, mira, noor, network):
    hidden = service(network, name="Intern", service_level=Level.COORDINATION)
    row = Program(mira).get(address).json()

    assert (row["osm"], row["service"], row["network"]) == (OFFICE, str(asd.uid), network.slug)
    assert row["words"].startswith("Mo–Do 8:30–16:00 Uhr, Fr 8:30–12:30 Uhr")
    is_problem(Program(mira).get(f"hours/{hidden.hours.uid}"), 404)
    assert Program(ada).get(f"hours?service={hidden.uid}").json()["count"] == 1
    assert Program(noor).get("hours").json()["results"] == []
    is_problem(Program(noor).get(address), 404)


def test_the_coordination_adds_changes_and_takes_away(network, ada):
    asd = service(network, osm="")
    program = Program(ada)
    body = {"service": str(asd.uid), "osm": "Mo-Fr 09:00-15:00; PH off", "note": "Sonst Band"}

    made = program.post("hours", body)
    assert made.status_code == 201, made.json()
    assert made.json()["words"] == "Mo–Fr 9:00–15:00 Uhr; an Feiertagen geschlossen"
    assert is_problem(program.post("hours", body), 409, "already_there")["uid"] == made.json()["uid"]

    address = f"hours/{made.json()['uid']}"
    rare = program.change(address, {"osm": "Mo[1] 10:00-12:00"}).json()
    assert (rare["osm"], rare["words"], rare["note"]) == (
        "Mo[1] 10:00-12:00",
        "Mo[1] 10:00-12:00",
        "Sonst Band",
    )
    night = program.change(address, {"osm": "Mo-Fr 18:00-08:00; PH off"}).json()
    noted = program.change(address, {"note": "Auch nachts"}).json()
    assert (noted["osm"], noted["note"]) == (night["osm"], "Auch nachts")
    assert Hours.history.latest("history_id").change_set.source == ChangeSet.Source.API

    same = {name: noted[name] for name in ("service", "osm", "note")}
    assert (
        program.put(address, same, If_Match=program.get(address)["ETag"]).json()["version"]
        == noted["version"]
    )
    assert program.delete(address, If_Match=program.get(address)["ETag"]).status_code == 204
    assert not Hours.objects.filter(service=asd).exists()


@pytest.mark.parametrize(
    ("osm", "told"),
    [
        ("Mo-Fr 08:00-16:00; quatsch", "quatsch"),
        ("Mo-Fr 25:99-26:00", "nicht lesbar"),
        ("🙂" * 50, "nicht lesbar"),
        ("Mo " * 900, "2000"),
        ("", "mindestens"),
    ],
)
def test_what_cannot_be_read_gets_the_sentence_of_the_form(asd, address, ada, osm, told):
    problem = is_problem(Program(ada).change(address, {"osm": osm}), 400)

    assert [error["pointer"] for error in problem["errors"]] == ["/osm"]
    assert told in problem["detail"]
    assert Hours.objects.get(service=asd).osm == OFFICE


def test_who_only_reads_or_comes_from_elsewhere_changes_nothing(asd, address, mira, noor, ada, network):
    tag = Program(ada).get(address)["ETag"]
    is_problem(Program(mira).patch(address, {"note": "x"}, If_Match=tag), 403, "forbidden")
    is_problem(Program(noor).patch(address, {"note": "x"}, If_Match=tag), 404)
    is_problem(Program(noor).post("hours", {"service": str(asd.uid), "osm": "24/7"}), 404)
    is_problem(Program(ada).patch(address, {"note": "x"}), 428)
    other = service(network, name="Anderes", osm="")
    problem = is_problem(Program(ada).change(address, {"service": str(other.uid)}), 400)
    assert problem["errors"][0]["code"] == "not_movable"

"""A list of ties through the interface: sent with or without a list of nodes, read, taken over, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from network.models import Relation
from tests.api import Program, is_problem
from tests.factories.network_graph import listed

pytestmark = pytest.mark.django_db

TIES = "Von;Nach;Art\nKita Nord;Praxis;Kooperation\nKita Nord;Kita Nord;Kooperation\nKita Nord;Unbekannt;Kooperation\n"
NOUN = "tie-imports"


@pytest.fixture
def houses(network):
    return [listed(network, name) for name in ("Kita Nord", "Praxis")]


def send(user, text=TIES, name="ties.csv", **more):
    program = Program(user)
    sheet = SimpleUploadedFile(name, text.encode())
    return program.client.post(f"/api/v1/{NOUN}", {"sheet": sheet, **more}, headers=program.headers)


def test_a_list_goes_in_and_back_out(ada, houses):
    program, sent = Program(ada), send(ada)
    address = f"{NOUN}/{sent.json()['uid']}"

    checked = program.get(address).json()
    errors = program.get(f"{address}/rows?outcome=error").json()
    taken = program.post(f"{address}/take-over")
    written = list(Relation.objects.values_list("source__name", "target__name", "kind", "level"))
    undone = program.post(f"{address}/undo")

    assert sent.status_code == 201
    assert (checked["state"], checked["to_take"]) == ("checked", 1)
    assert [row["number"] for row in errors["results"]] == [3, 4]
    assert (taken.status_code, written) == (202, [("Kita Nord", "Praxis", "cooperation", 30)])
    assert undone.json()["state"] == "undone"
    assert not Relation.objects.exists()


def test_ids_of_the_list_come_with_their_names(ada, houses):
    nodes = SimpleUploadedFile("nodes.csv", b"Id;Label\nn1;Kita Nord\nn2;Praxis\n")

    run = send(ada, "Source;Target\nn1;n2\n", nodes=nodes, kind="refers", level="coordination").json()
    Program(ada).post(f"{NOUN}/{run['uid']}/take-over")

    assert list(Relation.objects.values_list("kind", "level")) == [("refers", 40)]


@pytest.mark.parametrize(
    ("text", "more", "pointer"),
    [
        ("Name;Ort\nKita;Spich\n", {}, "/sheet"),
        (TIES, {"kind": "heirat"}, "/kind"),
        (TIES, {"level": "alle"}, "/level"),
        (TIES, {"nodes": SimpleUploadedFile("n.csv", b"Kennung\nn1\n")}, "/nodes"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(ada, houses, text, more, pointer):
    problem = is_problem(send(ada, text, **more), 400)

    assert [each["pointer"] for each in problem["errors"]] == [pointer]


def test_others_neither_send_nor_see_nor_take(ada, mira, noor, houses, network):
    run = send(ada).json()

    is_problem(send(mira), 403)
    is_problem(send(noor, network=network.slug), 400)
    for step in ("take-over", "undo", "discard"):
        is_problem(Program(noor).post(f"{NOUN}/{run['uid']}/{step}"), 404)
        is_problem(Program(mira).post(f"{NOUN}/{run['uid']}/{step}"), 403)
    is_problem(Program(noor).get(f"{NOUN}/{run['uid']}/rows"), 404)
    is_problem(Program(ada).get(f"imports/{run['uid']}"), 404)  # the directory's imports do not know it
    assert not Relation.objects.exists()

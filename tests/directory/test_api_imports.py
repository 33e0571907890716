"""A sheet through the interface: sent, checked, its errors read, taken over, taken back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coordination.directory.models import ImportRun, Institution
from tests.api import Program, is_problem
from tests.factories.directory import InstitutionTypeFactory

pytestmark = pytest.mark.django_db

SHEET = "Name;Art;PLZ\nKita Arche;Kita;\nKita Birke;Kita;5384\n"


def send(user, text=SHEET, name="kitas.csv", **more):
    program = Program(user)
    sheet = SimpleUploadedFile(name, text.encode())
    return program.client.post("/api/v1/imports", {"sheet": sheet, **more}, headers=program.headers)


@pytest.fixture
def run(ada, network):
    InstitutionTypeFactory()
    sent = send(ada)
    assert sent.status_code == 201, sent.content
    return sent.json()


def test_a_sheet_goes_in_and_back_out(run, ada):
    program, address = Program(ada), f"imports/{run['uid']}"

    assert run["mapping"] == {"0": "name", "1": "type", "2": "postcode"}
    checked = program.post(f"{address}/check", {"level": "network"})
    errors = program.get(f"{address}/rows?outcome=error").json()
    taken = program.post(f"{address}/take-over")
    names = [row["name"] for row in program.get("institutions").json()["results"]]
    undone = program.post(f"{address}/undo")

    assert (checked.status_code, program.get(f"jobs/{checked.json()['job']}").json()["state"]) == (
        202,
        "done",
    )
    assert (checked.json()["state"], checked.json()["to_take"]) == ("checked", 1)
    assert errors["count"] == 1
    assert errors["results"][0]["number"] == 3
    assert errors["results"][0]["problems"][0]["column"] == "PLZ"
    assert (taken.status_code, names) == (202, ["Kita Arche"])
    assert undone.json()["state"] == "undone"
    assert Institution.objects.count() == 0


def test_a_step_at_the_wrong_time_is_refused(run, ada):
    program = Program(ada)

    is_problem(program.post(f"imports/{run['uid']}/take-over"), 409, "wrong_state")
    is_problem(program.post(f"imports/{run['uid']}/check", {"mapping": {"0": "farbe"}}), 400)
    assert program.post(f"imports/{run['uid']}/discard").json()["state"] == "discarded"


def test_another_network_sees_nothing_of_it(run, noor, mira):
    for step in ("check", "take-over", "undo", "discard"):
        is_problem(Program(noor).post(f"imports/{run['uid']}/{step}"), 404)
        is_problem(Program(mira).post(f"imports/{run['uid']}/{step}"), 403)
    is_problem(Program(noor).get(f"imports/{run['uid']}/rows"), 404)
    assert ImportRun.objects.get().state == ImportRun.State.UPLOADED


def test_what_is_no_sheet_is_refused_with_what_to_do(ada, mira, network):
    is_problem(send(ada, "", "leer.csv"), 400)
    refused = is_problem(send(ada, "%PDF-1.7 Bericht", "bericht.pdf"), 400)
    is_problem(send(mira), 403)
    is_problem(Program(ada).post("imports", {"sheet": "x"}), 415)
    is_problem(send(ada, network="fremd"), 400)

    assert refused["errors"][0]["pointer"] == "/sheet"

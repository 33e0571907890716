"""Proposals and the bin in the interface: read, take over, decline, restore, with the rights of the pages."""

import pytest

from coordination.directory.models import Proposal
from coordination.directory.services.bin import remove
from coordination.directory.services.proposals import propose
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, OutboxMail
from tests.api import Program, is_problem
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kita(network):
    record = InstitutionFactory(name="Kita Sonne", street="Blumenweg", house_number="3")
    ListingFactory(institution=record, network=network, level=Level.PUBLIC)
    return record


@pytest.fixture
def proposal(kita, network, mira):
    phone = ContactPointFactory(institution=kita, value="+4922414710900", display="02241 4710-900")
    return propose(
        by=mira, institution=kita, network=network, text="Umgezogen", reply_to="frau@example.org",
        changes=[
            {"what": "street", "old": "Blumenweg", "new": "Rosenweg"},
            {"what": f"contact:{phone.uid}", "old": str(phone), "new": "02241 4710-901", "value": "+4922414710901",
             "kind": "phone"},
        ],
    )  # fmt: skip


def test_a_proposal_tells_old_new_and_now(proposal, kita, ada, noor, mira):
    kita.street = "Lilienweg"
    kita.save()

    row = Program(ada).get("proposals?state=open").json()["results"][0]

    assert (row["institution"], row["reply_to"], row["made_by"]) == (
        str(kita.uid),
        "frau@example.org",
        str(mira),
    )
    assert [(one["old"], one["new"], one["now"], one["is_current"]) for one in row["changes"]] == [
        ("Blumenweg", "Rosenweg", "Lilienweg", False),
        ("02241 4710-900", "02241 4710-901", "02241 4710-900", True),
    ]
    assert Program(noor).get("proposals").json()["results"] == []
    is_problem(Program(noor).get(f"proposals/{proposal.uid}"), 404)
    is_problem(Program(mira).get("proposals"), 403)


def test_what_is_named_is_taken_over_once(proposal, kita, ada):
    program, address = Program(ada), f"proposals/{proposal.uid}/accept"
    assert is_problem(program.post(address, {}), 400)["errors"][0]["pointer"] == "/rows"
    assert is_problem(program.post(address, {"rows": [7]}), 400)["errors"][0]["pointer"] == "/rows"

    answer = program.post(address, {"rows": [0], "answer": "Danke"})

    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    kita.refresh_from_db()
    assert kita.street == "Rosenweg"
    assert kita.contacts.get().value == "+4922414710900"
    assert kita.history.latest("history_id").change_set.source == ChangeSet.Source.PROPOSAL
    assert OutboxMail.objects.get().to == "frau@example.org"
    is_problem(program.post(address, {"rows": [0]}), 409, "already_decided")


def test_declining_needs_a_reason_and_the_network(proposal, kita, ada, noor, mira):
    address = f"proposals/{proposal.uid}/decline"
    is_problem(Program(noor).post(address, {"reason": "x"}), 404)
    is_problem(Program(mira).post(address, {"reason": "x"}), 403)
    assert is_problem(Program(ada).post(address, {"reason": " "}), 400)["errors"][0]["pointer"] == "/reason"
    assert Proposal.objects.get().is_open

    answer = Program(ada).post(address, {"reason": "Stimmt laut Kita."}).json()

    assert (answer["state"], answer["answer"], answer["reply_to"]) == ("declined", "Stimmt laut Kita.", "")


def test_the_bin_lists_what_was_removed_and_gives_it_back(kita, network, ada, noor, mira):
    person = PersonFactory(last_name="Muster", network=network)
    advice = ServiceFactory(provider=kita, network=network, name="Beratung")
    for record in (person, advice, kita):
        remove(by=ada, record=record, reason="Doppelt")
    program = Program(ada)

    rows = program.get("bin").json()["results"]
    assert [(row["kind"], row["reason"], row["removed_by"]) for row in rows] == [
        ("institution", "Doppelt", str(ada)),
        ("service", "Doppelt", str(ada)),
        ("person", "Doppelt", str(ada)),
    ]
    assert [row["name"] for row in program.get("bin?kind=person").json()["results"]] == [str(person)]
    is_problem(program.get("bin?kind=hund"), 400)
    assert program.get("bin?page_size=2&page=2").json()["results"] == rows[2:]
    assert Program(noor).get("bin").json()["results"] == []
    is_problem(Program(mira).get("bin"), 403)
    is_problem(Program(mira).post(f"bin/{kita.uid}/restore"), 403)
    is_problem(Program(noor).post(f"bin/{kita.uid}/restore"), 404)
    is_problem(program.post(f"bin/{advice.uid}/restore"), 409, "provider_removed")

    back = program.post(f"bin/{kita.uid}/restore").json()

    assert (back["kind"], back["name"]) == ("institution", "Kita Sonne")
    assert program.get(f"institutions/{kita.uid}").status_code == 200
    assert kita.history.latest("history_id").change_set.source == ChangeSet.Source.API
    is_problem(program.post(f"bin/{kita.uid}/restore"), 404)

"""Deciding on proposals: take over through the usual verbs, decline with a reason, answer, forget."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.directory.models import ContactPoint, Institution, Proposal
from coordination.directory.services.proposals import accept, decline, propose
from coordination.lib import worklist
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, OutboxMail
from coordination.lib.personal import retention
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kita(network):
    record = InstitutionFactory(
        name="Kita Sonne", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf"
    )
    ListingFactory(institution=record, network=network, level=Level.PUBLIC)
    return record


@pytest.fixture
def phone(kita):
    return ContactPointFactory(
        institution=kita, value="+4922414710900", display="02241 4710-900", level=Level.PUBLIC
    )


def post_decision(client, proposal, **values):
    return client.post(reverse("directory:proposal", args=[proposal.uid]), values)


@pytest.fixture
def proposal(kita, network, phone):
    return propose(
        by=None, institution=kita, network=network, text="Umgezogen", reply_to="frau@example.org",
        changes=[
            {"what": "street", "old": "Blumenweg", "new": "Rosenweg"},
            {"what": f"contact:{phone.uid}", "old": str(phone), "new": "02241 4710-901", "value": "+4922414710901",
             "kind": "phone"},
        ],
    )  # fmt: skip


def test_the_coordinator_sees_old_beside_new_and_takes_over_what_is_right(client, kita, phone, proposal, ada):
    client.force_login(ada)
    page = client.get(proposal.get_absolute_url()).content.decode()
    for text in (
        "Umgezogen",
        "Blumenweg",
        "Rosenweg",
        "02241 4710-900",
        "02241 4710-901",
        "frau@example.org",
    ):
        assert text in page

    response = post_decision(client, proposal, was="accept", rows=["1"], answer="Danke, ist geändert.")

    assert response.url == reverse("directory:proposal-list")
    kita.refresh_from_db()
    phone.refresh_from_db()
    assert (kita.street, phone.value, phone.display) == ("Blumenweg", "+4922414710901", "02241 4710-901")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.reply_to) == ("accepted", ada, "")
    change = phone.history.latest("history_id").change_set
    assert (change.source, change.user) == (ChangeSet.Source.PROPOSAL, ada)
    assert "Vorschlag vom" in change.reason


def test_the_answer_goes_by_mail_and_the_address_is_gone(proposal, ada):
    accept(by=ada, proposal=proposal, chosen=[0], answer="Danke!")

    mail = OutboxMail.objects.get()
    assert mail.to == "frau@example.org"
    assert "Danke!" in mail.text
    assert "Kita Sonne" in mail.text
    assert "Kita" not in mail.subject
    assert not Proposal.objects.exclude(reply_to="").exists()


def test_without_an_address_nobody_gets_a_mail(kita, network, ada):
    accept(by=ada, proposal=propose(by=None, institution=kita, network=network, text="Hinweis"))

    assert not OutboxMail.objects.exists()


def test_a_moved_place_gets_its_municipality_and_loses_its_old_point(kita, network, towns, ada):
    Institution.objects.get(pk=kita.pk)
    kita.municipality, kita.latitude, kita.longitude = towns[1], "50.8", "7.1"
    kita.save()
    change = {"what": "postcode", "old": "53840", "new": "53842"}

    accept(by=ada, proposal=propose(by=None, institution=kita, network=network, changes=[change]), chosen=[0])

    kita.refresh_from_db()
    assert (kita.postcode, kita.municipality, kita.latitude) == ("53842", towns[0], None)


def test_declining_needs_a_reason_which_is_sent(client, kita, proposal, ada):
    client.force_login(ada)
    page = post_decision(client, proposal, was="decline", reason=" ")
    assert page.status_code == 200
    assert page.context["declining"].errors

    post_decision(client, proposal, was="decline", reason="Die Angaben stimmen laut Kita.")

    kita.refresh_from_db()
    proposal.refresh_from_db()
    assert (kita.street, proposal.state) == ("Blumenweg", "declined")
    assert "stimmen laut Kita" in OutboxMail.objects.get().text


def test_a_decided_proposal_is_not_decided_again(proposal, ada, ben):
    decline(by=ada, proposal=proposal, reason="Nein")

    for again in (
        lambda: accept(by=ben, proposal=proposal, chosen=[0]),
        lambda: decline(by=ben, proposal=proposal, reason="x"),
    ):
        with pytest.raises(RuleBroken) as broken:
            again()
        assert broken.value.code == "already_decided"


def test_a_contact_that_is_gone_is_told_and_nothing_is_written(client, kita, phone, proposal, ada):
    phone.delete()
    client.force_login(ada)

    page = post_decision(client, proposal, was="accept", rows=["0", "1"])

    assert "gibt es nicht mehr" in page.content.decode()
    kita.refresh_from_db()
    assert kita.street == "Blumenweg"
    assert Proposal.objects.open().count() == 1


def test_a_value_changed_meanwhile_is_shown_and_not_ticked(client, kita, proposal, ada):
    kita.street = "Nelkenweg"
    kita.save()
    client.force_login(ada)

    rows = client.get(proposal.get_absolute_url()).context["rows"]

    assert [(row["now"], row["chosen"]) for row in rows] == [("Nelkenweg", False), ("02241 4710-900", True)]


@pytest.mark.parametrize(
    ("who", "status"),
    [("ada", 200), ("auditor", 200), ("mira", 403), ("lang", 403), ("noor", 404), (None, 302)],
)
def test_proposals_are_read_by_coordination_and_auditor_alone(client, proposal, request, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(proposal.get_absolute_url()).status_code == status
    listed = client.get(reverse("directory:proposal-list"))
    assert listed.status_code == (200 if who == "noor" else status)
    if who != "ada" and who != "auditor":
        assert "Kita Sonne" not in listed.content.decode()


def test_the_auditor_reads_and_does_not_decide(client, proposal, auditor, kita):
    client.force_login(auditor)

    assert post_decision(client, proposal, was="accept", rows=["0"]).status_code == 403
    with pytest.raises(RuleBroken) as broken:
        accept(by=auditor, proposal=proposal, chosen=[0])
    assert broken.value.code == "not_yours"
    kita.refresh_from_db()
    assert kita.street == "Blumenweg"


def test_bad_numbers_of_rows_are_refused(client, proposal, ada):
    client.force_login(ada)

    for rows in (["7"], ["x"], ["-1"], ["9" * 30]):
        assert post_decision(client, proposal, was="accept", rows=rows).status_code == 200
    assert Proposal.objects.open().count() == 1


# --- Heute, list, retention -------------------------------------------------------------------------------------------


def lines(user):
    return [item for item in worklist.waiting(user) if "vorschlaege" in item.url]


def test_hints_wait_on_heute_each_of_a_few_one_line_for_many(client, kita, network, ada, mira, noor, auditor):
    propose(by=None, institution=kita, network=network, text="Eins")
    assert [item.text for item in lines(ada)] == ["Eins"]
    for number in range(5):
        propose(by=None, institution=kita, network=network, text=f"Noch {number}")

    (line,) = lines(ada)
    assert "6" in line.title
    client.force_login(ada)
    assert client.get(line.url).status_code == 200
    assert [lines(person) for person in (mira, noor, auditor)] == [[], [], []]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_equally_often(
    client, kita, network, ada, rows, django_assert_num_queries
):
    for number in range(rows):
        propose(by=None, institution=kita, network=network, text=f"Hinweis {number}")
    client.force_login(ada)
    client.get(reverse("directory:proposal-list"))

    with django_assert_num_queries(5):
        client.get(reverse("directory:proposal-list"), {"page": "1000000000"})


def test_an_empty_list_says_what_would_be_here(client, ada):
    client.force_login(ada)

    assert "Es wartet kein Vorschlag" in client.get(reverse("directory:proposal-list")).content.decode()


def test_decided_hints_are_forgotten_after_half_a_year_open_ones_are_not(kita, network, ada):
    old = propose(by=None, institution=kita, network=network, text="Alt")
    decline(by=ada, proposal=old, reason="Nein")
    propose(by=None, institution=kita, network=network, text="Offen")

    retention.run([network.pk], now=timezone.now() + dt.timedelta(days=150))
    assert Proposal.objects.count() == 2
    retention.run([network.pk], now=timezone.now() + dt.timedelta(days=200))
    assert [one.text for one in Proposal.objects.all()] == ["Offen"]


def test_another_networks_contact_is_not_written_by_a_proposal(kita, network, other_network, ada):
    ListingFactory(institution=kita, network=other_network, level=Level.PUBLIC)
    theirs = ContactPointFactory(
        institution=kita, network=other_network, value="+4922414710999", level=Level.PUBLIC
    )
    change = {"what": f"contact:{theirs.uid}", "old": "x", "new": "y", "value": "+491", "kind": "phone"}
    made = propose(by=None, institution=kita, network=network, changes=[change])

    with pytest.raises(RuleBroken) as broken:
        accept(by=ada, proposal=made, chosen=[0])

    assert broken.value.code == "contact_gone"
    assert ContactPoint.objects.get(pk=theirs.pk).value == "+4922414710999"

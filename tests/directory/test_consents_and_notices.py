"""Wordings stay what they were; record and notice come from the catalogue; newly entered people are told once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import NetworkRule
from coordination.directory.models import ConsentText, DataRequest, NoticeGiven
from coordination.directory.services.consents import publish_wording
from coordination.directory.services.notices import give_notices
from coordination.lib import personal
from coordination.lib.errors import RuleBroken
from coordination.lib.models import KeepingTime, OutboxMail
from coordination.lib.worklist import waiting
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def worker(network, mail="neu@example.org", until=None, **fields):
    institution = InstitutionFactory()
    ListingFactory(institution=institution, network=network)
    person = PersonFactory(network=network, **fields)
    AffiliationFactory(person=person, institution=institution, network=network, valid_until=until)
    if mail:
        ContactPointFactory(institution=None, person=person, network=network, kind="mail", value=mail)
    return person


# --- Wordings ---------------------------------------------------------------------------------------------------------


def test_a_new_wording_follows_the_old_one_which_stays(client, network, ada):
    client.force_login(ada)
    address = reverse("directory:wordings", args=[network.uid])
    today = timezone.localdate().strftime("%d.%m.%Y")

    client.post(address, {"version": "2026-1", "text": "Ich stimme zu.", "valid_from": today})
    client.post(address, {"version": "2026-2", "text": "Ich stimme gern zu.", "valid_from": today})

    assert list(ConsentText.objects.values_list("version", "text").order_by("id")) == [
        ("2026-1", "Ich stimme zu."),
        ("2026-2", "Ich stimme gern zu."),
    ]
    assert ConsentText.objects.in_force(network).version == "2026-2"


def test_a_wording_cannot_be_changed_by_anybody(network):
    wording = ConsentText.objects.create(network=network, version="1", text="Ja")

    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentText.objects.filter(pk=wording.pk).update(text="Nein")
    with pytest.raises(DatabaseError), transaction.atomic():
        wording.delete()


@pytest.mark.parametrize(
    ("fields", "code"), [({"valid_from": dt.date(2020, 1, 1)}, "past"), ({"version": "1"}, "wording_invalid")]
)
def test_a_wording_out_of_the_past_or_of_the_same_version_is_refused(network, ada, fields, code):
    ConsentText.objects.create(network=network, version="1", text="Ja")

    with pytest.raises(RuleBroken) as broken:
        publish_wording(by=ada, network=network, **{"version": "2", "text": "Ja", **fields})

    assert broken.value.code == code


def test_networks_have_their_own_wordings(network, other_network):
    ConsentText.objects.create(version="haus", text="Ja")
    ConsentText.objects.create(network=other_network, version="1", text="Ja")

    assert ConsentText.objects.in_force(network).version == "haus"
    assert ConsentText.objects.in_force(other_network).version == "1"
    assert {w.version for w in ConsentText.objects.for_networks([network])} == {"haus"}


# --- Record and notice ------------------------------------------------------------------------------------------------


def test_the_record_names_every_activity_with_its_periods_as_the_network_set_them(network):
    KeepingTime.objects.create(network_id=network.pk, key="accounts.read_log", months=7)

    record = personal.record_of_processing(network)

    assert len(record) == len(personal.activities())
    assert all(one.purpose and one.ground and one.people and one.recipients and one.kept for one in record)
    assert any("7 " in kept for one in record for _what, kept in one.kept)


def test_the_notice_names_who_is_responsible_and_the_rights(network):
    network.host_body, network.contact_email = "Stadt Musterstadt", "kinderschutz@example.org"

    sections = personal.notice(network)

    assert {"Stadt Musterstadt", "kinderschutz@example.org"} <= set(sections[0].paragraphs)
    assert any("Art. 77" in text for text in sections[-1].paragraphs)
    assert personal.notice(None)[1].title == sections[1].title


def test_the_record_is_shown_to_coordination_and_auditor(client, network, ada, auditor):
    for user in (ada, auditor):
        client.force_login(user)
        page = client.get(reverse("directory:record-of-processing", args=[network.uid]))
        assert page.status_code == 200
        assert all(str(one.title) in page.content.decode() for one in personal.activities())


@pytest.mark.slow
def test_the_record_comes_as_tagged_paper(client, network, ada):
    import page

    client.force_login(ada)
    paper = client.get(reverse("directory:record-pdf", args=[network.uid]))

    assert page.validate_pdf_bytes(paper.content).is_compliant


# --- Telling people ---------------------------------------------------------------------------------------------------


def test_a_newly_entered_person_is_told_once(network):
    worker(network)

    assert (give_notices(), give_notices()) == (1, 0)
    mail = OutboxMail.objects.get()
    assert mail.to == "neu@example.org"
    assert "Art. 14" in mail.text
    assert "Art. 77" in mail.text


def test_nobody_is_told_without_address_or_after_leaving_or_where_the_rule_is_off(network, other_network):
    worker(network, mail="")
    worker(network, mail="weg@example.org", until=timezone.localdate() - dt.timedelta(days=1))
    worker(other_network, mail="aus@example.org")
    NetworkRule.objects.create(
        network=other_network, rule="notice_mail", is_on=False, reason="Wir schreiben auf Papier"
    )

    assert give_notices() == 0
    assert not NoticeGiven.objects.exists()


def test_a_large_import_is_told_over_several_nights(network):
    for number in range(3):
        worker(network, mail=f"p{number}@example.org")

    assert [give_notices(most=2), give_notices(most=2), give_notices(most=2)] == [2, 1, 0]


def test_a_request_of_a_person_waits_on_the_page_today(network, ada, noor):
    person = PersonFactory(network=network)
    DataRequest.objects.create(network=network, person=person, kind="erase")

    assert any(str(person) in one.title for one in waiting(ada))
    assert not any(str(person) in one.title for one in waiting(noor))

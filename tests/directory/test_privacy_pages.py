"""Pages of people's rights: my data, handing out, erasing, private contacts, requests; who may and who may not."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from coordination.accounts.models import AuditEntry
from coordination.directory.models import ConsentText, DataRequest, Person, PrivateContact
from coordination.directory.services.private import delete_ended
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
NUMBER = "+4915212345678"


@pytest.fixture
def wording(network):
    return ConsentText.objects.create(network=network, version="2026-1", text="Ich bin einverstanden.")


@pytest.fixture
def kim(network):
    """Somebody of the Kita with an account."""
    user = UserFactory(first_name="Kim", last_name="Kanarie", email="kim@example.org")
    MembershipFactory(user=user, network=network, role="multiplier")
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network)
    person = PersonFactory(first_name="Kim", last_name="Kanarie", network=network, user=user)
    AffiliationFactory(person=person, institution=kita, network=network)
    return person


@pytest.fixture
def private(kim, wording):
    from django.utils import timezone

    return PrivateContact.objects.create(
        network=kim.network, person=kim, affiliation=kim.affiliations.get(), kind="mobile", value=NUMBER,
        display="0152 12345678", consent_text=wording, consented_at=timezone.now(), channel="paper",
    )  # fmt: skip


def url(name, *args):
    return reverse(f"directory:{name}", args=args)


# --- My data ----------------------------------------------------------------------------------------------------------


def test_my_data_shows_and_hands_out_what_is_kept_about_me(client, kim, private):
    client.force_login(kim.user)

    page = client.get(url("my-data")).content.decode()
    file = json.loads(client.get(url("my-data-file")).content)

    assert "0152 12345678" in page
    assert "Kanarie" in json.dumps(file)
    assert NUMBER in json.dumps(file)
    assert not AuditEntry.objects.filter(did="read").exists()  # one's own is no look at somebody


def test_my_data_asks_for_signing_in(client):
    assert client.get(url("my-data")).status_code == 302


@pytest.mark.slow
def test_my_data_come_as_tagged_paper(client, kim):
    import page

    client.force_login(kim.user)

    paper = client.get(url("my-data-pdf"))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert page.validate_pdf_bytes(paper.content).is_compliant


def test_without_an_entry_in_the_directory_the_page_offers_what_there_is(client, mira):
    client.force_login(mira)

    page = client.get(url("my-data"))

    assert page.status_code == 200
    assert url("my-data-correct") not in page.content.decode()
    assert client.get(url("my-data-correct")).status_code == 404


def test_a_consent_is_withdrawn_with_one_click_and_gone_in_every_channel(client, kim, lang, wording):
    from django.utils import timezone

    contact = ContactPointFactory(
        institution=None, person=kim, network=kim.network, kind="phone", value="+492241999111", level=10,
        legal_ground="consent", consent_text=wording, consented_at=timezone.now(),
    )  # fmt: skip
    client.force_login(kim.user)

    client.post(url("my-withdraw", contact.uid))

    contact.refresh_from_db()
    assert contact.withdrawn_at
    assert not contact.history.filter(value__contains="999111").exists()
    assert not type(contact).objects.visible_to(kim.user).filter(pk=contact.pk).exists()


def test_nobody_withdraws_for_others(client, mira, private):
    client.force_login(mira)

    assert client.post(url("my-withdraw", private.uid)).status_code == 404
    assert PrivateContact.objects.filter(pk=private.pk).exists()


# --- Corrections and requests -----------------------------------------------------------------------------------------


def test_a_proposed_correction_is_taken_over_by_the_coordination_and_answered(client, kim, ada):
    client.force_login(kim.user)
    client.post(
        url("my-data-correct"), {"title": "Dr.", "first_name": "Kim", "last_name": "Neu", "specialisms": ""}
    )
    asked = DataRequest.objects.get()
    assert asked.wanted == {"title": "Dr.", "last_name": "Neu"}
    client.force_login(ada)
    assert "Neu" in client.get(url("data-request", asked.uid)).content.decode()

    client.post(url("data-request", asked.uid), {"decision": "grant", "answer": ""})

    kim.refresh_from_db()
    assert (kim.title, kim.last_name) == ("Dr.", "Neu")
    assert OutboxMail.objects.get().to == "kim@example.org"


def test_a_refusal_needs_an_answer(client, kim, ada):
    asked = DataRequest.objects.create(network=kim.network, person=kim, asked_by=kim.user, kind="object")
    client.force_login(ada)

    client.post(url("data-request", asked.uid), {"decision": "refuse", "answer": ""})

    asked.refresh_from_db()
    assert asked.decided_at is None


def test_nobody_decides_on_the_own_request(client, network, ada):
    person = PersonFactory(network=network, user=ada)
    asked = DataRequest.objects.create(network=network, person=person, asked_by=ada, kind="object")
    client.force_login(ada)

    client.post(url("data-request", asked.uid), {"decision": "grant", "answer": "gern"})

    asked.refresh_from_db()
    assert asked.decided_at is None


# --- Private contacts -------------------------------------------------------------------------------------------------


def test_a_private_number_is_shown_only_after_a_logged_click(client, kim, private, ada):
    client.force_login(ada)
    page = client.get(url("person-privacy", kim.uid)).content.decode()
    assert "12345678" not in page

    shown = client.post(url("private-look", private.uid)).content.decode()

    assert "0152 12345678" in shown
    assert AuditEntry.objects.get(did="read").to_uid == kim.uid


@pytest.mark.parametrize("who", ["mira", "lang", "auditor", "noor"])
def test_a_private_number_is_nobody_elses_business(client, private, kim, who, request):
    client.force_login(request.getfixturevalue(who))

    answers = [client.post(url("private-look", private.uid)), client.get(kim.get_absolute_url())]

    assert answers[0].status_code in {403, 404}
    assert all("12345678" not in answer.content.decode() for answer in answers)


def test_a_private_number_stands_in_no_list_search_export_or_card(client, private, kim, ada):
    from coordination.lib.search.writing import true_up

    true_up()
    client.force_login(ada)
    for address in (
        url("person-list"),
        f"{url('person-list')}?q=0152",
        kim.get_absolute_url(),
        f"{reverse('overview:search')}?q=0152",
        url("person-privacy", kim.uid),
    ):
        assert "12345678" not in client.get(address).content.decode(), address


def test_it_needs_a_wording_and_a_function_or_role_of_today(client, kim, ada):
    client.force_login(ada)
    data = {
        "kind": "mobile",
        "value": "0152 12345678",
        "kept_for": f"a{kim.affiliations.get().pk}",
        "channel": "paper",
    }

    client.post(url("person-private-add", kim.uid), data)
    assert not PrivateContact.objects.exists()
    ConsentText.objects.create(network=kim.network, version="1", text="Ja")
    client.post(url("person-private-add", kim.uid), {**data, "kept_for": "a999"})
    assert not PrivateContact.objects.exists()
    client.post(url("person-private-add", kim.uid), data)

    kept = PrivateContact.objects.get()
    assert (kept.value, kept.consent_text.version, kept.network) == (NUMBER, "1", kim.network)


def test_a_person_gives_and_withdraws_a_private_number_alone(client, kim, wording):
    client.force_login(kim.user)
    data = {"kind": "mobile", "value": "0152 12345678", "kept_for": f"a{kim.affiliations.get().pk}"}

    client.post(url("my-private-add"), data)
    assert not PrivateContact.objects.exists()  # not agreed
    client.post(url("my-private-add"), {**data, "agreed": "on"})
    kept = PrivateContact.objects.get()
    client.post(url("my-withdraw", kept.uid))

    assert kept.channel == "online"
    assert not PrivateContact.objects.exists()


def test_it_is_gone_when_the_function_ends(client, kim, private, ada):
    import datetime as dt

    from django.utils import timezone

    affiliation = kim.affiliations.get()
    affiliation.valid_until = timezone.localdate() - dt.timedelta(days=1)
    affiliation.save()
    client.force_login(ada)

    assert client.post(url("private-look", private.uid)).status_code == 404  # at once
    assert (delete_ended(), delete_ended()) == (1, 0)  # in the night
    from tests.directory.seeded import dump

    assert "15212345678" not in dump()


def test_looking_at_a_threatened_person_is_logged(client, kim, ada, mira):
    Person._base_manager.filter(pk=kim.pk).update(threat_flag=True)
    client.force_login(mira)
    assert client.get(kim.get_absolute_url()).status_code == 404
    client.force_login(ada)

    client.get(kim.get_absolute_url())

    assert AuditEntry.objects.get(did="read").user_id == ada.pk


# --- Handing out and erasing by the coordination ----------------------------------------------------------------------


def test_handing_out_needs_a_reason_and_is_logged(client, kim, ada):
    client.force_login(ada)
    assert "reason" in client.post(url("person-hand-out", kim.uid), {"reason": ""}).context["form"].errors

    file = client.post(url("person-hand-out", kim.uid), {"reason": "Anfrage, Ausweis gesehen", "art": "json"})

    assert "Kanarie" in file.content.decode()
    assert AuditEntry.objects.filter(did="person_exported", to_uid=kim.uid).exists()


def test_erasing_shows_before_what_goes_and_stays(client, kim, ada):
    client.force_login(ada)
    page = client.get(url("person-erase", kim.uid)).content.decode()
    assert "with_account" in page

    client.post(url("person-erase", kim.uid), {"reason": "Art. 17", "with_account": "on"})

    assert not Person._base_manager.filter(pk=kim.pk).exists()
    kim.user.refresh_from_db()
    assert "kim" not in kim.user.email


def test_i_erase_my_account_myself_and_am_out(client, kim):
    client.force_login(kim.user)

    client.post(url("my-account-erase"), {"reason": "Ich gehe"})

    assert client.get(url("my-data")).status_code == 302
    kim.user.refresh_from_db()
    assert not kim.user.is_active


def test_the_last_coordinator_is_told_why_not(client, ada):
    client.force_login(ada)

    page = client.post(url("my-account-erase"), {"reason": "Ich gehe"})

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize("name", ["person-privacy", "person-hand-out", "person-erase", "person-private-add"])
@pytest.mark.parametrize(("who", "status"), [("mira", 403), ("lang", 403), ("auditor", 403), ("noor", 404)])
def test_who_may_not_change_people_gets_none_of_these_pages(client, kim, name, who, status, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name, kim.uid)).status_code == status
    assert client.post(url(name, kim.uid), {"reason": "x"}).status_code in {status, 405}

"""Forms of people, services and agreements, and what can be taken back."""

import re

import pytest
from django.urls import reverse

from coordination.directory.models import (
    Affiliation,
    Agreement,
    Institution,
    Person,
    Service,
)
from coordination.lib import history
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.directory.filling import edit, filled, plain, url_of
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
    ServiceKindFactory,
)

pytestmark = pytest.mark.django_db


# --- People, services, agreements ------------------------------------------------------------------------


def test_a_person_comes_with_the_first_function(client, kita, ada):
    edit(
        client,
        ada,
        url_of("institution-person-add", kita),
        first_name="Sven",
        last_name="Probe",
        level=20,
        **{"at-is_contact": "on"},
    )

    person = Person.objects.get()
    assert person.affiliations.get().institution == kita
    assert person.affiliations.get().is_contact


def test_a_person_is_added_from_the_list_with_an_institution_to_choose(client, kita, ada, noor):
    url = reverse("directory:person-add")

    unknown = edit(client, ada, url, last_name="Probe", **{"at-institution": "Kita Nirgends"})
    assert unknown.status_code == 200
    assert not Person.objects.exists()
    edit(client, ada, url, last_name="Probe", **{"at-institution": "Kita Sonnenblume (Troisdorf)"})

    assert Person.objects.get().affiliations.get().institution == kita
    foreign = edit(client, noor, url, last_name="Fremd", **{"at-institution": str(kita.uid)})
    assert foreign.status_code == 200
    assert Person.objects.count() == 1


def test_a_namesake_is_shown_and_can_be_taken_instead(client, kita, ada, network):
    there = AffiliationFactory(
        person=PersonFactory(first_name="Sven", last_name="Probe"),
        institution=ListingFactory(network=network).institution,
    ).person
    url = url_of("institution-person-add", kita)

    first = edit(client, ada, url, first_name="Sven", last_name="Probe")
    assert str(there.uid) in plain(first)
    client.post(url, filled(first) | {"known": str(there.uid)})

    assert Person.objects.count() == 1
    assert there.affiliations.count() == 2


def test_a_threatened_person_keeps_no_contact_outside_the_coordination(client, kita, ada):
    person = AffiliationFactory(institution=kita, person=PersonFactory(level=20)).person
    contact = ContactPointFactory(institution=None, person=person, level=20)

    edit(client, ada, url_of("person-edit", person), threat_flag="on")

    contact.refresh_from_db()
    assert contact.level == Level.COORDINATION
    response = edit(client, ada, url_of("contact-edit", contact), level=10)
    assert response.status_code == 200
    contact.refresh_from_db()
    assert contact.level == Level.COORDINATION


def test_a_function_ends_before_it_began_is_told(client, kita, ada):
    affiliation = AffiliationFactory(institution=kita)

    response = edit(
        client,
        ada,
        url_of("affiliation-edit", affiliation),
        valid_from="02.02.2026",
        valid_until="01.02.2026",
    )

    assert response.status_code == 200
    assert response.context["form"].errors


def test_an_absence_needs_both_days(client, kita, ada):
    affiliation = AffiliationFactory(institution=kita)

    response = edit(client, ada, url_of("affiliation-edit", affiliation), absent_from="02.02.2026")

    assert "absent_until" in response.context["form"].errors


def test_the_only_function_of_a_person_is_not_deleted(client, kita, ada):
    affiliation = AffiliationFactory(institution=kita)
    client.force_login(ada)

    client.post(url_of("affiliation-delete", affiliation))

    assert Affiliation.objects.exists()


def test_a_service_is_offered_for_certain_places(client, kita, ada, towns):
    kind = ServiceKindFactory()
    url = url_of("institution-service-add", kita)
    given = {"name": "Sprechstunde", "kind": kind.pk, "catchment": "areas", "level": 30}

    assert "municipalities" in edit(client, ada, url, **given).context["form"].errors
    assert "postcodes" in edit(client, ada, url, **given, postcodes="53840 99999").context["form"].errors
    edit(client, ada, url, **given, postcodes="53840, 53842")

    service = Service.objects.get()
    assert service.provider == kita
    assert sorted(str(area) for area in service.areas.all()) == ["53840", "53842"]

    edit(
        client,
        ada,
        url_of("service-edit", service),
        postcodes="53842",
        waiting_time="drei Wochen",
        waiting_as_of="01.11.2026",
    )
    assert [str(area) for area in service.areas.all()] == ["53842"]
    change_set = ChangeSet.objects.latest("id")

    client.post(url_of("service-undo", service, change_set))
    assert sorted(str(area) for area in service.areas.all()) == ["53840", "53842"]


def test_a_waiting_time_needs_its_date(client, kita, ada):
    service = ServiceFactory(provider=kita)

    response = edit(client, ada, url_of("service-edit", service), waiting_time="drei Wochen")

    assert "waiting_as_of" in response.context["form"].errors


def test_there_is_one_agreement_of_a_kind(client, kita, ada):
    url = url_of("institution-agreement-add", kita)
    edit(client, ada, url, kind="8a4", signed_on="01.02.2026", valid_until="31.01.2029")
    assert Agreement.objects.get().institution == kita

    response = edit(client, ada, url, kind="8a4", signed_on="01.03.2026")

    assert "kind" in response.context["form"].errors
    assert Agreement.objects.count() == 1


def test_a_day_that_does_not_exist_is_told(client, kita, ada):
    response = edit(
        client, ada, url_of("institution-agreement-add", kita), kind="8a4", signed_on="31.02.2026"
    )

    assert "signed_on" in response.context["form"].errors
    assert 'value="31.02.2026"' in plain(response)


# --- Undo ------------------------------------------------------------------------------------------------


def test_undoing_over_a_later_change_writes_nothing_and_says_who_was_later(client, kita, ada, ben):
    url = url_of("institution-edit", kita)
    edit(client, ada, url, name="Kita von Ada")
    mine = ChangeSet.objects.latest("id")
    edit(client, ben, url, name="Kita von Ben")
    client.force_login(ada)

    response = client.post(url_of("institution-undo", kita, mine))

    assert response.status_code == 409
    assert "Ben Zweitauge" in plain(response)
    assert Institution.objects.get().name == "Kita von Ben"


def test_only_who_may_change_the_record_undoes(client, kita, ada, mira, noor):
    edit(client, ada, url_of("institution-edit", kita), name="Kita Neu")
    undo = url_of("institution-undo", kita, ChangeSet.objects.latest("id"))

    for user in (mira, noor):
        client.force_login(user)
        assert client.post(undo).status_code == 404
    assert client.get(undo).status_code == 405
    assert Institution.objects.get().name == "Kita Neu"


def test_a_change_with_notes_of_another_network_is_not_undone_from_here(
    client, kita, ada, noor, other_network
):
    theirs = ListingFactory(institution=kita, network=other_network, notes="Alt")
    with history.changes(by=noor) as frame:
        theirs.notes, kita.city = "Neu", "Siegburg"
        theirs.save()
        kita.save()
    client.force_login(ada)

    client.post(url_of("institution-undo", kita, frame.change_set))

    theirs.refresh_from_db()
    assert theirs.notes == "Neu"


def test_a_change_of_something_else_cannot_be_undone_here(client, kita, ada, network):
    other = ListingFactory(network=network).institution
    foreign = ChangeSet.objects.latest("id")
    client.force_login(ada)

    assert client.post(url_of("institution-undo", kita, foreign)).status_code == 404
    assert Institution.objects.filter(pk=other.pk).exists()


def test_hidden_inputs_carry_the_version(client, kita, ada):
    client.force_login(ada)

    assert re.search(r'name="version" value="1"', plain(client.get(url_of("institution-edit", kita))))

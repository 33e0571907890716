"""What two networks share and what is each one's own: who edits, who takes back, who removes."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination.accounts.roles import Role
from coordination.accounts.scope import forget_scope
from coordination.directory.models import (
    Affiliation,
    Agreement,
    ContactPoint,
    Institution,
    Listing,
    Person,
    Service,
)
from coordination.directory.services.agreements import delete_agreement, save_agreement
from coordination.directory.services.bin import lead_again, remove
from coordination.directory.services.contacts import delete_contact, save_contact
from coordination.directory.services.editors import name_editor
from coordination.directory.services.lists import remove_many
from coordination.directory.services.offers import save_service
from coordination.directory.services.people import add_person, change_person, save_affiliation
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
    ServiceKindFactory,
)

pytestmark = pytest.mark.django_db
Status = Listing.Status


@pytest.fixture
def shared(kita, other_network):
    """The Kita of our network, listed next door as well."""
    ListingFactory(institution=kita, network=other_network, level=Level.NETWORK)
    return kita


@pytest.fixture
def public(shared, network):
    """One public datum of each kind, all ours."""
    person = PersonFactory(network=network, level=Level.PUBLIC, last_name="Offen")
    return {
        "contact": ContactPointFactory(institution=shared, network=network, level=Level.PUBLIC),
        "person": person,
        "affiliation": AffiliationFactory(person=person, institution=shared, network=network),
        "service": ServiceFactory(provider=shared, network=network, level=Level.PUBLIC),
        "agreement": AgreementFactory(institution=shared, network=network),
    }


def listing_of(institution, network):
    return Listing.objects.get(institution=institution, network=network)


# --- Reading is not editing ---------------------------------------------------------------------------------------

FORMS = [
    ("contact-edit", "contact"), ("contact-delete", "contact"), ("person-edit", "person"),
    ("person-contact-add", "person"), ("person-affiliation-add", "person"), ("person-remove", "person"),
    ("affiliation-edit", "affiliation"), ("affiliation-delete", "affiliation"), ("service-edit", "service"),
    ("service-contact-add", "service"), ("service-remove", "service"), ("agreement-edit", "agreement"),
    ("agreement-delete", "agreement"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "what"), FORMS)
def test_a_public_datum_of_the_neighbours_is_read_there_and_edited_at_home(
    client, ada, noor, public, name, what
):
    url = reverse(f"directory:{name}", args=[public[what].uid])

    client.force_login(ada)
    assert client.get(url).status_code == 200
    client.force_login(noor)
    assert client.get(url).status_code == 404
    assert client.post(url, {}).status_code == 404


def test_the_record_names_the_network_of_a_foreign_datum_and_offers_no_form(
    client, ada, noor, public, shared
):
    edit = reverse("directory:contact-edit", args=[public["contact"].uid])

    client.force_login(noor)
    theirs = client.get(shared.get_absolute_url()).content.decode()
    client.force_login(ada)
    ours = client.get(shared.get_absolute_url()).content.decode()

    assert public["contact"].display in theirs
    assert "Netzwerk Kinderschutz Musterstadt" in theirs
    assert edit not in theirs
    assert edit in ours
    assert reverse("directory:institution-contact-add", args=[shared.uid]) in theirs, "their own they add"


def test_the_words_for_mine_to_edit(ada, noor, mira, public):
    for row in public.values():
        rows = type(row).objects
        assert row in rows.editable_by(ada)
        assert row not in rows.editable_by(noor)
        assert row not in rows.editable_by(mira)


def test_the_verbs_refuse_what_belongs_to_another_network(noor, public, shared):
    contact, service, person = public["contact"], public["service"], public["person"]
    deeds = [
        lambda: save_contact(by=noor, contact=contact),
        lambda: delete_contact(by=noor, contact=contact),
        lambda: save_contact(
            by=noor, contact=ContactPoint(service=service, kind="mail", value="a@example.org")
        ),
        lambda: save_contact(
            by=noor, contact=ContactPoint(person=person, kind="mail", value="a@example.org")
        ),
        lambda: save_service(by=noor, service=service, areas=None),
        lambda: change_person(by=noor, person=person),
        lambda: save_affiliation(by=noor, affiliation=public["affiliation"]),
        lambda: save_affiliation(by=noor, affiliation=Affiliation(person=person, institution=shared)),
        lambda: save_agreement(by=noor, agreement=public["agreement"]),
        lambda: delete_agreement(by=noor, agreement=public["agreement"]),
        lambda: remove(by=noor, record=service, reason="Weg"),
        lambda: remove(by=noor, record=person, reason="Weg"),
    ]
    for deed in deeds:
        with pytest.raises(RuleBroken) as broken:
            deed()
        assert broken.value.code == "not_yours"


# --- To whom something new belongs --------------------------------------------------------------------------------


def test_what_somebody_enters_belongs_to_their_network(noor, shared, other_network):
    contact = save_contact(
        by=noor, contact=ContactPoint(institution=shared, kind="mail", value="n@example.org")
    )
    person = add_person(by=noor, person=Person(last_name="Neu"), affiliation=Affiliation(institution=shared))
    service = save_service(
        by=noor, service=Service(provider=shared, kind=ServiceKindFactory(), name="Sprechstunde"), areas=None
    )
    agreement = save_agreement(
        by=noor, agreement=Agreement(institution=shared, kind="8a4", signed_on="2026-01-01")
    )
    rows = [contact, person, person.affiliations.get(), service, agreement]

    assert {row.network for row in rows} == {other_network}


def test_both_networks_may_have_an_agreement_of_one_kind(ada, noor, shared):
    for user in (ada, noor):
        save_agreement(by=user, agreement=Agreement(institution=shared, kind="8a4", signed_on="2026-01-01"))

    assert shared.agreements.count() == 2


def test_who_coordinates_both_is_asked_for_which(client, ada, shared, network, other_network):
    MembershipFactory(user=ada, network=other_network, role=Role.COORDINATOR)
    with pytest.raises(RuleBroken) as broken:
        save_contact(by=ada, contact=ContactPoint(institution=shared, kind="mail", value="a@example.org"))
    assert broken.value.code == "which_network"

    client.force_login(ada)
    url = reverse("directory:institution-contact-add", args=[shared.uid])
    assert 'name="network"' in client.get(url).content.decode()
    client.post(url, {"kind": "mail", "value": "b@example.org", "level": 40, "legal_ground": "task",
                      "network": other_network.pk})  # fmt: skip

    assert ContactPoint.objects.get(value="b@example.org").network == other_network


def test_who_leads_it_nowhere_enters_nothing(noor, kita, other_network):
    contact = ContactPoint(institution=kita, network=other_network, kind="mail", value="a@example.org")

    with pytest.raises(RuleBroken) as broken:
        save_contact(by=noor, contact=contact)
    assert broken.value.code == "not_here"


def test_the_database_wants_a_network_above_the_public_level(shared, network):
    line = ServiceFactory(provider=None, network=None, level=Level.PUBLIC, catchment="nation")
    ContactPointFactory(institution=None, service=line, network=None, level=Level.PUBLIC)
    refused = [
        lambda: ContactPointFactory(institution=None, service=line, network=None, level=Level.NETWORK),
        lambda: ContactPointFactory(institution=shared, network=None, level=Level.PUBLIC),
        lambda: ServiceFactory(provider=shared, network=None),
        lambda: ServiceFactory(provider=None, network=network, catchment="nation"),
        lambda: Affiliation.objects.create(person=PersonFactory(), institution=shared),
        lambda: Agreement.objects.create(institution=shared, kind="8a4", signed_on="2026-01-01"),
        lambda: Person.objects.create(last_name="Ohne"),
    ]
    for deed in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


# --- The time line ------------------------------------------------------------------------------------------------


def test_what_a_public_number_was_before_stays_with_its_network(client, ada, noor, shared, network):
    contact = ContactPointFactory(institution=shared, network=network, display="02241 111", purpose="Leitung")
    with history.changes(by=ada):
        contact.display, contact.level = "02241 222", Level.PUBLIC
        contact.save()

    client.force_login(noor)
    theirs = client.get(shared.get_absolute_url(), {"bereich": "verlauf"}).content.decode()
    client.force_login(ada)
    ours = client.get(shared.get_absolute_url(), {"bereich": "verlauf"}).content.decode()

    assert "02241 111" in ours
    assert "02241 222" in theirs
    assert "02241 111" not in theirs


def test_only_the_own_network_takes_a_change_of_its_datum_back(client, ada, noor, public, shared):
    contact, before = public["contact"], public["contact"].display
    with history.changes(by=ada) as frame:
        contact.display = "02241 222"
        contact.save()
    url = reverse("directory:institution-undo", args=[shared.uid, frame.change_set.uid])

    for user, after in ((noor, "02241 222"), (ada, before)):
        client.force_login(user)
        line = client.get(shared.get_absolute_url(), {"bereich": "verlauf"}).content.decode()
        assert (url in line) == (user == ada)
        client.post(url)
        contact.refresh_from_db()
        assert contact.display == after


def test_changes_of_services_stand_in_the_time_line_of_their_institution(client, ada, mira, shared, network):
    with history.changes(by=ada):
        service = ServiceFactory(provider=shared, network=network, name="Sprechstunde", level=Level.NETWORK)
        hidden = ServiceFactory(provider=shared, network=network, name="Geheimstunde")
    with history.changes(by=ada) as frame:
        service.waiting_time, service.waiting_as_of = "drei Wochen", "2026-01-01"
        service.save()
        hidden.hours_text = "montags"
        hidden.save()

    client.force_login(mira)
    theirs = client.get(shared.get_absolute_url(), {"bereich": "verlauf"}).content.decode()
    client.force_login(ada)
    ours = client.get(shared.get_absolute_url(), {"bereich": "verlauf"}).content.decode()

    assert "drei Wochen" in ours
    assert "montags" in ours
    assert "drei Wochen" in theirs
    assert "montags" not in theirs
    assert "Geheimstunde" not in theirs
    undo = reverse("directory:institution-undo", args=[shared.uid, frame.change_set.uid])
    assert undo not in ours, "it is taken back on the page of the service"


# --- Shared facts -------------------------------------------------------------------------------------------------


def test_every_network_that_leads_it_edits_the_shared_facts(ada, noor, mira, shared):
    assert [shared in Institution.objects.editable_by(user) for user in (ada, noor, mira)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("status", [Status.PAUSED, Status.ENDED])
def test_where_it_rests_the_shared_facts_are_left_to_who_leads_it(ada, noor, shared, other_network, status):
    listing = listing_of(shared, other_network)
    listing.status = status
    listing.save()

    assert shared in Institution.objects.editable_by(ada)
    assert shared not in Institution.objects.editable_by(noor)


def test_what_nobody_leads_is_edited_by_whoever_lists_it(ada, kita, network):
    Listing._base_manager.filter(institution=kita, network=network).update(status=Status.PAUSED)

    assert kita in Institution.objects.editable_by(ada)


# --- Removing -----------------------------------------------------------------------------------------------------


def test_removing_a_shared_institution_ends_the_own_entry_only(
    client, ada, noor, mira, shared, public, network
):
    secret = ContactPointFactory(institution=shared, network=network, level=Level.NETWORK)
    client.force_login(ada)
    url = reverse("directory:institution-remove", args=[shared.uid])
    assert "Netzwerk" in client.get(url).content.decode()

    client.post(url, {"reason": "Zieht weg"})

    shared.refresh_from_db()
    assert shared.removed_at is None
    assert listing_of(shared, network).status == Status.ENDED
    assert shared in Institution.objects.visible_to(noor)
    for row in (*public.values(), secret):
        if not isinstance(row, Agreement):
            assert row not in type(row).objects.visible_to(mira)
            assert row not in type(row).objects.visible_to(noor), "nobody keeps it true any more"
        assert row in type(row).objects.visible_to(ada)


def test_an_ended_entry_is_taken_up_again_with_all_that_belongs_to_it(
    client, ada, mira, shared, public, network
):
    remove(by=ada, record=shared, reason="Versehen")
    client.force_login(ada)
    url = reverse("directory:institution-lead-again", args=[shared.uid])
    assert url in client.get(shared.get_absolute_url()).content.decode()

    client.post(url)

    assert listing_of(shared, network).status == Status.ACTIVE
    assert public["contact"] in ContactPoint.objects.visible_to(mira)
    with pytest.raises(RuleBroken):
        lead_again(by=ada, institution=shared)


def test_nobody_takes_up_the_entry_of_another_network(client, ada, noor, mira, shared):
    remove(by=ada, record=shared, reason="Zieht weg")

    for user in (noor, mira):
        client.force_login(user)
        client.post(reverse("directory:institution-lead-again", args=[shared.uid]))
    assert shared.listings.filter(status=Status.ENDED).count() == 1


def test_the_institution_goes_to_the_bin_when_nobody_else_leads_it(ada, noor, shared, other_network):
    remove(by=noor, record=shared, reason="Zieht weg")
    remove(by=ada, record=shared, reason="Gibt es nicht mehr")

    shared.refresh_from_db()
    assert shared.removed_at is not None
    assert shared in Institution.objects.in_bin_of(ada)


def test_removing_many_ends_entries_of_what_is_shared(ada, shared, network):
    alone = ListingFactory(network=network).institution

    done = remove_many(by=ada, institutions=[shared.pk, alone.pk], reason="Aufgeräumt")

    shared.refresh_from_db()
    alone.refresh_from_db()
    assert (done.count, done.left) == (1, 1)
    assert shared.removed_at is None
    assert listing_of(shared, network).status == Status.ENDED
    assert alone.removed_at is not None


def test_a_person_who_works_for_the_neighbours_too_stays(ada, shared, public, other_network):
    AffiliationFactory(person=public["person"], institution=shared, network=other_network)

    with pytest.raises(RuleBroken) as broken:
        remove(by=ada, record=public["person"], reason="Weg")
    assert broken.value.code == "works_elsewhere"


# --- Editors of an institution ------------------------------------------------------------------------------------


def test_an_editor_reads_agreements_and_writes_none(client, ada, mira, shared, public, network):
    name_editor(by=ada, institution=shared, user=mira, network=network)
    forget_scope(mira)
    client.force_login(mira)

    record = client.get(shared.get_absolute_url(), {"bereich": "vereinbarungen"}).content.decode()

    assert "01.01.2026" in record
    for name, uid in [("institution-agreement-add", shared.uid), ("agreement-edit", public["agreement"].uid)]:
        url = reverse(f"directory:{name}", args=[uid])
        assert url not in record
        assert client.get(url).status_code in (403, 404)
    with pytest.raises(RuleBroken):
        save_agreement(by=mira, agreement=public["agreement"])
    assert client.get(reverse("directory:institution-edit", args=[shared.uid])).status_code == 200
    assert client.get(reverse("directory:contact-edit", args=[public["contact"].uid])).status_code == 200


def test_an_editor_changes_data_of_the_own_network_only(ada, mira, shared, public, network, other_network):
    name_editor(by=ada, institution=shared, user=mira, network=network)
    forget_scope(mira)
    theirs = ContactPointFactory(institution=shared, network=other_network, level=Level.PUBLIC)

    assert set(ContactPoint.objects.editable_by(mira)) == {public["contact"]}
    assert theirs in ContactPoint.objects.visible_to(mira)

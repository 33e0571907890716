"""Restriction of processing (Art. 18 GDPR): kept and nothing else, found by whoever handles it, lifted with a note."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.directory.models import DataRequest, Person
from coordination.directory.services import bin, people, requests, restriction
from coordination.directory.services.contacts import save_contact
from coordination.directory.services.erasure import export_person
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.search import true_up, vocabulary
from meetings.models import SeatTerm
from tests.api import Program
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)
from tests.factories.lib import StoredFileFactory
from tests.factories.meetings_groups import GroupFactory, SeatFactory, TermFactory

pytestmark = pytest.mark.django_db
NAME = "Zqxrestrikt"


@pytest.fixture
def house(network):
    house = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=house, network=network, level=Level.PUBLIC)
    return house


@pytest.fixture
def kim(network, house):
    """Somebody everybody sees, with an account, a contact and a seat."""
    user = UserFactory(first_name="Kim", last_name="Konto", email="kim@example.org")
    MembershipFactory(user=user, network=network, role="multiplier")
    person = PersonFactory(first_name="Kim", last_name=NAME, network=network, user=user, level=Level.PUBLIC)
    AffiliationFactory(person=person, institution=house, network=network, is_contact=True)
    ContactPointFactory(
        institution=None, person=person, network=network, level=Level.PUBLIC, purpose=f"Büro {NAME}"
    )
    TermFactory(seat=SeatFactory(group=GroupFactory(network=network, name="Steuerung")), person=person)
    return person


@pytest.fixture
def restricted(kim, ada):
    reason = "Name bestritten am 3. Mai"
    return restriction.restrict(by=ada, person=kim, ground=Person.Ground.DISPUTED, reason=reason)


def url(name, *args):
    return reverse(f"directory:{name}", args=args)


def pages(house) -> list[str]:
    """Where the name stands before."""
    group = SeatTerm.objects.get().group
    return [
        url("person-list"),
        url("institution-detail", house.uid),
        reverse("public:detail", args=[house.uid]),
        reverse("meetings:group-detail", args=[group.uid]),
        f"{reverse('overview:search')}?q={NAME}&kind=person",
    ]


def seen(client, house) -> set[str]:
    """The pages on which the name stands; the form of the search repeats what was typed."""
    found = {}
    for path in pages(house):
        answer = client.get(path)
        text = answer.content.decode().replace(f"„{NAME}“", "").replace(f'value="{NAME}"', "")
        found[path] = NAME in text.replace(f"Suche: {NAME}", "").replace(f"q={NAME}", "")
    return {path for path, there in found.items() if there}


def test_before_it_the_name_stands_on_all_these_pages(client, kim, house, ada):
    """The counter-check of the next test."""
    vocabulary.forget()
    true_up()
    client.force_login(ada)

    assert seen(client, house) == set(pages(house))


@pytest.mark.parametrize("who", ["ada", "ben", "mira", "lang", "auditor", "noor", ""])
def test_a_restricted_entry_is_shown_nowhere(client, restricted, house, who, request):
    vocabulary.forget()
    true_up()
    if who:
        user = request.getfixturevalue(who)
        client.force_login(user)
        rows = Program(user).get("people?page_size=1000")
        assert NAME not in rows.content.decode()
        assert Program(user).get(f"people/{restricted.uid}").status_code == 404
        assert NAME not in Program(user).get("bin").content.decode()

    assert seen(client, house) == set()
    for name in ("person-detail", "person-edit", "person-remove"):
        assert client.get(url(name, restricted.uid)).status_code in {302, 403, 404}


def test_who_handles_it_finds_it_by_name_and_nobody_else(client, restricted, ada, ben):
    texts = {}
    for user in (ada, ben):
        client.force_login(user)
        texts[user] = client.get(url("restrictions")).content.decode()
        assert client.get(url("person-privacy", restricted.uid)).status_code == (200 if user == ada else 404)
        assert client.get(url("person-lift", restricted.uid)).status_code == (200 if user == ada else 404)

    assert NAME in texts[ada]
    assert NAME not in texts[ben]
    assert url("person-take-over", restricted.uid) in texts[ben]


def test_written_lists_that_may_name_the_person_go(network, kim, ada):
    file = StoredFileFactory(purpose="export", network_id=network.pk)

    restriction.restrict(by=ada, person=kim, ground="disputed", reason="Bestritten")

    assert not type(file).objects.filter(pk=file.pk).exists()


def test_nobody_changes_it(restricted, house, ada):
    contact, place = restricted.contacts.get(), restricted.affiliations.get()
    for attempt in (
        lambda: people.change_person(by=ada, person=restricted),
        lambda: people.save_affiliation(by=ada, affiliation=place),
        lambda: people.delete_affiliation(by=ada, affiliation=place),
        lambda: save_contact(by=ada, contact=contact),
        lambda: bin.restore(by=ada, record=restricted),
        lambda: restriction.restrict(by=ada, person=restricted, ground="disputed", reason="Noch einmal"),
    ):
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert broken.value.code in {"restricted", "already_restricted"}


def test_nothing_deletes_it_meanwhile(restricted, house):
    assert bin.empty(now=timezone.now() + dt.timedelta(days=400)) == 0
    house.removed_at = timezone.now()
    house.save()
    bin.empty(now=timezone.now() + dt.timedelta(days=400))

    assert Person.objects.filter(pk=restricted.pk).exists()


def test_it_does_not_lie_in_the_bin(client, restricted, ada):
    client.force_login(ada)

    assert NAME not in client.get(url("bin")).content.decode()
    assert client.post(url("person-restore", restricted.uid)).status_code == 404


def test_lifted_with_a_note_it_is_where_it_was(client, restricted, house, ada):
    client.force_login(ada)
    without = client.post(url("person-lift", restricted.uid), {"reason": "Geklärt"})
    assert without.context["form"].errors["told"]

    client.post(url("person-lift", restricted.uid), {"reason": "Geklärt am 9. Mai", "told": "on"})

    assert NAME in client.get(url("institution-detail", house.uid)).content.decode()
    story = client.get(url("person-detail", restricted.uid) + "?bereich=verlauf").content.decode()
    assert "Name bestritten am 3. Mai" in story
    assert "Geklärt am 9. Mai" in story
    lines = list(AuditEntry.objects.filter(to_uid=restricted.uid).order_by("id").values_list("did", "detail"))
    assert lines == [("restricted", "disputed"), ("restriction_lifted", "")]


def test_a_colleague_takes_over_with_a_reason(client, restricted, ada, ben):
    client.force_login(ben)

    client.post(url("person-take-over", restricted.uid), {"reason": "Vertretung"})

    assert NAME in client.get(url("restrictions")).content.decode()
    restricted.refresh_from_db()
    assert restricted.restricted_by == ben
    with pytest.raises(RuleBroken) as broken:
        restriction.lift(by=ada, person=restricted, reason="Geklärt", told=True)
    assert broken.value.code == "not_yours"


def test_the_person_sees_it_and_the_export_tells_of_it(client, restricted, ada):
    client.force_login(restricted.user)
    own = client.get(url("my-data")).content.decode()
    client.force_login(ada)
    handed_out = export_person(by=ada, person=restricted, reason="Anfrage, Ausweis gesehen").as_json()

    for text in (own, handed_out):
        assert NAME in text
        assert "Verarbeitung eingeschränkt" in text


def test_asked_for_by_the_person_it_leads_to_the_form(client, kim, ada):
    client.force_login(kim.user)
    client.post(url("my-data-restrict"), {"text": "Der Name stimmt nicht."})
    asked = DataRequest.objects.get()

    client.force_login(ada)
    answer = client.post(url("data-request", asked.uid), {"decision": "grant", "answer": "Gern"})

    assert asked.kind == "restrict"
    assert answer.url == url("person-restrict", kim.uid)


def test_a_correction_waits_until_it_is_lifted(restricted, ada):
    asked = DataRequest.objects.create(
        network=restricted.network, person=restricted, kind="correct", wanted={"last_name": "Anders"}
    )

    with pytest.raises(RuleBroken) as broken:
        requests.decide(by=ada, asked=asked, grant=True)
    assert broken.value.code == "restricted"


@pytest.mark.parametrize("name", ["person-restrict", "person-lift", "person-take-over"])
@pytest.mark.parametrize(("who", "status"), [("mira", 403), ("lang", 403), ("auditor", 403), ("noor", 404)])
def test_who_may_not_change_people_gets_none_of_these_pages(client, kim, name, who, status, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name, kim.uid)).status_code == status
    assert client.post(url(name, kim.uid), {"reason": "x"}).status_code == status


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ground": "disputed", "reason": " "}, "reason_missing"),
        ({"ground": "x", "reason": "x"}, "unknown_ground"),
    ],
)
def test_ground_and_note_are_asked_for(kim, ada, given, code):
    with pytest.raises(RuleBroken) as broken:
        restriction.restrict(by=ada, person=kim, **given)
    assert broken.value.code == code


def test_the_database_itself_holds_that_it_is_hidden(kim):
    for wrong in (
        {"restricted_at": timezone.now(), "restricted_ground": "disputed"},
        {"restricted_at": timezone.now(), "removed_at": timezone.now()},
        {"restricted_ground": "disputed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person._base_manager.filter(pk=kim.pk).update(**wrong)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_equally_often(client, network, ada, rows, django_assert_max_num_queries):
    now = timezone.now()
    for _ in range(rows):
        PersonFactory(
            network=network, removed_at=now, restricted_at=now, restricted_ground="legal", restricted_by=ada
        )
    client.force_login(ada)

    with django_assert_max_num_queries(5):
        assert client.get(url("restrictions")).content.decode().count("seit dem") == rows

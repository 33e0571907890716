"""An institution in two networks, one canary of each kind at each level in each of them: who hears which one sing."""

import io
import random

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import READS, Role
from coordination.accounts.scope import forget_scope
from coordination.directory import vcards
from coordination.directory.exports import Export, write
from coordination.directory.models import (
    Affiliation,
    Agreement,
    ContactPoint,
    Institution,
    Listing,
    Person,
    Service,
)
from coordination.lib import kept
from coordination.lib.levels import Level
from coordination.lib.search import true_up, vocabulary
from coordination.lib.search.engine import search
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

KINDS = ["contact", "person", "person_contact", "service", "service_contact"]
ROLES = [Role.COORDINATOR, Role.MULTIPLIER, Role.PROFESSIONAL, Role.AUDITOR]
ON_THE_RECORD = {"contact", "person", "service"}


class World:
    """Words that nothing else holds, under (network, kind, level)."""

    def __init__(self, *networks):
        self.chance = random.Random(7)
        self.networks = networks
        self.words = {}
        self.house = InstitutionFactory(name="Haus am Wall", city="Troisdorf")
        for network in networks:
            ListingFactory(institution=self.house, network=network, level=Level.PUBLIC)
        for network in networks:
            for level in Level:
                self.fill(network, level)

    def word(self, network, kind, level):
        syllables = [a + b for a in "bdfgklmnprtvz" for b in "aeiou"]
        word = "".join(self.chance.sample(syllables, 7)).capitalize()
        self.words[network, kind, level] = word
        return word

    def fill(self, network, level):
        house, shown = self.house, Level.PUBLIC
        self.mail(network, "contact", level, institution=house)
        person = PersonFactory(network=network, last_name=self.word(network, "person", level), level=level)
        AffiliationFactory(person=person, institution=house, network=network)
        plain = PersonFactory(network=network, last_name="Offen", level=shown)
        AffiliationFactory(person=plain, institution=house, network=network)
        self.mail(network, "person_contact", level, institution=None, person=plain)
        ServiceFactory(
            provider=house, network=network, name=self.word(network, "service", level), level=level
        )
        open_one = ServiceFactory(provider=house, network=network, name="Sprechzeit", level=shown)
        self.mail(network, "service_contact", level, institution=None, service=open_one)

    def mail(self, network, kind, level, **owner):
        word = self.word(network, kind, level)
        value = f"{word.lower()}@example.org"
        ContactPointFactory(
            **owner, network=network, level=level, kind="mail", value=value, display=value, purpose=word
        )

    def heard(self, text, kinds=KINDS):
        text = text.lower()
        return {key for key, word in self.words.items() if key[1] in kinds and word.lower() in text}

    def meant_for(self, role, network, kinds=KINDS):
        return {
            (at, kind, level)
            for at, kind, level in self.words
            if kind in kinds and level <= (READS[role] if at == network else Level.PUBLIC)
        }


@pytest.fixture
def world(network, other_network):
    return World(network, other_network)


def member(role, network):
    return MembershipFactory(user=UserFactory(), role=role, network=network).user


def text_of(client, user, url, **query):
    client.force_login(user)
    response = client.get(url, query)
    assert response.status_code == 200, url
    return response.content.decode()


def both(test):
    roles = pytest.mark.parametrize("role", ROLES)
    return roles(pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])(test))


@both
def test_the_record_its_counts_and_the_lists_hold_what_is_meant_for_the_reader(client, world, role, ours):
    network = world.networks[not ours]
    user = member(role, network)
    meant = world.meant_for(role, network)
    url = world.house.get_absolute_url()

    record = text_of(client, user, url)
    assert world.heard(record) == world.meant_for(role, network, ON_THE_RECORD)
    for section in ("angebote", "personen", "vereinbarungen", "verlauf"):
        assert world.heard(text_of(client, user, url, bereich=section)) <= meant
    counts = {tab["label"]: tab["count"] for tab in client.get(url).context["tabs"]}
    shown = len(world.meant_for(role, network, {"person"}))
    assert counts["Personen"] == counts["Angebote"] == shown + 8  # eight of each stand open to everybody

    for name, kinds in (
        ("person", {"person", "person_contact"}),
        ("service", {"service", "service_contact"}),
    ):
        page = text_of(client, user, reverse(f"directory:{name}-list"), spalten="name,mail", anzahl=100)
        assert world.heard(page) <= meant
        assert world.heard(page, {name}) == {key for key in meant if key[1] in kinds and key[1] == name}
    for key, word in world.words.items():
        if key[1] == "contact":
            page = client.get(reverse("directory:institution-list"), {"q": f"{word.lower()}@example.org"})
            assert page.context["bar"]["count"] == (key in meant), key


@both
def test_search_finds_by_what_is_meant_for_the_reader_and_by_nothing_else(world, role, ours):
    network = world.networks[not ours]
    user, meant = member(role, network), world.meant_for(role, network)
    vocabulary.forget()
    true_up()

    for key, word in world.words.items():
        findings = search(user, word)
        assert bool(findings.count) == (key in meant), key
        assert world.heard(str(findings.groups)) <= {key} & meant
    vocabulary.forget()


@both
def test_files_and_cards_hold_what_is_meant_for_the_reader(world, role, ours):
    network = world.networks[not ours]
    user, meant = member(role, network), world.meant_for(role, network)
    nouns = {"institution": Institution, "person": Person, "service": Service}
    cards, sheets = "", ""

    for noun, model in nouns.items():
        rows = model.objects.visible_to(user)
        cards += "".join(vcards.cards(rows.order_by("id"), by=user, noun=noun)).replace("\r\n ", "")
        target = io.BytesIO()
        write(target, Export(noun=noun, kind="csv", rows=rows.order_by("id")), by=user)
        sheets += target.getvalue().decode()

    assert world.heard(cards) == meant
    assert world.heard(sheets) <= meant
    # A sheet of institutions has one number of each kind: the own network's first.
    assert world.heard(sheets) >= {key for key in meant if key[1] != "contact"}


def test_strangers_hear_what_is_public_only(world):
    meant = {key for key in world.words if key[2] == Level.PUBLIC}

    told = " ".join(str(row) for row in ContactPoint.objects.visible_to(None))
    told += " ".join(str(row) for row in Person.objects.visible_to(None))
    told += " ".join(str(row) for row in Service.objects.visible_to(None))

    assert world.heard(told) == meant
    assert not Agreement.objects.visible_to(None).exists()


def test_without_the_owner_the_neighbours_would_hear_everything(client, world, noor, monkeypatch):
    """The counter-check: reckon by the listing alone, as if every datum were everybody's who lists the house."""
    url = world.house.get_absolute_url()
    secret = world.words[world.networks[0], "contact", Level.COORDINATION].lower()
    assert secret not in text_of(client, noor, url).lower()

    monkeypatch.setattr(
        "coordination.directory.models.contacts.read_at", lambda user, **way: Q(level__lte=Level.COORDINATION)
    )
    kept.forget()  # the query of the page before

    assert secret in text_of(client, noor, url).lower()


def test_agreements_are_their_networks_own(client, world, ada, noor, mira, lang):
    ours, theirs = (
        AgreementFactory(institution=world.house, network=one, note=f"Ordner {word}", signed_on=day)
        for one, word, day in zip(
            world.networks, ("Amsel", "Meise"), ("2021-03-04", "2022-05-06"), strict=True
        )
    )
    url = world.house.get_absolute_url()

    at_home = text_of(client, ada, url, bereich="vereinbarungen")
    next_door = text_of(client, noor, url, bereich="vereinbarungen")
    multiplier = text_of(client, mira, url, bereich="vereinbarungen")

    assert ("04.03.2021" in at_home, "06.05.2022" in at_home, "Amsel" in at_home) == (True, False, True)
    assert ("04.03.2021" in next_door, "06.05.2022" in next_door, "Meise" in next_door) == (False, True, True)
    assert ("04.03.2021" in multiplier, "Amsel" in multiplier, "06.05.2022" in multiplier) == (
        True,
        False,
        False,
    )
    assert "vereinbarungen" not in text_of(client, lang, url)
    assert [*Agreement.objects.editable_by(ada)] == [ours]
    assert [*Agreement.objects.editable_by(noor)] == [theirs]


def test_a_person_of_two_networks_is_seen_by_the_affiliation_of_each(
    world, network, other_network, noor, mira
):
    there = InstitutionFactory(name="Haus Drüben")
    ListingFactory(institution=there, network=other_network, level=Level.NETWORK)
    person = PersonFactory(network=network, last_name="Beide", level=Level.NETWORK, note="Girlitz")
    here = AffiliationFactory(person=person, institution=world.house, network=network)
    next_door = AffiliationFactory(person=person, institution=there, network=other_network)

    seen = {user: set(Affiliation.objects.visible_to(user).filter(person=person)) for user in (noor, mira)}

    assert seen == {noor: {next_door}, mira: {here}}
    assert person not in Person.objects.editable_by(noor)


def test_who_is_in_both_networks_has_both_and_not_their_sum(world, network, other_network):
    user = member(Role.COORDINATOR, network)
    MembershipFactory(user=user, role=Role.PROFESSIONAL, network=other_network)
    forget_scope(user)

    told = " ".join(str(row) for row in ContactPoint.objects.visible_to(user))

    mine = world.meant_for(Role.COORDINATOR, network) | {
        key for key in world.words if key[0] == other_network and key[2] <= Level.PROFESSIONALS
    }
    kinds = {"contact", "person_contact", "service_contact"}
    assert world.heard(told) == {key for key in mine if key[1] in kinds}


def test_what_is_found_in_networks_is_what_is_visible_and_listed_there(
    network, other_network, ada, mira, lang, noor
):
    """The coordination is asked one question instead of two; nobody finds more or less by it."""
    for at in ([network], [other_network], [network, other_network]):
        for level in Level:
            for status in Listing.Status:
                house = InstitutionFactory(removed_at=None)
                for each in at:
                    ListingFactory(institution=house, network=each, level=level, status=status)
    in_bin = InstitutionFactory(removed_at=timezone.now())
    ListingFactory(institution=in_bin, network=network, level=Level.PUBLIC)

    for user in (ada, mira, lang, noor):
        for asked in ([], [network.pk], [other_network.pk], [network.pk, other_network.pk]):
            both = Institution.objects.visible_to(user).listed_in(asked)
            assert set(Institution.objects.found_by(user, asked)) == set(both), (user, asked)

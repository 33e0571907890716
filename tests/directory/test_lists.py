"""The lists of institutions, people and services: who sees what, what the address does, how many questions it costs."""

from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse

from coordination.accounts.roles import Role
from coordination.directory.models import Listing, ServiceArea
from coordination.directory.services.bin import remove
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)
from tests.factories.places import MunicipalityFactory

INSTITUTIONS, PEOPLE, SERVICES = (f"directory:{noun}-list" for noun in ("institution", "person", "service"))
LISTS = [INSTITUTIONS, PEOPLE, SERVICES]
LADDER = [Level.PUBLIC, Level.PROFESSIONALS, Level.NETWORK, Level.COORDINATION]


def page_of(client, user, name=INSTITUTIONS, **parameters):
    client.force_login(user)
    response = client.get(reverse(name), parameters)
    assert response.status_code == 200
    return response


def names(response):
    return [str(row) for row in response.context["page_obj"]]


def listed(network, name, *, level=Level.PUBLIC, **fields):
    """An institution with its entry in a network."""
    return ListingFactory(
        institution=InstitutionFactory(name=name, **fields), network=network, level=level
    ).institution


@pytest.fixture
def ladder(network, other_network):
    """One institution, person and service per level, and the same next door."""
    for level in LADDER:
        for where, town in ((network, "Unserort"), (other_network, "Andernort")):
            house = listed(where, f"Haus {level} {town}", level=level)
            AffiliationFactory(
                institution=house, person=PersonFactory(last_name=f"Person {level} {town}", level=level)
            )
            ServiceFactory(provider=house, name=f"Angebot {level} {town}", level=level)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("who", "reads"), [("ada", 40), ("auditor", 40), ("mira", 30), ("lang", 20)])
def test_a_role_sees_its_levels_and_nothing_of_the_other_network(client, request, ladder, name, who, reads):
    response = page_of(client, request.getfixturevalue(who), name)

    assert len(names(response)) == sum(level <= reads for level in LADDER)
    assert response.context["bar"]["count"] == len(names(response))
    assert "Andernort" not in response.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_noor_sees_her_own_network_only(client, noor, ladder, name):
    page = page_of(client, noor, name).content.decode()

    assert "Unserort" not in page
    assert "Andernort" in page


@pytest.mark.parametrize("name", LISTS)
def test_without_a_role_the_lists_are_closed(client, db, ada, name):
    ada.memberships.all().delete()
    client.force_login(ada)

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_nobody_comes_in_without_signing_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_an_entry_readable_only_next_door_is_not_in_my_list(client, lang, network, other_network):
    house = listed(network, "Haus Halb", level=Level.COORDINATION)
    ListingFactory(institution=house, network=other_network, level=Level.PUBLIC)

    assert names(page_of(client, lang)) == []


def test_what_is_paused_is_seen_by_the_coordination_only(client, ada, mira, network):
    house = listed(network, "Haus Pause")
    listing = house.listings.get()
    listing.status = Listing.Status.PAUSED
    listing.save()

    assert names(page_of(client, ada)) == ["Haus Pause"]
    assert names(page_of(client, mira)) == []


def test_what_lies_in_the_bin_is_neither_listed_nor_counted(client, ada, network):
    listed(network, "Haus Bleibt")
    remove(by=ada, record=listed(network, "Haus Weg"), reason="geschlossen")

    response = page_of(client, ada)

    assert names(response) == ["Haus Bleibt"]
    assert response.context["bar"]["count"] == 1


def test_an_institution_in_two_of_my_networks_stands_there_once(client, ada, network, other_network):
    MembershipFactory(user=ada, network=other_network)
    house = listed(network, "Haus Doppelt")
    ListingFactory(institution=house, network=other_network)

    response = page_of(client, ada)

    assert names(response) == ["Haus Doppelt"]
    assert response.context["bar"]["count"] == 1


def test_a_provider_whom_one_may_not_see_is_not_named(client, lang, ada, network):
    provider = listed(network, "Träger Verdeckt", level=Level.COORDINATION)
    listed(network, "Kita Offen", parent=provider)

    assert "Träger Verdeckt" not in page_of(client, lang).content.decode()
    assert "Träger Verdeckt" in page_of(client, ada).content.decode()


# --- the search box ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["löwenzahn", "LÖWENZAHN", "Loewenzahn", "lowenzahn", "zahn kita", "troisd", "kä"]
)
def test_the_search_box_forgives_umlauts_capitals_and_order(client, ada, network, text):
    listed(network, "Kita Löwenzahn", city="Troisdorf", other_names="Käferchen")
    listed(network, "Schule am Bach", city="Siegburg")

    assert names(page_of(client, ada, q=text)) == ["Kita Löwenzahn"]


@pytest.mark.parametrize("text", ["030 2312", "0049 30 2312", "+4930231250", "030/2312-50"])
def test_a_telephone_number_is_found_however_it_is_written(client, ada, network, text):
    house = listed(network, "Kita Telefon")
    ContactPointFactory(institution=house, value="+4930231250", level=Level.PUBLIC)
    listed(network, "Kita Ohne")

    assert names(page_of(client, ada, q=text)) == ["Kita Telefon"]


@pytest.mark.parametrize("text", ["030 2312599", "2312599", "geheim@example.org", "geheim@"])
def test_who_may_not_see_a_number_does_not_find_by_it(client, ada, mira, network, text):
    house = listed(network, "Kita Canary")
    ContactPointFactory(institution=house, value="+49302312599", level=Level.COORDINATION)
    ContactPointFactory(institution=house, kind="mail", value="geheim@example.org", level=Level.COORDINATION)

    assert names(page_of(client, ada, q=text)) == ["Kita Canary"]
    found = page_of(client, mira, q=text)
    assert names(found) == []
    assert found.context["bar"]["count"] == 0


def test_a_hidden_number_stands_in_no_cell(client, mira, network):
    house = listed(network, "Kita Canary")
    ContactPointFactory(
        institution=house, value="+49302312599", display="030 2312599", level=Level.COORDINATION
    )

    assert "2312599" not in page_of(client, mira).content.decode()


def test_the_text_searched_follows_each_change(client, ada, network):
    house = listed(network, "Kita Alt")
    house.name = "Kita Neuland"
    house.save()

    assert names(page_of(client, ada, q="neuland")) == ["Kita Neuland"]
    assert names(page_of(client, ada, q="alt")) == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "a_b", "'", '"', "*", "b \\"])
def test_signs_with_a_meaning_of_their_own_are_only_signs(client, ada, network, text):
    listed(network, "Kita Eins")
    listed(network, "Haus 100% a_b \\ ' \" *")

    assert names(page_of(client, ada, q=text)) == ["Haus 100% a_b \\ ' \" *"]


# --- sorting, columns, pages ---
def test_names_sort_as_germans_sort(client, ada, network):
    for name in ("Zebra", "Ärzte", "„Arche“", "Öko"):
        listed(network, name)

    assert names(page_of(client, ada)) == ["„Arche“", "Ärzte", "Öko", "Zebra"]
    assert names(page_of(client, ada, sort="-name")) == ["Zebra", "Öko", "Ärzte", "„Arche“"]


def test_what_has_no_municipality_comes_last_both_ways(client, ada, network):
    listed(network, "Mit Ort", municipality=MunicipalityFactory())
    listed(network, "Ohne Ort")

    for sort in ("municipality", "-municipality"):
        assert names(page_of(client, ada, sort=sort)) == ["Mit Ort", "Ohne Ort"]


def test_columns_are_chosen_in_the_address(client, ada, network):
    listed(network, "Kita Spalten")

    response = page_of(client, ada, spalte=["status", "erfunden"])

    assert [column.name for column in response.context["columns"]] == ["name", "status"]


def test_agreements_are_not_for_professionals(client, lang, ada, network):
    listed(network, "Kita Vertrag")

    professional, coordinator = (
        page_of(client, lang, spalte="agreements"),
        page_of(client, ada, spalte="agreements"),
    )

    assert "agreements" not in [column.name for column in professional.context["columns"]]
    assert "vereinbarung" not in professional.context["bar"]["filters"].fields
    assert "agreements" in [column.name for column in coordinator.context["columns"]]


def test_pages_hold_fifty_and_a_page_beyond_the_last_shows_the_last(client, ada, network):
    for number in range(53):
        listed(network, f"Kita {number:03}")

    assert len(names(page_of(client, ada))) == 50
    assert names(page_of(client, ada, page=2)) == ["Kita 050", "Kita 051", "Kita 052"]
    assert names(page_of(client, ada, page=99)) == names(page_of(client, ada, page=2))


NASTY = {
    "page": ["abc", "-1", "0", "9" * 5000, "1.5", "\x00"],
    "sort": ["xyz", "-", "--name", "name\x00", "id", "type__group"],
    "q": ["\x00", "a" * 10_000, "🧸", "\u202eabc", "%00", "' OR 1=1 --", "((((", "+", "@", "1234", "+++++", "\ud800"],
    "spalte": ["xyz", "\x00", "name"],
    "ansicht": ["x", "\x00", "00000000-0000-0000-0000-000000000000", "1' OR 1"],
    "ausgabe": ["exe", "\x00"],
    "art": ["\x00", "xyz", "🧸", "a" * 10_000],
    "gemeinde": ["xyz", "\x00"],
    "thema": ["\x00"], "sichtbar": ["99", "abc"], "status": ["weg"], "aktualitaet": ["1"], "vereinbarung": ["x"],
    "netzwerk": ["nachbarkreis", "\x00"], "beruf": ["\x00"], "stand": ["x"], "kontakt": ["x"], "kosten": ["x"],
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("parameter", NASTY)
def test_no_address_makes_the_page_fail(client, ada, network, name, parameter):
    house = listed(network, "Kita Robust")
    AffiliationFactory(person=PersonFactory(), institution=house)
    ServiceFactory(provider=house)
    client.force_login(ada)

    for value in NASTY[parameter]:
        query = value.encode("utf-8", "surrogatepass")
        response = client.get(f"{reverse(name)}?{parameter}={quote_from_bytes(query)}")
        assert response.status_code == 200, (parameter, value)


# --- how often the database is asked ---------------------------------------------------------------------------------
BUDGET = {INSTITUTIONS: 9, PEOPLE: 9, SERVICES: 9}  # one less until something changes


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_database_equally_often(client, ada, network, name, rows, django_assert_num_queries):
    for number in range(rows):
        house = listed(network, f"Kita {number}")
        ContactPointFactory(institution=house)
        person = PersonFactory()
        AffiliationFactory(institution=house, person=person)
        ContactPointFactory(institution=None, person=person)
        service = ServiceFactory(provider=house, catchment="areas")
        ContactPointFactory(institution=None, service=service)
        ServiceArea.objects.create(service=service, municipality=MunicipalityFactory())
    client.force_login(ada)

    with django_assert_num_queries(BUDGET[name]):
        response = client.get(reverse(name))

    assert len(names(response)) == rows


@pytest.mark.parametrize("name", LISTS)
def test_who_works_in_two_networks_switches_between_them_by_a_chip(client, ada, network, other_network, name):
    MembershipFactory(user=ada, network=other_network, role=Role.COORDINATOR)
    for where, word in ((network, "Hier"), (other_network, "Drüben")):
        house = listed(where, f"Kita {word}")
        AffiliationFactory(
            institution=house, person=PersonFactory(last_name=word, network=where), network=where
        )
        ServiceFactory(provider=house, name=f"Angebot {word}", network=where)
    client.force_login(ada)

    picks = client.get(reverse(name)).context["bar"]["networks"]
    page = client.get(picks[2]["url"])

    assert len(picks) == 3
    assert [word for word in ("Hier", "Drüben") if word in " ".join(names(page))] in (["Hier"], ["Drüben"])
    assert page.context["bar"]["networks"][2]["current"]
    assert page.context["bar"]["chips"] == []


def test_who_works_in_one_network_sees_no_choice_of_networks(client, ada, network):
    client.force_login(ada)

    page = client.get(reverse(INSTITUTIONS))

    assert page.context["bar"]["networks"] == []
    assert "network" not in [column.name for column in page.context["columns"]]


def test_what_seldom_changes_is_kept_until_something_was_changed(
    client, ada, mira, network, django_assert_num_queries
):
    """The numbers on the tabs and the words of the filters."""
    listed(network, "Kita Eins")
    client.force_login(ada)
    client.get(reverse(INSTITUTIONS))

    with django_assert_num_queries(BUDGET[INSTITUTIONS] - 1):
        assert client.get(reverse(INSTITUTIONS)).context["tabs"][0]["count"] == 1

    listed(network, "Kita Zwei")
    listed(network, "Frauenhaus", level=Level.COORDINATION)
    assert client.get(reverse(INSTITUTIONS)).context["tabs"][0]["count"] == 3

    client.force_login(mira)
    assert client.get(reverse(INSTITUTIONS)).context["tabs"][0]["count"] == 2, "numbers are of who looks"


def test_search_and_filters_cost_one_question_more_at_most(client, ada, network, django_assert_num_queries):
    for number in range(3):
        listed(network, f"Kita {number}")
    client.force_login(ada)

    with django_assert_num_queries(BUDGET[INSTITUTIONS] + 1):
        client.get(reverse(INSTITUTIONS), {"q": "kita", "status": "active"})
    with django_assert_num_queries(BUDGET[INSTITUTIONS]):
        client.get(reverse(INSTITUTIONS), {"status": "active"})


def test_an_empty_list_says_what_to_do_next(client, ada, network):
    page = page_of(client, ada).content.decode()

    assert reverse("directory:import-upload") in page
    assert reverse("directory:institution-add") in page

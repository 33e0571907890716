"""The map in three views: who sees what, the same filters everywhere, no word of anybody runs as markup."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.directory.models import Listing
from coordination.lib.levels import Level
from network import bubbles, loading
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
)
from tests.factories.network_graph import listed, tied
from tests.factories.network_multipliers import AppointmentFactory

pytestmark = pytest.mark.django_db
MAP = "/arbeit/netz/karte/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


@pytest.fixture
def town(network):
    """A Kita with a multiplier, a school and a practice without; a shelter only the coordination knows."""
    kita = listed(network, "Kita Sonnenblume", type=InstitutionTypeFactory(code="daycare", group="education"))
    school = listed(
        network,
        "Grundschule Nord",
        type=InstitutionTypeFactory(code="school", group="education", name="Schule"),
    )
    practice = listed(
        network,
        "Praxis Dr. Lang",
        type=InstitutionTypeFactory(code="paediatrician", group="health", name="Praxis"),
    )
    shelter = listed(network, "Frauenhaus Windfang", level=Level.COORDINATION)
    tied(network, (kita, school), (school, practice), (practice, shelter))
    AppointmentFactory(network=network, at=kita)
    return {"kita": kita, "school": school, "practice": practice, "shelter": shelter}


def page(client, user, **query):
    client.force_login(user)
    return client.get(MAP, query)


def nodes(answer):
    return re.findall(r'role="graphics-symbol"[^>]*aria-label="([^",]*)', answer.content.decode())


def test_the_coordination_sees_everything_with_its_gaps(client, ada, town):
    answer = page(client, ada)

    assert set(nodes(answer)) == {house.name for house in town.values()}
    assert answer.context["gap_sentence"]
    assert answer.content.decode().count('class="gap"') == 3 + 1  # three gaps and the legend


def test_map_table_and_text_show_the_same(client, ada, town):
    for filters in ({}, {"art": "kita"}, {"luecken": "1"}, {"um": str(town["kita"].uid)}):
        drawn = set(nodes(page(client, ada, **filters)))
        table = page(client, ada, ansicht="tabelle", **filters)
        rows = {row["facts"].name for row in table.context["rows"]}
        text = page(client, ada, ansicht="text", **filters)

        assert drawn == rows
        assert str(len(rows)) in text.context["told"][1].text


def test_the_gaps_are_told_first_and_lead_to_themselves(client, ada, town):
    whole = page(client, ada)
    only = client.get(whole.context["gaps_url"])

    assert whole.context["told"][0].title == "Lücken"
    assert whole.context["gaps_url"].replace("&", "&amp;") in whole.content.decode()
    assert sorted(nodes(only)) == ["Frauenhaus Windfang", "Grundschule Nord", "Praxis Dr. Lang"]
    assert "Nur diese zeigen" not in only.content.decode()


def test_whom_the_provider_reaches_looks_and_reads_otherwise_than_whom_nobody_reaches(client, ada, network):
    provider, lonely = listed(network, "Träger Sonne"), listed(network, "Kita Wind")
    listed(network, "Kita Regen", parent=listed(network, "Kita Sonne", parent=provider))
    AppointmentFactory(network=network, at=provider)

    drawn = page(client, ada)
    said = drawn.content.decode()
    rows = page(client, ada, ansicht="tabelle").context["rows"]
    nobody = page(client, ada, luecken="niemand")

    assert said.count(' via"') == 2
    assert 'class="n via t-jus"' in said  # the legend shows it, too
    assert said.count('class="gap"') == 1 + 1
    assert "Kita Regen, Kita, 1 Verbindung, nur über den Träger erreicht" in said.replace(
        "Kita, Kita", "Kita"
    )
    assert {row["facts"].name for row in rows if row["carried"]} == {"Kita Sonne", "Kita Regen"}
    assert nodes(nobody) == [lonely.name]
    assert set(nodes(page(client, ada, luecken="1"))) == {"Kita Sonne", "Kita Regen", "Kita Wind"}
    assert "2 weitere" in drawn.context["carried_sentence"]


def test_beside_the_map_stands_where_the_gaps_are_and_who_closes_them(client, ada, network):
    kita = InstitutionTypeFactory(code="daycare", group="education")
    for part, count in (("Nord", 4), ("Süd", 3), ("West", 3)):
        for number in range(count):
            house = listed(network, f"Kita {part} {number}", type=kita, city="Ort", part=part)
            if part != "Nord":
                AppointmentFactory(network=network, at=house)
    provider = listed(network, "Träger ohne", city="Ort", part="West")
    for number in (5, 6):
        listed(network, f"Kita West {number}", type=kita, city="Ort", part="West", parent=provider)

    context = page(client, ada).context

    assert context["gatherings"][0]["text"] == "Nord: 4 von 4 erreicht niemand"
    assert len(nodes(client.get(context["gatherings"][0]["url"]))) == 4
    assert (context["wins"][0]["name"], context["wins"][0]["gains"]) == ("Träger ohne", 3)


def test_a_multiplier_sees_the_surroundings_of_the_own_house(client, mira, network, town):
    AffiliationFactory(
        person=PersonFactory(user=mira, network=network), institution=town["practice"], network=network
    )

    answer = page(client, mira)

    assert set(nodes(answer)) == {"Praxis Dr. Lang", "Grundschule Nord"}
    assert "Windfang" not in answer.content.decode()
    assert answer.context["hidden"]


def test_who_has_no_house_of_their_own_sees_how_to_begin(client, mira, town):
    answer = page(client, mira)

    assert answer.status_code == 200
    assert "sn-empty" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.STATE, Role.OPERATOR])
@pytest.mark.parametrize("name", ["network:map", "network:answers"])
def test_others_see_no_map(client, role, name, network, town):
    where = {Role.STATE: {"network": None, "land": network.land}, Role.OPERATOR: {"network": None}}
    client.force_login(MembershipFactory(role=role, **where.get(role, {"network": network})).user)

    assert client.get(reverse(name)).status_code in {302, 403, 404}


def test_nobody_sees_the_map_of_another_network(client, noor, network, town):
    assert nodes(page(client, noor)) == []
    assert page(client, noor, netz=network.slug).status_code == 404
    assert page(client, noor, um=str(town["kita"].uid)).status_code == 404
    assert client.get(reverse("network:surroundings", args=[town["kita"].uid])).status_code == 404


def test_names_are_text_never_markup(client, ada, network):
    one = listed(network, 'Kita "Löwe" <script>alert(1)</script> & Söhne')
    other = listed(network, "Schule ' onload='x")
    tied(network, (one, other))

    for view in ("", "tabelle", "text"):
        said = page(client, ada, ansicht=view).content.decode()
        assert "<script>alert" not in said
        assert "onload='x" not in said
    assert "&lt;script&gt;" in page(client, ada).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"um": "keine-id"},
        {"art": "unbekannt", "bezug": "unbekannt", "ort": "Nirgendwo"},
        {"tag": "gestern"},
        {"tag": "9999-99-99"},
        {"schritte": "99999999999"},
        {"ansicht": "<b>", "anordnung": "quer"},
        {"page": "-1", "seite": "x", "ansicht": "tabelle"},
    ],
)
def test_words_nobody_knows_break_nothing(client, ada, town, query):
    assert page(client, ada, **query).status_code == 200


def test_an_unknown_middle_is_not_found(client, ada, town):
    assert page(client, ada, um="00000000-0000-4000-8000-000000000000").status_code == 404


@pytest.mark.parametrize("count", [0, 1])
def test_a_small_network_has_a_page(client, ada, network, count):
    for number in range(count):
        listed(network, f"Haus {number}")
    for view in ("", "tabelle", "text"):
        assert page(client, ada, ansicht=view).status_code == 200
    said = page(client, ada, ansicht="text").content.decode()
    assert "in 0 zusammen" not in said
    assert ("1 Einrichtung hat keine Verbindung." in said) == bool(count)
    answers = client.get(reverse("network:answers"))
    assert answers.status_code == 200
    assert "h-brokers" not in answers.content.decode()  # nobody keeps together what has no ties


def test_two_parts_are_told(client, ada, network):
    houses = [listed(network, f"Haus {number}") for number in range(5)]
    tied(network, houses[:2], houses[2:4])

    told = page(client, ada, ansicht="text").context["told"]

    assert any("2" in one.text and "1" in one.text and one.points == ["Haus 4"] for one in told)


def test_a_day_before_shows_the_ties_of_then(client, ada, network, town):
    day = timezone.localdate().replace(year=timezone.localdate().year - 1)
    tied(network, (town["kita"], town["practice"]), valid_until=day)

    then = page(client, ada, tag=day.isoformat(), ansicht="tabelle").context
    now = page(client, ada, ansicht="tabelle").context

    assert (len(then["ties"].object_list), len(now["ties"].object_list)) == (4, 3)


def test_many_institutions_become_bubbles_that_lead_on(client, ada, network, monkeypatch):
    monkeypatch.setattr(bubbles, "MOST_NODES", 5)
    houses = [listed(network, f"Haus {number}", city="Ort", part=f"Teil {number % 3}") for number in range(9)]
    tied(network, *pairwise(houses))

    answer = page(client, ada)
    links = re.findall(r'<a href="([^"]*ort=[^"]*)"', answer.content.decode())

    assert set(nodes(answer)) == {"Teil 0", "Teil 1", "Teil 2"}
    assert len(nodes(client.get(links[0].replace("&amp;", "&")))) == 3


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("view", ["", "tabelle", "text"])
def test_more_institutions_cost_no_more_questions(
    client, ada, network, rows, view, django_assert_max_num_queries
):
    houses = [listed(network, f"Haus {number}") for number in range(rows + 1)]
    tied(network, *pairwise(houses))
    page(client, ada, ansicht=view)
    loading.forget()

    with django_assert_max_num_queries(18):
        client.get(MAP, {"ansicht": view})


def test_the_kept_map_asks_for_the_version_alone(client, ada, town, django_assert_max_num_queries):
    page(client, ada)
    with django_assert_max_num_queries(9):
        client.get(MAP)


def test_the_same_graph_gives_the_same_picture(client, ada, town):
    first = page(client, ada).context["picture"]
    loading.forget()

    assert page(client, ada).context["picture"] == first


def test_the_record_leads_to_the_surroundings(client, ada, network, town):
    client.force_login(ada)
    record = client.get(town["kita"].get_absolute_url()).content.decode()
    card = client.get(reverse("network:surroundings", args=[town["kita"].uid])).content.decode()

    assert f"?um={town['kita'].uid}" in record
    assert "Grundschule Nord" in card
    assert "Windfang" not in card

    entry = town["kita"].listings.get()
    entry.status = Listing.Status.PAUSED
    entry.save()
    assert f"?um={town['kita'].uid}" not in client.get(town["kita"].get_absolute_url()).content.decode()


def test_a_network_of_two_members_is_chosen_by_chip(client, ada, network, other_network, town):
    MembershipFactory(user=ada, network=other_network, role=Role.COORDINATOR)
    ListingFactory(institution=town["kita"], network=other_network, level=Level.PUBLIC)

    assert nodes(page(client, ada, netz=other_network.slug)) == ["Kita Sonnenblume"]
    assert len(nodes(page(client, ada, netz=network.slug))) == 4

"""„Wer ist jetzt zuständig?“: public and in the workspace."""

import pytest
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.lib.levels import Level
from tests.factories.hours import NIGHTS, CatchmentPartFactory, FallbackFactory, service
from tests.factories.places import place

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = {"wann": "dann", "tag": "20.11.2026", "zeit": "22:00"}
NOW = {"wann": "jetzt"}


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def offices(network, troisdorf):
    office = service(network, name="ASD Bezirk Nord", slot="asd_district")
    nights = service(
        network, "on_call", name="Rufbereitschaft", osm=NIGHTS, phone="+492241900222", slot="on_call",
        level=Level.PROFESSIONALS,
    )  # fmt: skip
    FallbackFactory(service=office, then=nights)
    return office, nights


def ask(client, name="charge:now", **given):
    given = {"thema": "asd_intake", "plz": "53840", **NOW, **given}
    return client.get(reverse(name), given)


def test_the_empty_page_asks_and_keeps_nothing(client, offices):
    answer = client.get(reverse("charge:now"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.context["answers"] is None


def test_friday_night_the_public_learns_when_it_opens_and_that_somebody_stands_in(client, offices):
    answer = ask(client, **FRIDAY_NIGHT)
    page = answer.content.decode()
    assert [one.service.name for one in answer.context["later"]] == ["ASD Bezirk Nord"]
    assert "Rufbereitschaft" in page
    assert "900222" not in page.replace(" ", "")  # a number for professionals
    assert not answer.cookies


def test_in_the_workspace_the_number_for_professionals_is_there(client, offices, lang, noor):
    client.force_login(lang)
    assert "900222" in ask(client, "directory:in-charge-at-work", **FRIDAY_NIGHT).content.decode()
    client.force_login(noor)
    assert "900222" not in ask(client, "directory:in-charge-at-work", **FRIDAY_NIGHT).content.decode()


def test_the_workspace_page_needs_an_account(client, offices):
    assert client.get(reverse("directory:in-charge-at-work")).status_code == 302


def test_a_postcode_of_two_towns_asks_and_takes_the_choice(client, offices, network, troisdorf):
    place("53840", "05382056", "Niederkassel")
    answer = ask(client)
    assert "ort" in answer.context["form"].errors
    assert answer.context["answers"] is None
    answer = ask(client, ort="05382068", **FRIDAY_NIGHT)
    assert len(answer.context["answers"]) == 1
    assert "ort" in ask(client, ort="99999999").context["form"].errors


@pytest.mark.parametrize("code", ["5384", "99999", "A-1010", "8000 Zürich", "", "٥٣٨٤٠", "x" * 3000])
def test_an_unknown_or_foreign_postcode_is_told(client, offices, code):
    answer = ask(client, plz=code)
    assert answer.status_code == 200
    assert "plz" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"thema": "unbekannt"}, "thema"),
        ({"wann": "dann", "tag": ""}, "tag"),
        ({"wann": "dann", "tag": "31.02.2026"}, "tag"),
        ({"wann": "dann", "tag": "20.11.1926"}, "tag"),
        ({"wann": "dann", "tag": "20.11.2026", "zeit": "25:00"}, "zeit"),
        ({"wann": "gestern"}, "wann"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_place(client, offices, given, field):
    assert field in ask(client, **given).context["form"].errors


def test_where_several_share_a_town_the_page_asks_for_part_or_street(client, offices, network, troisdorf):
    office, _nights = offices
    south = service(network, name="ASD Bezirk Süd", slot="asd_district")
    CatchmentPartFactory(service=office, municipality=troisdorf, part="Spich")
    CatchmentPartFactory(service=south, municipality=troisdorf, street="Kölner Straße")

    asked = ask(client)
    assert asked.context["answers"] is None
    assert [value for value, _label in asked.context["form"].fields["teil"].choices] == ["", "Spich"]
    assert [one.service.name for one in ask(client, teil="Spich").context["answers"]] == ["ASD Bezirk Nord"]
    assert [one.service for one in ask(client, strasse="Kölner Str. 5").context["answers"]] == [south]
    assert "strasse" in ask(client, strasse="Feldweg 1").context["form"].errors


def test_where_nobody_is_entered_the_page_says_so(client, offices):
    place("53111", "05314000", "Bonn")
    answer = ask(client, plz="53111")
    assert answer.context["answers"] == []
    assert "110" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_one_answer_and_three_cost_the_same(count, client, offices, network, django_assert_max_num_queries):
    for number in range(count - 1):
        service(network, name=f"ASD {number}")
    ask(client, **FRIDAY_NIGHT)
    with django_assert_max_num_queries(22):
        ask(client, **FRIDAY_NIGHT)

"""Länder, districts, municipalities, postcodes for programs."""

import pytest

from coordination.places.models import District, Land, Municipality, Postcode, PostcodePlace
from tests.api import Program, is_problem
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    land = Land.objects.get_or_create(
        key="05", defaults={"name": "Nordrhein-Westfalen", "abbreviation": "NW"}
    )[0]
    district = District.objects.create(key="05382", name="Rhein-Sieg-Kreis", land=land, kind="kreis")
    shared = Postcode.objects.create(code="53840")
    for ags, name in (("05382068", "Troisdorf"), ("05382056", "Niederkassel")):
        town = Municipality.objects.create(ags=ags, name=name, kind="town", district=district)
        PostcodePlace.objects.create(postcode=shared, municipality=town, name=name)
    return Program(UserFactory())


def test_a_postcode_in_two_towns_says_so(program):
    found = program.get("postcodes/53840").json()

    assert found["is_unclear"] is True
    assert [place["name"] for place in found["municipalities"]] == ["Niederkassel", "Troisdorf"]
    is_problem(program.get("postcodes/99999"), 404)


def test_municipalities_are_found_by_name_place_and_postcode(program):
    for address in (
        "q=trois",
        "postcode=53840&sort=-name",
        "district=05382&sort=-name",
        "on=2026-11-21&q=troisdorf",
    ):
        assert program.get(f"municipalities?{address}").json()["results"][0]["ags"] == "05382068", address
    assert program.get("municipalities/05382056").json()["district_name"] == "Rhein-Sieg-Kreis"
    assert program.get("districts?land=05").json()["count"] == 1
    assert program.get("laender/05").json()["abbreviation"] == "NW"


def test_places_ask_for_a_token_like_everything_else(program):
    is_problem(Program().get("postcodes/53840"), 401)
    assert program.post("laender", {}).status_code == 405

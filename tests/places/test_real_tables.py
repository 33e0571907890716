"""The published tables, where they lie beside the checkout."""

import time

import pytest

from coordination.places.matching import Outcome, match
from coordination.places.models import Municipality, Postcode
from coordination.places.postcode_table import read_postcodes
from coordination.places.register import read_register
from coordination.places.resolve import lookup_table
from coordination.places.services import load_places
from coordination.places.services.demo import read_demo
from tests.places.test_resolve import first_of_the_list, guesses

pytestmark = pytest.mark.real


def test_the_demo_district_agrees_with_the_published_tables(real_files):
    demo, register, table = read_demo(), read_register(real_files[0]), read_postcodes(real_files[1])

    for ags, row in demo.municipalities.items():
        official = register.municipalities[ags]
        assert (row.name, row.official_name, row.kind) == (
            official.name,
            official.official_name,
            official.kind,
        )
    assert demo.districts == {key: register.districts[key] for key in demo.districts}
    assert demo.laender.items() <= register.laender.items()
    for key in demo.scope:
        published = {(row.code, row.ags) for row in table if row.ags.startswith(key)}
        assert {(row.code, row.ags) for row in demo.places if row.ags.startswith(key)} == published
    for code in {row.code for row in demo.places}:
        assert {row.ags for row in demo.places if row.code == code} == {
            row.ags for row in table if row.code == code
        }


@pytest.mark.slow
@pytest.mark.django_db
def test_all_of_germany_loads_in_seconds_twice_alike_and_nothing_is_guessed(real_files):
    register, postcodes = real_files
    started = time.process_time()
    first = load_places(register=register, postcodes=postcodes)
    assert time.process_time() - started < 15  # of its own time; 3 s measured
    assert len(first.municipalities.new) > 10_000

    assert not load_places(register=register, postcodes=postcodes)

    assert Postcode.objects.unclear().count() > 1_000
    table = lookup_table()
    wrong = [
        row
        for row in read_postcodes(postcodes)
        if (answer := match(table, row.code, row.name)).place and answer.place.ags != row.ags
    ]
    assert wrong == []
    assert guesses(table, match) == 0
    assert guesses(table, first_of_the_list) > 1_000
    assert match(table, "53840", "Troisdorf").place.ags == "05382068"
    assert match(table, "22929", "Köthel").outcome == Outcome.UNCLEAR
    assert Municipality.objects.named("Köthel").count() == 2

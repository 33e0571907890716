"""Rows of a program are judged only once: what is looked up for them judges as the whole directory would."""

import pytest

from coordination.directory.importing.examine import Examination
from coordination.directory.importing.known import Known, plain_name
from coordination.directory.models import Identifier
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.places import MunicipalityFactory

KEYS = ["name", "number", "postcode", "city", "street"]


@pytest.fixture
def directory(ada, network):
    """Entries of like and equal names, with and without postcode, municipality, number, also of another network."""
    town = MunicipalityFactory(name="Troisdorf")

    def entry(name, number="", *, level=10, **values):
        there = InstitutionFactory(name=name, **values)
        ListingFactory(institution=there, network=network, level=level)
        if number:
            Identifier.objects.create(institution=there, scheme="liste", value=number)
        return there

    entry("Kita Löwenzahn", postcode="53840", city="Troisdorf", municipality=town)
    entry("Kita Löwenzahn", postcode="53111", city="Bonn")
    entry("Kita Sankt Anna", "7", city="Troisdorf", municipality=town)
    entry("Kita Löwenzahn-Bande", "8", postcode="53840", city="Troisdorf")
    entry("Praxis Arche", city="Troisdorf")
    entry("Praxis Bach", postcode="99999", city="Woanders")
    Identifier.objects.create(institution=InstitutionFactory(name="Nur nebenan"), scheme="liste", value="9")
    return network


ROWS = [
    ["Kita Löwenzahn", "", "53840", "Troisdorf", ""],
    ["Kita Löwenzahn", "", "53111", "Bonn", ""],
    ["Kita Löwenzahn", "7", "53840", "Troisdorf", ""],
    ["Kita Löwenzahnbande", "", "53840", "Troisdorf", ""],
    ["Kita St. Anna", "", "53840", "Troisdorf", ""],
    ["Kita St. Anna", "12", "53840", "Troisdorf", ""],
    ["Praxis Arche", "", "53840", "Troisdorf", ""],
    ["Praxis Arche", "", "53844", "Niederkassel", ""],
    ["Etwas anderes", "9", "53840", "Troisdorf", ""],
    ["Etwas Neues", "", "53840", "Troisdorf", ""],
]


def judged(user, network, rows, *, once):
    this = Examination(
        user=user,
        network_id=network.pk,
        mapping={str(index): key for index, key in enumerate(KEYS)},
        defaults={"scheme": "liste", "type": InstitutionTypeFactory().pk},
        once=once,
    )
    checked = [this.checker.row(number, row) for number, row in enumerate(rows, start=1)]
    this.match(checked)
    this.compare(checked)
    return [(row.outcome, row.institution_id, row.candidates, row.problems) for row in checked], this.known


@pytest.mark.django_db
def test_what_is_looked_up_judges_as_the_whole_directory_does(ada, directory):
    few, _known = judged(ada, directory, ROWS, once=True)
    whole, _known = judged(ada, directory, ROWS, once=False)

    assert few == whole
    assert {outcome for outcome, *_rest in whole} >= {"error", "double", "new"}


@pytest.mark.django_db
def test_entries_of_other_places_are_not_read(ada, directory):
    _rows, known = judged(ada, directory, ROWS[:1], once=True)

    names = {entry.name for entry in known.entries.values()}
    assert "Praxis Bach" not in names
    assert "Kita Löwenzahn" in names


@pytest.mark.django_db
def test_without_a_postcode_all_are_asked(ada, directory):
    rows = [{"name": "Praxis Bach"}]

    assert Known.fetch_for(rows, user=ada, network_id=directory.pk, scheme="liste") is None
    assert (
        Known.fetch_for(
            [{"name": "A", "postcode": "53840", "parent": "Träger"}],
            user=ada,
            network_id=directory.pk,
            scheme="",
        )
        is None
    )


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("St. Anna", "st anna"),
        ("Sankt-Anna-Schule", "st anna schule"),
        ("Kontaktstelle „Süd“", "kontaktstelle sued"),
        ("A_B  (C)\t/ D", "a_b c d"),
    ],
)
def test_names_are_compared_without_signs(name, plain):
    assert plain_name(name) == plain

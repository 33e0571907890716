"""Which column is which; what a row means; what is put right by itself and what is asked."""

from pathlib import Path

import pytest
from django.conf import settings

from coordination.directory.columns import BY_KEY, COLUMNS, EXPORTED
from coordination.directory.importing.guess import (
    guess,
    guess_scheme,
    heading_word,
    signature,
    too_often_doubled,
)
from coordination.directory.models import Institution
from coordination.directory.reference import load_reference
from coordination.places.models import Municipality
from coordination.places.services.demo import load_demo
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.imports import checked, outcomes, said, taken

NRW = [
    "name", "id", "address", "school_type", "fax", "phone", "website", "email", "location.lat", "location.lon"
]  # fmt: skip
SAARLAND = [
    "Gemeindenummer", "Schulkenziffer", "Trägerschaft", "PLZ", "Stadt/Gemeinde", "Strasse", "Bezeichnung der Schule",
    "Telefon", "Fax", "Email", "Internet", "Klassen", "intern", "Schultyp",
]  # fmt: skip


def as_names(header, mapping):
    return {header[int(index)]: key for index, key in mapping.items()}


def test_the_columns_of_the_nrw_list_are_known():
    assert as_names(NRW, guess(NRW, [])) == {
        "name": "name", "id": "number", "address": "address", "school_type": "type", "fax": "fax", "phone": "phone",
        "website": "web", "email": "mail", "location.lat": "latitude", "location.lon": "longitude",
    }  # fmt: skip


def test_the_columns_of_the_saarland_list_are_known():
    assert as_names(SAARLAND, guess(SAARLAND, [])) == {
        "Schulkenziffer": "number", "PLZ": "postcode", "Stadt/Gemeinde": "city", "Strasse": "street",
        "Bezeichnung der Schule": "name", "Telefon": "phone", "Fax": "fax", "Email": "mail", "Internet": "web",
        "Schultyp": "type",
    }  # fmt: skip


def test_columns_without_a_good_name_are_known_by_their_values():
    header = ["A", "B", "C", "D", "E"]
    rows = [
        ["a@example.org", "https://example.org", "Kirchweg 3a, 53840 Troisdorf", "02241 900-0", "Kita"],
        ["b@example.org", "www.example.org", "Am Markt 1, 53840 Troisdorf", "+49 2241 9001", "Kita"],
    ]

    assert guess(header, rows) == {"0": "mail", "1": "web", "2": "address", "3": "phone"}


def test_a_column_is_never_guessed_twice():
    assert list(guess(["Name", "Bezeichnung", "Telefon", "Tel."], []).values()) == ["name", "phone"]


@pytest.mark.parametrize(
    ("header", "cells", "scheme"),
    [
        (["id", "school_type"], ["NRW-175493", "NRW-166832"], "nrw-schulnummer"),
        (["id", "name"], ["NRW-175493", "NRW-166832"], "nrw-nummer"),
        (["Schulnummer"], ["1", "2"], "schulnummer"),
        (["Dienststellenschlüssel"], ["1"], "dienststellenschluessel"),
    ],
)
def test_the_list_behind_the_numbers_is_guessed(header, cells, scheme):
    rows = [[cell] for cell in cells]

    assert guess_scheme(header, rows, {"0": "number"}) == scheme


def test_a_number_shared_by_many_rows_is_none():
    assert too_often_doubled([["1"], ["1"], ["1"], ["2"], ["2"], ["2"]], 0) == 6
    assert too_often_doubled([[str(n)] for n in range(20)] + [["3"]], 0) == 0


def test_each_name_of_a_column_means_one_column_only():
    words = [heading_word(word) for column in COLUMNS for word in column.words]

    assert sorted(words) == sorted(set(words))


def test_every_heading_is_recognised_as_its_own_column():
    for key in EXPORTED:
        assert guess([str(BY_KEY[key].heading)], []) == {"0": key}


def test_the_order_of_columns_makes_no_other_kind_of_sheet():
    assert signature(["Name", "PLZ"]) == signature(["plz", "NAME "])
    assert signature(["Name", "PLZ"]) != signature(["Name", "Ort"])


# --- Places -----------------------------------------------------------------------------------------------------------

PLACES = ["Name", "Art", "PLZ", "Ort", "Gemeinde"]


@pytest.fixture
def places(db):
    load_demo()
    InstitutionTypeFactory()


def test_the_municipality_follows_from_postcode_and_town(ada, network, places):
    taken(ada, network, [["Kita", "Kita", "53840", "Troisdorf", ""]], PLACES)

    assert Institution.objects.get().municipality == Municipality.objects.get(name="Troisdorf")


def test_a_postcode_of_several_places_is_asked_never_guessed(ada, network, places):
    rows = [["Kita A", "Kita", "53572", "", ""], ["Kita B", "Kita", "53572", "", "Unkel"]]

    run = checked(ada, network, rows, PLACES)

    assert outcomes(run) == {2: "error", 3: "new"}
    assert "Unkel" in said(run, 2)
    assert "Bruchhausen" in said(run, 2)


def test_a_town_elsewhere_than_its_postcode_is_told(ada, network, places):
    run = checked(ada, network, [["Kita A", "Kita", "53840", "Siegburg", ""]], PLACES)

    assert "53840" in said(run)
    assert "Troisdorf" in said(run)


def test_a_postcode_outside_the_loaded_places_is_taken_with_a_remark(ada, network, places):
    run = taken(ada, network, [["Kita A", "Kita", "10115", "Berlin", ""]], PLACES)

    assert Institution.objects.get().municipality is None
    assert any("10115" in text for _key, text in run.rows.get().notes)


def test_a_municipality_chosen_by_hand_is_not_replaced_by_a_derived_one(ada, network, places):
    unkel = Municipality.objects.get(name="Unkel")
    there = InstitutionFactory(name="Kita A", postcode="53572", city="Irgendwo", municipality=unkel)
    ListingFactory(network=network, institution=there)

    run = checked(
        ada, network, [[str(there.uid), "Kita A", "53572", "Irgendwo"]], ["Kennung", "Name", "PLZ", "Ort"]
    )

    assert outcomes(run) == {2: "same"}


def test_one_line_addresses_are_divided_and_shown(ada, network, places):
    run = taken(
        ada, network, [["Kita A", "Kita", "Am Markt 3a, 53840 Troisdorf"]], ["Name", "Art", "Adresse"]
    )

    kita = Institution.objects.get()
    assert (kita.street, kita.house_number, kita.postcode, kita.city) == (
        "Am Markt",
        "3a",
        "53840",
        "Troisdorf",
    )
    assert ["address", "Am Markt | 3a | 53840 | Troisdorf"] in run.rows.get().notes


def test_a_one_line_address_with_a_short_postcode_says_what_is_short(ada, network, places):
    run = checked(
        ada, network, [["Kita A", "Kita", "Am Markt 3a, 5384 Troisdorf"]], ["Name", "Art", "Adresse"]
    )

    assert "05384" in said(run)


# --- Lists of words ---------------------------------------------------------------------------------------------------


def test_topics_languages_and_ages_come_in(ada, network):
    load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
    from coordination.directory.models import Language, Topic

    topics, language = list(Topic.objects.all()[:2]), Language.objects.first()
    header = [
        "Name",
        "Art",
        "Themen",
        "Sprachen",
        "Alter von",
        "Alter bis",
        "Bestätigt am",
        "Notizen",
        "Sichtbar für",
    ]
    cells = [
        "Kita A",
        "Kita",
        "; ".join(map(str, topics)),
        language.name,
        "3",
        "6",
        "01.03.2026",
        "Hinweis",
        "Netzwerk",
    ]

    taken(ada, network, [cells], header)

    kita = Institution.objects.get()
    assert {row.topic for row in kita.topics.all()} == set(topics)
    assert (kita.age_from, kita.age_until) == (3, 6)
    listing = kita.listings.get()
    assert (listing.level, listing.notes, listing.confirmed_on.isoformat()) == (30, "Hinweis", "2026-03-01")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Themen", "Xyzzy"), ("Alter von", "drei"), ("Alter bis", "99"), ("Breitengrad", "508"),
     ("Schutzort", "vielleicht"), ("Status", "weg"), ("Sichtbar für", "alle Welt"), ("Website", "mailto:x"),
     ("Kennung", "abc")],
)  # fmt: skip
def test_words_and_numbers_that_are_none_are_told(ada, network, heading, cell):
    InstitutionTypeFactory()

    run = checked(ada, network, [["Kita A", "Kita", cell]], ["Name", "Art", heading])

    assert outcomes(run) == {2: "error"}
    assert [index for index, *_more in run.rows.get().problems] == [2]


def test_ages_out_of_order_and_half_coordinates_are_told(ada, network):
    InstitutionTypeFactory()
    rows = [["Kita A", "Kita", "6", "3", ""], ["Kita B", "Kita", "", "", "50.8"]]

    run = checked(ada, network, rows, ["Name", "Art", "Alter von", "Alter bis", "Breitengrad"])

    assert outcomes(run) == {2: "error", 3: "error"}

"""The rows of a check: searched, filtered, decided as they are looked at; doubles side by side."""

import pytest
from django.urls import reverse

from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.imports import checked, row


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()


def numbers(client, run, **query):
    response = client.get(run.get_absolute_url(), query)
    assert response.status_code == 200
    return [line["row"].number for line in response.context["lines"]]


@pytest.fixture
def mixed(ada, network, towns):
    """2 new in Troisdorf, 3 new in Niederkassel, 4 and 5 with errors, 6 the same as 2."""
    return checked(
        ada,
        network,
        [
            row("1", "Kita Größe", postcode="53842", city="Troisdorf"),
            row("2", "Kita Mond", postcode="53840", city="Niederkassel"),
            row("3", "Kita Stern", mail="x@"),
            row("4", "Kita Sonne", kind="Kindergartten", phone="keine Ahnung"),
            row("1", "Kita Größe", postcode="53842", city="Troisdorf"),
        ],
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [4, 5]),
        ({"zeigen": "alle"}, [2, 3, 4, 5, 6]),
        ({"zeigen": "repeat"}, [6]),
        ({"zeigen": "alle", "q": "groesse"}, [2, 6]),
        ({"zeigen": "new", "q": "größe kirchweg"}, [2]),
        ({"problem": "word"}, [5]),
        ({"spalte": "mail"}, [4]),
        ({"spalte": "mail", "problem": "word"}, []),
        ({"zeigen": "alle", "korrigiert": "ja"}, [2, 3, 4, 5, 6]),  # nothing was corrected: no such filter
        ({"zeigen": "gibtsnicht", "page": "x", "problem": "x", "q": "\x00"}, [4, 5]),
    ],
)
def test_rows_are_searched_and_filtered(client, ada, mixed, query, found):
    client.force_login(ada)

    assert numbers(client, mixed, **query) == found


def test_rows_of_a_municipality_and_their_count(client, ada, mixed, towns):
    client.force_login(ada)

    page = client.get(mixed.get_absolute_url(), {"zeigen": "alle", "gemeinde": towns[1].pk})

    assert [line["row"].number for line in page.context["lines"]] == [3]
    assert page.context["bar"]["chips"][0]["value"] == "Niederkassel"
    assert {pick["label"]: pick["count"] for pick in page.context["picks"]}["Neu"] == 1
    assert "gemeinde=" in page.context["picks"][0]["url"]


def test_pages_keep_what_is_looked_for(client, ada, network, monkeypatch):
    from coordination.directory.views import imports as pages

    monkeypatch.setattr(pages, "PAGE", 2)
    run = checked(ada, network, [row(str(n), f"Kita {n}", mail="x@") for n in range(5)])
    client.force_login(ada)

    query = {"zeigen": "error", "spalte": "mail"}
    text = client.get(run.get_absolute_url(), query).content.decode()

    assert "?zeigen=error&amp;spalte=mail&amp;page=3" in text
    assert numbers(client, run, spalte="mail", page="3") == [6]


def test_all_rows_means_those_that_are_looked_at(client, ada, network, mixed):
    client.force_login(ada)
    url = reverse("directory:import-decide", args=[mixed.uid])

    answer = client.post(f"{url}?zeigen=new&q=mond", {"all": "skip"})

    assert answer["Location"].endswith("?zeigen=new&q=mond")
    taken = mixed.rows.filter(outcome="new").values_list("number", "decision")
    assert dict(taken) == {2: "take", 3: "skip"}


def test_a_double_shows_all_that_tells_two_apart_and_why_it_is_asked(client, ada, network):
    there = InstitutionFactory(
        name="Kita Löwenzahn", street="Weg", house_number="1", postcode="53840", city="Bonn"
    )
    ListingFactory(network=network, institution=there)
    run = checked(ada, network, [row("", "Kita Löwenzähne", street="Weg 2", postcode="53840", city="Bonn")])
    client.force_login(ada)

    shown = client.get(run.get_absolute_url()).context

    assert [(str(line["label"]), line["differs"], line["keep"]) for line in shown["pair"]][:4] == [
        ("Name", True, True),
        ("Art", False, True),
        ("Straße", True, False),
        ("PLZ, Ort", False, False),
    ]
    assert "Bonn" in shown["reason"]


def test_one_of_several_likely_entries_is_chosen(client, ada, network):
    houses = [
        InstitutionFactory(name="Kita Löwenzahn", city="Bonn", street=street) for street in ("Weg", "Allee")
    ]
    for house in houses:
        ListingFactory(network=network, institution=house)
    run = checked(
        ada, network, [row("", "Kita Löwenzahn", street="Neuweg 2", city="Bonn", mail="a@example.org")]
    )
    client.force_login(ada)
    shown = client.get(run.get_absolute_url(), {"mit": houses[1].pk}).context
    assert (shown["candidate"][0], len(shown["others"])) == (houses[1].pk, 1)

    client.post(
        reverse("directory:import-double", args=[run.uid]),
        {"row": 2, "entry": houses[1].pk, "answer": "same", "d-street.house_number": "a"},
    )

    line = run.rows.get()
    assert line.institution_id == houses[1].pk
    assert set(line.kept) == {"street", "house_number"}
    assert line.differences["mail"] == ["", "a@example.org"]


def test_an_entry_that_was_not_offered_is_not_joined(client, ada, network, other_network):
    ListingFactory(network=network, institution=InstitutionFactory(name="Kita Löwenzahn"))
    foreign = ListingFactory(
        network=other_network, institution=InstitutionFactory(name="Kita Fremd")
    ).institution
    run = checked(ada, network, [row("", "Kita Löwenzähne")])
    client.force_login(ada)

    client.post(
        reverse("directory:import-double", args=[run.uid]), {"row": 2, "entry": foreign.pk, "answer": "same"}
    )

    assert run.rows.get().outcome == "double"

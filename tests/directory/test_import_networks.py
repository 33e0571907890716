"""Two networks and one list: nothing of one is seen or changed by an import into the other."""

import pytest

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.importing.known import plain_name
from coordination.directory.list_search import searched
from coordination.directory.models import ContactPoint, Identifier, Institution, Listing
from coordination.directory.services import imports
from coordination.lib.levels import Level
from coordination.lib.search import true_up
from coordination.lib.search.engine import search
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
)
from tests.factories.imports import checked, outcomes, row, said, taken
from tests.factories.places import place

HEADER = ["Nummer", "Name", "Art", "Träger"]


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()


def elsewhere(other_network, *, level=Level.COORDINATION, number="1", **fields):
    """An institution that only the other network lists."""
    institution = InstitutionFactory(**fields)
    ListingFactory(institution=institution, network=other_network, level=level)
    if number:
        Identifier(institution=institution, scheme="liste", value=number).save()
    return institution


def test_a_number_known_elsewhere_gets_its_entry_here_and_nothing_shared_changes(ada, network, other_network):
    theirs = elsewhere(other_network, level=Level.PUBLIC, name="Deren Name", street="Deren Straße")

    run = taken(ada, network, [row(name="Unser Name", phone="02241 900-0")])

    theirs.refresh_from_db()
    assert run.counts["linked"] == 1
    assert Institution.objects.count() == 1
    assert (theirs.name, theirs.street) == ("Deren Name", "Deren Straße")
    assert Listing.objects.filter(institution=theirs).count() == 2
    assert ContactPoint.objects.get().network == network, "the number is ours alone"


def test_the_same_sheet_again_changes_nothing_of_an_entry_that_is_led_elsewhere_too(
    ada, network, other_network
):
    theirs = elsewhere(
        other_network, level=Level.PUBLIC, name="Kita Eins", street="Kirchweg", house_number="3a"
    )
    ContactPointFactory(institution=theirs, kind="mail", value="oeffentlich@example.org", level=Level.PUBLIC)
    ContactPointFactory(institution=theirs, value="+4922419001", level=Level.NETWORK)
    sheet = [row(name="Kita Eins", phone="02241 900-1", mail="oeffentlich@example.org")]
    taken(ada, network, sheet)

    again = checked(ada, network, sheet)

    ours = ContactPoint.objects.filter(network=network)
    assert [one.value for one in ours] == ["+4922419001"], "what is public there is not entered twice"
    assert ContactPoint.objects.owned_by([other_network]).count() == 2
    assert outcomes(again) == {2: "same"}


def test_an_import_changes_and_empties_the_own_numbers_only(ada, network, other_network):
    theirs = elsewhere(other_network, level=Level.PUBLIC, name="Kita Eins")
    ListingFactory(institution=theirs, network=network)
    ContactPointFactory(institution=theirs, network=other_network, value="+4922419002", level=Level.NETWORK)
    public = ContactPointFactory(
        institution=theirs, network=other_network, kind="mail", value="a@example.org", level=Level.PUBLIC
    )

    taken(ada, network, [row(name="Kita Eins", phone="02241 900-7", mail="b@example.org")])

    public.refresh_from_db()
    assert public.value == "a@example.org"
    assert sorted(ContactPoint.objects.owned_by([network]).values_list("value", flat=True)) == [
        "+4922419007",
        "b@example.org",
    ]


def test_shared_facts_of_an_entry_that_rests_here_are_left_to_who_leads_it(ada, network, other_network):
    theirs = elsewhere(other_network, level=Level.PUBLIC, name="Kita Eins")
    ListingFactory(institution=theirs, network=network, status=Listing.Status.PAUSED)

    taken(ada, network, [row(name="Anders", phone="02241 900-7")])

    theirs.refresh_from_db()
    assert theirs.name == "Kita Eins"
    assert ContactPoint.objects.get().network == network


def test_a_renamed_provider_is_found_by_its_new_name_at_once(ada, network):
    taken(ada, network, [["1", "Caritas", "Kita", ""], ["2", "Kita A", "Kita", "1"]], HEADER)
    renamed = [["1", "Malteser", "Kita", ""], ["2", "Kita A", "Kita", "1"]]
    assert {row.name for row in searched(Institution.objects.all(), "caritas", user=ada)} == {
        "Caritas",
        "Kita A",
    }

    taken(ada, network, renamed, HEADER)

    assert {row.name for row in searched(Institution.objects.all(), "malteser", user=ada)} == {
        "Malteser",
        "Kita A",
    }
    assert not searched(Institution.objects.all(), "caritas", user=ada)
    true_up()
    assert [hit.title for hit in search(ada, "malteser").groups[0].hits] == ["Malteser", "Kita A"]


def test_a_number_alone_opens_nothing_that_another_network_keeps_to_itself(
    client, ada, network, other_network
):
    elsewhere(other_network, name="Deren Name", street="Deren Straße")
    run = checked(ada, network, [row(name="Unser Name")])
    client.force_login(ada)

    page = client.get(run.get_absolute_url()).content.decode()

    assert outcomes(run) == {2: "error"}
    assert "Unser Name" in page
    assert "Deren" not in page


def test_what_is_public_elsewhere_is_shown_beside_ours(ada, network, other_network):
    elsewhere(other_network, level=Level.PUBLIC, name="Deren Name")

    run = checked(ada, network, [row(name="Unser Name")])

    assert run.rows.get().differences["name"] == ["Deren Name", "Unser Name"]
    assert outcomes(run) == {2: "new"}


def test_names_of_entries_one_does_not_see_are_no_candidates(ada, network, other_network):
    elsewhere(other_network, number="", name="Kita Sankt Anna")

    run = checked(ada, network, [row("", "Kita St. Anna"), row("", "Kita Sankt Annna")])

    assert set(outcomes(run).values()) == {"new"}


def test_a_protected_place_of_another_network_cannot_be_drawn_in_by_its_number(ada, network, other_network):
    elsewhere(other_network, name="Haus am See", protected_place=True)

    run = checked(ada, network, [row(street="")])

    assert outcomes(run) == {2: "error"}
    assert "Haus am See" not in said(run)


def test_providers_of_other_networks_are_not_offered(ada, network, other_network):
    elsewhere(other_network, number="", name="Caritas Köln")

    run = checked(
        ada,
        network,
        [["Kita A", "Kita", "Caritas Köln"], ["Kita B", "Kita", "Karitas Köln"]],
        ["Name", "Art", "Träger"],
    )

    assert set(outcomes(run).values()) == {"error"}
    assert "Caritas" not in said(run, 3)


def test_a_record_key_of_another_network_is_as_unknown_as_an_invented_one(ada, network, other_network):
    theirs = elsewhere(other_network)
    invented = "00000000-0000-4000-8000-000000000000"

    run = checked(ada, network, [[str(theirs.uid), "A"], [invented, "B"]], ["Kennung", "Name"])

    assert said(run, 2) == said(run, 3)
    assert outcomes(run) == {2: "error", 3: "error"}


def test_an_entry_in_the_bin_is_not_overwritten(ada, network):
    from django.utils import timezone

    run = taken(ada, network, [row()])
    kita = Institution.objects.get()
    kita.removed_at = timezone.now()
    kita.save()

    again = checked(ada, network, [row(name="Neu")])

    assert outcomes(again) == {2: "error"}
    assert run.pk != again.pk


def test_entries_are_found_by_name_and_place_where_there_is_no_number(ada, network):
    there = ListingFactory(network=network, institution=InstitutionFactory(name="Kita St. Änne")).institution

    run = taken(ada, network, [row("", "KITA Sankt Aenne", phone="02241 900-0")])

    assert run.counts["taken_changed"] == 1
    assert there.contacts.get().display == "02241 900-0"


def test_two_entries_of_one_name_are_told_apart_by_their_street_or_asked(ada, network):
    for street in ("Kirchweg", "Neuweg"):
        ListingFactory(
            network=network, institution=InstitutionFactory(name="Kita Anna", street=street, house_number="1")
        )

    run = checked(
        ada, network, [row("", "Kita Anna", street="Neuweg 1"), row("", "Kita Anna", street="Altweg 1")]
    )

    assert outcomes(run) == {2: "same", 3: "double"}


def test_names_are_compared_as_people_mean_them():
    assert plain_name("Kita St. Anna e.V.") == plain_name("KITA  Sankt Anna e.V")
    assert plain_name("Kita Anna 1") != plain_name("Kita Anna 2")


def test_rows_left_undecided_as_doubles_are_not_written(ada, network):
    ListingFactory(network=network, institution=InstitutionFactory(name="Kita Sonnenblumen"))
    run = checked(ada, network, [row("", "Kita Sonnenblume"), row("2", "Etwas ganz anderes")])
    assert outcomes(run)[2] == "double"

    imports.take_over(by=ada, run=run)

    assert Institution.objects.count() == 2


def test_a_list_of_the_whole_land_can_be_cut_to_the_own_municipalities(ada, network):
    ours, theirs = place("53840", "05382068", "Troisdorf"), place("50667", "05315000", "Köln")
    CatchmentMunicipality.objects.create(network=network, municipality=ours)
    run = checked(
        ada,
        network,
        [
            row("1", "Schule hier", postcode="53840", city="Troisdorf"),
            row("2", "Schule dort", postcode="50667", city="Köln"),
        ],
    )

    assert imports.keep_catchment(by=ada, run=run) == 1

    imports.take_over(by=ada, run=run)
    assert [str(one) for one in Institution.objects.all()] == ["Schule hier"]
    assert theirs.institutions.count() == 0


def entry(network, name, **fields):
    institution = InstitutionFactory(name=name, **fields)
    ListingFactory(institution=institution, network=network)
    return institution


def test_schools_of_one_name_in_two_towns_are_two_schools_even_where_no_municipality_is_known(ada, network):
    entry(network, "Leibniz-Gymnasium", postcode="41539", city="Dormagen")

    run = checked(ada, network, [row("", "Leibniz-Gymnasium", postcode="66386", city="St. Ingbert")])

    assert outcomes(run) == {2: "new"}


def test_a_name_without_any_place_is_asked(ada, network):
    entry(network, "Leibniz-Gymnasium", postcode="41539", city="Dormagen")

    run = checked(ada, network, [row("", "Leibniz-Gymnasium")])

    assert outcomes(run) == {2: "double"}


def test_one_word_written_in_two_ways_is_asked(ada, network):
    entry(network, "Kita Löwenzahnbande", postcode="53840", city="Troisdorf")

    run = checked(ada, network, [row("", "Kita Löwenzahn-Bande", postcode="53840", city="Troisdorf")])

    assert outcomes(run) == {2: "double"}

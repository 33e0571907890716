"""What a fresh reader of a check must not miss: wrong places, days to come, coordinates abroad, a stale check."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import ImportRun, Institution, Listing
from coordination.directory.services import imports
from coordination.places.models import Postcode, PostcodePlace
from tests.api import Program
from tests.directory.filling import edit, plain, url_of
from tests.factories.directory import InstitutionTypeFactory
from tests.factories.imports import HEADER, checked, outcomes, row, said, taken

TROISDORF = "Zu Troisdorf gehören 53840, 53842 und 53844."


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()


@pytest.fixture
def ours(network, towns):
    """The network works in Troisdorf, which has three postcodes; not in Niederkassel."""
    PostcodePlace.objects.create(
        postcode=Postcode.objects.create(code="53844"), municipality=towns[0], name="Troisdorf"
    )
    CatchmentMunicipality.objects.create(network=network, municipality=towns[0])


def test_a_postcode_of_nowhere_beside_a_town_of_ours_is_an_error(ada, network, ours):
    rows = [
        row("1", "A", postcode="99999", city="Troisdorf"),
        row("2", "B", postcode="99999", city="Woanders"),  # not loaded here: possible, with a remark
        row(
            "3", "C", postcode="53859", city="Niederkassel"
        ),  # loaded in part only, for the postcode we share
    ]
    run = checked(ada, network, rows)

    assert outcomes(run) == {2: "error", 3: "new", 4: "new"}
    assert TROISDORF in said(run)
    assert run.rows.get(number=2).problems[0][5] == ["53840", "53842", "53844"]
    assert "Niederkassel" not in str(run.rows.get(number=4).notes)


def test_no_zero_is_offered_where_the_town_says_otherwise(ada, network, ours):
    rows = [
        row("1", "A", postcode="5384", city="Troisdorf"),
        row("2", "B", postcode="1067", city="Dresden"),
    ]
    run = checked(ada, network, rows)

    assert TROISDORF in said(run)
    assert "05384" not in str(run.rows.get(number=2).problems)
    assert "01067" in run.rows.get(number=3).problems[0][5]


def test_no_zero_is_offered_in_a_whole_address_either(ada, network, ours):
    run = checked(ada, network, [["A", "Kita", "Weg 1, 5384 Troisdorf"]], ["Name", "Art", "Anschrift"])

    assert TROISDORF in said(run)
    assert "05384" not in said(run)


def test_a_town_unknown_here_is_said_openly(client, ada, network, ours):
    run = checked(ada, network, [row(postcode="53842", city="Köln")])
    client.force_login(ada)

    line = client.get(run.get_absolute_url()).context["lines"][0]

    assert "Köln" in line["remarks"][0]["text"]


@pytest.mark.parametrize(
    ("place", "word"),
    [(("7.15", "50.81"), "vertauscht"), (("48.85", "2.35"), "nicht in Deutschland"), (("50.81", "7.15"), "")],
)
def test_coordinates_abroad_are_an_error(ada, network, place, word):
    run = checked(ada, network, [[*row(), *place]], [*HEADER, "Breitengrad", "Längengrad"])

    assert outcomes(run) == {2: "error" if word else "new"}
    assert word in said(run)


def test_a_confirmation_to_come_is_refused_by_entry_and_sheet(ada, network):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    today = timezone.localdate().isoformat()
    rows = [[*row("1", "A"), tomorrow.isoformat()], [*row("2", "B"), today]]

    run = checked(ada, network, rows, [*HEADER, "Bestätigt am"])

    assert outcomes(run) == {2: "error", 3: "new"}
    assert "in der Zukunft" in said(run)
    with pytest.raises(ValidationError) as refused:
        Listing(confirmed_on=tomorrow).clean()
    assert "in der Zukunft" in refused.value.message_dict["confirmed_on"][0]


def test_rows_of_one_number_say_in_what_they_differ_and_rows_show_their_type(client, ada, network):
    InstitutionTypeFactory(code="school", name="Grundschule", short_name="GS")
    run = checked(ada, network, [row("1"), row("1", kind="Grundschule"), row("2", "Kita Mond")])
    client.force_login(ada)

    lines = client.get(run.get_absolute_url(), {"zeigen": "alle"}).context["lines"]

    assert "Sie unterscheiden sich in: Art." in said(run)
    assert [line["type"] for line in lines] == ["Kita", "Grundschule", "Kindertageseinrichtung (Kita)"]


def test_new_ones_of_our_towns_stand_on_top_and_figures_add_up(client, ada, network, ours, towns):
    taken(ada, network, [row("9", "Kita Stern"), row("8", "Kita Komet")])
    rows = [
        row("1", "Kita Sonne", postcode="53842", city="Troisdorf"),
        row("2", "Kita Mond", postcode="53840", city="Niederkassel"),
        row("1", "Kita Sonne", postcode="53842", city="Troisdorf"),
        row("3", "Kita Falsch", mail="x@"),
        row("9", "Kita Stern"),
        row("", "Kita Komeet"),
    ]
    run = checked(ada, network, rows, name="zweite.csv")
    client.force_login(ada)
    head = client.get(run.get_absolute_url()).content.decode().split('id="zeilen"')[0]
    assert 'value="catchment"' in head

    client.post(reverse("directory:import-decide", args=[run.uid]), {"all": "catchment"})
    imports.take_over(by=ada, run=run)
    figures = dict(client.get(run.get_absolute_url()).context["figures"])

    total = figures.pop("Zeilen der Datei")
    assert total == sum(figures.values()) == len(rows)
    assert figures["Neu"] == figures["Abgewählt"] == figures["In der Liste wiederholt"] == 1


def test_a_check_gone_stale_says_so_and_is_done_again(client, ada, network):
    run = checked(ada, network, [row()])
    client.force_login(ada)
    assert not client.get(run.get_absolute_url()).context["outdated"]
    other = taken(ada, network, [row(phone="02241 900-0")], name="andere.csv")
    sentence = "Das Verzeichnis hat sich seit der Prüfung geändert. Bitte neu prüfen."
    assert sentence in client.get(run.get_absolute_url()).content.decode()

    client.post(reverse("directory:import-check-again", args=[run.uid]))

    assert outcomes(run) == {2: "same"}
    assert sentence not in client.get(run.get_absolute_url()).content.decode()
    imports.undo_import(by=ada, run=ImportRun.objects.get(pk=other.pk))
    assert not Institution.objects.exists()
    ImportRun.objects.filter(pk=run.pk).update(file=None)
    page = client.get(run.get_absolute_url()).content.decode()
    assert sentence in page
    assert "Bitte laden Sie die Datei neu hoch." in page


def test_others_cannot_check_again(client, noor, ada, network):
    run = checked(ada, network, [row()])
    client.force_login(noor)

    assert client.post(reverse("directory:import-check-again", args=[run.uid])).status_code == 404


def test_the_forms_refuse_what_a_sheet_may_not_say(client, ada, network, ours, kita):
    url = url_of("institution-edit", kita)
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d.%m.%Y}"

    place = plain(edit(client, ada, url, postcode="99999", city="Troisdorf"))
    day = plain(edit(client, ada, url, **{f"net-{network.slug}-confirmed_on": tomorrow}))
    edit(client, ada, url, postcode="99999", city="Woanders")

    assert TROISDORF in place
    assert "in der Zukunft" in day
    assert Institution.objects.get().city == "Woanders"
    assert Listing.objects.get().confirmed_on is None


def test_the_api_refuses_it_too(ada, network, ours, kita):
    program, address = Program(ada), f"institutions/{kita.uid}"
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    tag = program.get(address)["ETag"]

    place = program.patch(address, {"postcode": "99999", "city": "Troisdorf"}, If_Match=tag)
    listed = [{"network": network.slug, "confirmed_on": tomorrow, "version": 1}]
    day = program.patch(address, {"listings": listed}, If_Match=tag)

    assert TROISDORF in place.content.decode()
    assert "in der Zukunft" in day.content.decode()

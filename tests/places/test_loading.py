"""The official tables: repeatable, nothing lost, and what changed is said."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from coordination.lib.errors import RuleBroken
from coordination.places.management.commands.load_places import lines
from coordination.places.models import Dataset, District, Land, Municipality, Postcode, PostcodePlace
from coordination.places.report import Changes, Gone, Report
from coordination.places.resolve import municipality_at
from coordination.places.services import TooManyGone, load_demo, load_places
from tests.places.official import POSTCODES, REGISTER, write_postcodes, write_register

pytestmark = pytest.mark.django_db

LATER = datetime.date(2025, 1, 1)


@pytest.fixture
def again(tmp_path):
    """Load tables that differ from the first ones, by a year."""

    def load(register=REGISTER, postcodes=POSTCODES, **options):
        return load_places(
            register=write_register(tmp_path / "register_2.csv", register),
            postcodes=write_postcodes(tmp_path / "postcodes_2.csv", postcodes),
            as_of=LATER,
            **options,
        )

    return load


@pytest.fixture
def loaded(register, postcodes):
    return load_places(register=register, postcodes=postcodes, as_of=datetime.date(2024, 1, 1))


def without(*keys):
    return {key: row for key, row in REGISTER.items() if key not in keys}


def test_both_tables_are_loaded(loaded):
    assert [len(changes.new) for changes in (loaded.laender, loaded.districts, loaded.municipalities)] == [
        2,
        3,
        6,
    ]
    assert (loaded.new_postcodes, loaded.new_places) == (6, 7)
    town = Municipality.objects.select_related("district__land").get(ags="05382068")
    assert (town.name, town.official_name, town.kind) == ("Troisdorf", "Troisdorf, Stadt", "town")
    assert (town.population, str(town.area_km2)) == (74_953, "62.00")
    assert (str(town.latitude), str(town.longitude)) == ("50.812544", "7.162309")
    assert (str(town.district), str(town.district.land)) == ("Rhein-Sieg-Kreis", "Nordrhein-Westfalen")
    assert (town.sort_key, Land.objects.get(key="05").abbreviation) == ("troisdorf", "NW")
    assert str(District.objects.get(key="07138")) == "Landkreis Neuwied"
    assert municipality_at("53840", "Troisdorf") == town


def test_a_second_run_changes_nothing_and_says_so(loaded, register, postcodes, capsys):
    before = [list(model.objects.order_by("pk").values()) for model in _MODELS]

    second = load_places(register=register, postcodes=postcodes, as_of=datetime.date(2024, 1, 1))
    call_command("load_places", register=register, postcodes=postcodes, as_of=datetime.date(2024, 1, 1))

    assert not second
    assert [list(model.objects.order_by("pk").values()) for model in _MODELS] == before
    assert "→" not in capsys.readouterr().out


_MODELS = [Land, District, Municipality, Postcode, PostcodePlace, Dataset]


def test_a_trial_shows_everything_and_writes_nothing(register, postcodes):
    report = load_places(register=register, postcodes=postcodes, dry_run=True)

    assert len(report.municipalities.new) == 6
    assert not any(model.objects.exists() for model in _MODELS)


def test_a_renamed_municipality_keeps_its_row_and_its_old_name(loaded, again):
    row = Municipality.objects.get(ags="05382068")

    report = again(REGISTER | {"05382068": ("Troisdorf-Sieglar, Stadt", "63")})

    row.refresh_from_db()
    assert report.municipalities.renamed == [("05382068 Troisdorf, Stadt", "Troisdorf-Sieglar, Stadt")]
    assert (row.name, row.former_names) == ("Troisdorf-Sieglar", ["Troisdorf"])
    assert Municipality.objects.named("Troisdorf").get() == row
    assert municipality_at("53840", "Troisdorf") == row


def test_a_new_title_is_told_and_is_no_former_name(loaded, again):
    report = again(REGISTER | {"05382060": ("Siegburg, Kreisstadt", "63")})

    assert report.municipalities.renamed == [("05382060 Siegburg, Stadt", "Siegburg, Kreisstadt")]
    assert Municipality.objects.get(ags="05382060").former_names == []


def test_a_name_that_comes_back_is_no_former_name(loaded, again):
    again(REGISTER | {"05382068": ("Troisdorf-Sieglar, Stadt", "63")})
    again()

    assert Municipality.objects.get(ags="05382068").former_names == ["Troisdorf-Sieglar"]


def test_a_merged_municipality_is_dissolved_and_linked_to_its_successor(loaded, again):
    postcodes = [*POSTCODES[:-2], ("53572", "07138073", "Unkel")]

    report = again(without("07138008"), postcodes)

    old, heir = Municipality.objects.get(ags="07138008"), Municipality.objects.get(ags="07138073")
    assert report.municipalities.gone == [Gone("Bruchhausen", "07138008", "07138073 Unkel")]
    assert (old.dissolved_on, old.successor) == (LATER, heir)
    assert municipality_at("53572", "Bruchhausen") == heir
    assert Municipality.objects.in_force(LATER).filter(ags="07138008").count() == 0
    assert not again(without("07138008"), postcodes)


def test_a_postcode_table_older_than_the_merger_leads_to_the_successor(loaded, again):
    again(without("07138008"), [*POSTCODES[:-2], ("53572", "07138073", "Unkel")])

    report = again(without("07138008"))

    assert not report.left_out
    assert municipality_at("53572", "Bruchhausen").ags == "07138073"


def test_a_new_key_is_linked_by_the_name(loaded, again):
    moved = without("07138008") | {"07138099": ("Bruchhausen", "64")}
    postcodes = [*POSTCODES[:-2], ("53572", "07138099", "Bruchhausen"), ("53572", "07138073", "Unkel")]

    report = again(moved, postcodes)

    assert report.municipalities.gone == [Gone("Bruchhausen", "07138008", "07138099 Bruchhausen")]
    assert report.municipalities.new == ["07138099 Bruchhausen"]


def test_an_unclear_successor_is_shown_not_guessed(register, tmp_path, again):
    third = ("53572", "07138099", "Vettelschoß")
    load_places(
        register=write_register(tmp_path / "a.csv", REGISTER | {"07138099": ("Vettelschoß", "64")}),
        postcodes=write_postcodes(tmp_path / "b.csv", [*POSTCODES, third]),
    )

    report = again()

    assert report.municipalities.gone == [
        Gone("Vettelschoß", "07138099", "", ("07138008 Bruchhausen", "07138073 Unkel"))
    ]
    assert Municipality.objects.get(ags="07138099").successor is None


def test_one_without_postcodes_is_dissolved_without_a_successor(register, again, tmp_path):
    load_places(
        register=write_register(
            tmp_path / "a.csv", REGISTER | {"07138099": ("Rheinwald, gemfr. Gebiet", "66")}
        ),
        postcodes=write_postcodes(tmp_path / "b.csv", POSTCODES),
    )

    report = again()

    assert report.municipalities.gone == [Gone("Rheinwald", "07138099")]


def test_what_comes_back_is_in_force_again(loaded, again):
    again(without("07138008"), [*POSTCODES[:-2], ("53572", "07138073", "Unkel")])

    report = again()

    assert report.municipalities.again == ["07138008 Bruchhausen"]
    row = Municipality.objects.get(ags="07138008")
    assert (row.dissolved_on, row.successor) == (None, None)


def test_districts_are_renamed_dissolved_and_back(loaded, again):
    gone = without("07138", "07138008", "07138073")
    assert again(REGISTER | {"07138": ("Neuwied am Rhein", "44")}).districts.renamed == [
        ("Landkreis Neuwied", "Landkreis Neuwied am Rhein")
    ]
    assert again(gone, POSTCODES[:-2]).districts.gone == [Gone("Landkreis Neuwied am Rhein", "07138")]
    assert District.objects.get(key="07138").dissolved_on == LATER
    assert again().districts.again == ["07138 Landkreis Neuwied"]


def test_a_land_can_be_renamed(loaded, again):
    assert again(REGISTER | {"07": ("Rheinland", "")}).laender.renamed == [("Rheinland-Pfalz", "Rheinland")]
    assert Land.objects.get(key="07").name == "Rheinland"


def test_a_district_that_only_changes_its_kind_is_counted(loaded, again):
    assert again(REGISTER | {"05314": ("Bonn, Stadt", "42")}).districts.updated == 1


def test_new_figures_are_counted_not_listed(loaded, again):
    report = again(REGISTER | {"05382068": ("Troisdorf, Stadt", "67")})

    assert (report.municipalities.updated, report.municipalities.renamed) == (1, [])


def test_places_that_left_the_table_are_removed_and_the_postcode_stays(loaded, again):
    report = again(postcodes=[row for row in POSTCODES if row[0] != "53842"])

    assert (report.removed_places, report.new_places) == (1, 0)
    assert Postcode.objects.filter(code="53842").exists()


def test_a_register_that_is_cut_off_dissolves_nothing(tmp_path, postcodes):
    many = REGISTER | {f"05382{number:03}": (f"Dorf {number}", "64") for number in range(500, 560)}
    load_places(register=write_register(tmp_path / "many.csv", many), postcodes=postcodes)
    few = write_register(tmp_path / "few.csv", REGISTER)

    with pytest.raises(TooManyGone):
        load_places(register=few, postcodes=postcodes)
    assert Municipality.objects.in_force().count() == 66

    load_places(register=few, postcodes=postcodes, accept_losses=True)
    assert Municipality.objects.in_force().count() == 6


def test_one_district_brings_the_neighbours_at_its_postcodes(register, tmp_path):
    border = write_postcodes(tmp_path / "border.csv", [*POSTCODES, ("53840", "07138073", "Unkel")])

    report = load_places(register=register, postcodes=border, districts=["05382"])

    assert set(Municipality.objects.values_list("name", flat=True)) == {
        *("Sankt Augustin", "Siegburg", "Troisdorf"),
        "Unkel",
    }
    assert report.neighbours == 1
    assert Postcode.objects.unclear().get().code == "53840"
    assert not load_places(register=register, postcodes=border, districts=["05382"])


def test_one_district_leaves_the_others_alone(loaded, again):
    report = again(without("05382060"), districts=["05382"])

    assert [gone.name for gone in report.municipalities.gone] == ["Siegburg"]
    assert Municipality.objects.in_force(LATER).count() == 5
    assert municipality_at("53111").name == "Bonn"


def test_a_district_not_in_the_register_is_told(register, postcodes):
    with pytest.raises(RuleBroken, match="05999"):
        load_places(register=register, postcodes=postcodes, districts=["05382", "05999"])


def test_the_post_of_a_town_hall_is_found(tmp_path, postcodes):
    register = write_register(
        tmp_path / "r.csv", REGISTER, postcodes={"05314000": "53103", "05382068": "53840"}
    )

    load_places(register=register, postcodes=postcodes)

    assert municipality_at("53103", "Bonn").ags == "05314000"
    assert PostcodePlace.objects.get(town_hall_only=True).postcode.code == "53103"
    assert not load_places(register=register, postcodes=postcodes)


def test_rows_of_unknown_keys_are_left_out_and_told(register, tmp_path):
    table = write_postcodes(tmp_path / "p.csv", [*POSTCODES, ("36433", "16063094", "Moorgrund")])

    report = load_places(register=register, postcodes=table)

    assert len(report.left_out) == 1
    assert all(word in report.left_out[0] for word in ("9", "36433", "Moorgrund", "16063094"))


def test_waters_that_belong_to_no_district_are_left_out_and_told(tmp_path, postcodes):
    sea = REGISTER | {"05000999": ("Küstengewässer", "66")}

    report = load_places(register=write_register(tmp_path / "r.csv", sea), postcodes=postcodes)

    assert "Küstengewässer" in report.left_out[0]
    assert not Municipality.objects.filter(ags="05000999").exists()


def test_source_and_licence_are_remembered(loaded):
    register, table = (
        Dataset.objects.get(slug="municipality-register"),
        Dataset.objects.get(slug="postcode-table"),
    )

    assert (register.rows, register.as_of) == (6, datetime.date(2024, 1, 1))
    assert (table.rows, table.as_of) == (7, None)
    assert "Namensnennung" in register.licence
    assert "ODbL" in table.licence


def test_the_command_prints_what_changed_and_the_sources(loaded, tmp_path, capsys):
    changed = without("07138008") | {"05382068": ("Troisdorf-Sieglar, Stadt", "63")}
    call_command(
        "load_places",
        register=write_register(tmp_path / "r.csv", changed),
        postcodes=write_postcodes(tmp_path / "p.csv", [*POSTCODES[:-2], ("53572", "07138073", "Unkel")]),
    )

    told = capsys.readouterr().out
    assert "05382068 Troisdorf, Stadt → Troisdorf-Sieglar, Stadt" in told
    assert "07138008 Bruchhausen → 07138073 Unkel" in told
    assert "opendatacommons.org" in told


def test_the_command_shortens_long_lists_but_never_what_is_gone(tmp_path, capsys):
    many = REGISTER | {f"05382{number:03}": (f"Dorf {number}", "64") for number in range(500, 530)}
    table = write_postcodes(tmp_path / "p.csv", POSTCODES)
    call_command(
        "load_places", register=write_register(tmp_path / "many.csv", many), postcodes=table, dry_run=True
    )
    assert capsys.readouterr().out.count("Dorf") < 30

    call_command("load_places", register=write_register(tmp_path / "many.csv", many), postcodes=table)
    capsys.readouterr()
    call_command(
        "load_places",
        register=write_register(tmp_path / "few.csv", without("05382060", "07138", "07138008", "07138073")),
        postcodes=table,
        accept_losses=True,
    )
    told = capsys.readouterr().out
    assert told.count("Dorf") == 30
    assert "07138 Landkreis Neuwied\n" in told


def test_every_line_of_the_report_is_readable():
    report = Report(neighbours=2, dry_run=True, left_out=["Zeile 3"], new_postcodes=1)
    report.laender.again = ["Saarland"]
    report.municipalities = Changes(
        gone=[Gone("Dorf", "07138001"), Gone("Weiler", "07138002", "", ("07138003 Hof", "07138004 Berg"))],
        updated=7,
    )

    told = "\n".join(lines(report, most=20))

    for words in ("Saarland", "07138001 Dorf", "07138003 Hof, 07138004 Berg", "7", "Zeile 3"):
        assert words in told
    assert len(list(lines(Report(), most=20))) == 1


def test_the_command_ends_in_a_sentence_not_in_a_stack_trace(tmp_path, postcodes):
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        call_command("load_places", register=tmp_path / "nowhere.csv", postcodes=postcodes)
    with pytest.raises(CommandError, match=r"31\.12\.2025"):
        call_command("load_places", "--register=a", "--postcodes=b", "--as-of=31.12.2025")


def test_the_demo_district_is_loaded_once(django_assert_max_num_queries):
    assert load_demo()
    assert not load_demo()
    assert District.objects.get(key="05382").municipalities.count() == 19
    assert municipality_at("53844").name == "Troisdorf"
    assert municipality_at("66111", "Saarbrücken").ags == "10041100"
    assert Dataset.objects.get().name == "Tabelle des Beispielkreises"


def test_official_tables_take_the_place_of_the_demo_district(register, postcodes):
    load_demo()
    troisdorf = Municipality.objects.get(ags="05382068").pk

    load_places(register=register, postcodes=postcodes, accept_losses=True)

    assert not Dataset.objects.filter(slug="demo-district").exists()
    assert Municipality.objects.get(ags="05382068").pk == troisdorf
    assert not load_demo()
    assert Municipality.objects.get(ags="05382068").population == 74_953

"""The way of a sheet: check, take over, the same again, changes, undo."""

import pytest

from coordination.accounts.models import AuditEntry
from coordination.directory.list_search import searched
from coordination.directory.models import (
    ContactPoint,
    Identifier,
    ImportRow,
    ImportRun,
    Institution,
    InstitutionType,
    Listing,
)
from coordination.directory.services import imports
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.imports import begun, checked, outcomes, row, sheet, taken


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()
    InstitutionTypeFactory(code="gymnasium", name="Gymnasium", short_name="Gymnasium")


def test_a_sheet_becomes_entries_with_contacts_numbers_and_history(ada, network):
    run = taken(ada, network, [row(phone="02241 900-0", mail="kita@example.org"), row("2", "Kita Mond")])

    kita = Institution.objects.get(name="Kita Sonnenblume")
    assert (kita.street, kita.house_number, kita.sort_key) == ("Kirchweg", "3a", "kita sonnenblume")
    assert "kirchweg" in kita.search_text
    assert kita.search_text == rederived(kita)
    assert list(kita.contacts.values_list("kind", "value", "display", "level")) == [
        ("phone", "+4922419000", "02241 900-0", 40),
        ("mail", "kita@example.org", "kita@example.org", 40),
    ]
    assert Identifier.objects.get(institution=kita).value == "1"
    assert Listing.objects.get(institution=kita).network == network
    assert run.counts["taken_new"] == 2
    assert kita.history.get().change_set == run.change_set
    assert run.change_set.source == ChangeSet.Source.IMPORT
    assert run.change_set.user == ada
    assert AuditEntry.objects.get(did=AuditEntry.Did.IMPORTED).to_uid == run.uid


def rederived(institution):
    institution.derive()
    return institution.search_text


def test_the_same_file_twice_changes_nothing_and_is_told(ada, network):
    rows = [row(phone="02241 900-0"), row("2", "Kita Mond", mail="m@example.org")]
    first = taken(ada, network, rows)
    sets = ChangeSet.objects.count()

    second = checked(ada, network, rows)

    assert set(outcomes(second).values()) == {"same"}
    assert imports.taken_before(second) == first
    with pytest.raises(RuleBroken) as broken:
        imports.take_over(by=ada, run=second)
    assert broken.value.code == "nothing_to_take"
    assert ChangeSet.objects.count() == sets


def test_only_what_differs_is_written(ada, network):
    taken(ada, network, [row(phone="02241 900-0"), row("2", "Kita Mond", phone="02241 900-1")])
    mond = Institution.objects.get(name="Kita Mond")

    run = checked(ada, network, [row(phone="02241 900-5"), row("2", "Kita Mond", phone="02241 900-1")])

    assert outcomes(run) == {2: "changed", 3: "same"}
    assert run.rows.get(number=2).differences == {"phone": ["02241 900-0", "02241 900-5"]}
    imports.take_over(by=ada, run=run)
    assert ContactPoint.objects.get(institution__name="Kita Sonnenblume").display == "02241 900-5"
    assert mond.history.count() == 1
    assert Institution.objects.get(name="Kita Sonnenblume").history.count() == 1


def test_a_row_changed_by_somebody_since_the_check_is_not_overwritten(ada, ben, network):
    taken(ada, network, [row(), row("2", "Kita Mond")])
    run = checked(ada, network, [row(street="Neuweg 1"), row("2", "Kita Mond", street="Neuweg 2")])
    kita = Institution.objects.get(name="Kita Sonnenblume")
    kita.street = "Bens Straße"
    kita.save()

    imports.take_over(by=ada, run=run)

    run.refresh_from_db()
    kita.refresh_from_db()
    assert kita.street == "Bens Straße"
    assert Institution.objects.get(name="Kita Mond").street == "Neuweg"
    assert [conflict["row"] for conflict in run.conflicts] == [2]
    assert run.counts["taken_changed"] == 1


def test_without_the_look_at_the_present_state_it_would_be_overwritten(ada, network, monkeypatch):
    """Counter-check of the test above."""
    from coordination.directory.services import import_write

    taken(ada, network, [row()])
    run = checked(ada, network, [row(street="Neuweg 1")])
    kita = Institution.objects.get()
    kita.street = "Bens Straße"
    kita.save()
    monkeypatch.setattr(
        import_write, "_still_as_checked", lambda row, there, books, done: list(row.differences)
    )

    imports.take_over(by=ada, run=run)

    kita.refresh_from_db()
    assert kita.street == "Neuweg"


def test_a_number_entered_by_somebody_since_the_check_is_told(ada, network):
    run = checked(ada, network, [row()])
    there = ListingFactory(network=network).institution
    Identifier(institution=there, scheme="liste", value="1").save()

    imports.take_over(by=ada, run=run)

    run.refresh_from_db()
    assert Institution.objects.count() == 1
    assert [conflict["row"] for conflict in run.conflicts] == [2]


def test_an_institution_of_the_same_name_entered_since_the_check_is_told(ada, network):
    run = checked(ada, network, [row(""), row("", "Kita Mond")])
    ListingFactory(network=network, institution=InstitutionFactory(name="Kita Sonnenblume"))

    imports.take_over(by=ada, run=run)

    run.refresh_from_db()
    assert [conflict["row"] for conflict in run.conflicts] == [2]
    assert Institution.objects.count() == 2


def test_undo_takes_new_entries_away_and_gives_changed_ones_their_state_back(ada, network):
    taken(ada, network, [row(phone="02241 900-0")])
    run = taken(ada, network, [row(phone="02241 900-5", street="Neuweg 1"), row("2", "Kita Mond")])

    imports.undo_import(by=ada, run=run)

    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    kita = Institution.objects.get()
    assert kita.street == "Kirchweg"
    assert kita.contacts.get().value == "+4922419000"
    assert run.conflicts == []
    assert AuditEntry.objects.filter(did=AuditEntry.Did.UNDID).exists()
    assert run.rows.count() == 2


def test_undo_leaves_alone_what_somebody_changed_since_and_lists_it(ada, ben, network):
    run = taken(ada, network, [row(), row("2", "Kita Mond")])
    kita = Institution.objects.get(name="Kita Sonnenblume")
    kita.street = "Bens Straße"
    kita.save()

    imports.undo_import(by=ada, run=run)

    run.refresh_from_db()
    assert list(Institution.objects.values_list("name", flat=True)) == ["Kita Sonnenblume"]
    assert [conflict["name"] for conflict in run.conflicts] == ["Kita Sonnenblume"]
    assert run.conflicts[0]["url"] == kita.get_absolute_url()


def test_after_an_undo_the_same_file_can_be_taken_over_again(ada, network):
    run = taken(ada, network, [row()])
    imports.undo_import(by=ada, run=run)

    again = checked(ada, network, [row()])

    assert outcomes(again) == {2: "new"}
    assert imports.taken_before(again) is None


def test_rows_can_be_left_out_one_by_one_or_all(ada, network):
    run = checked(ada, network, [row(), row("2", "Kita Mond"), row("3", "Kita Stern")])

    imports.decide(by=ada, run=run, decision="skip", rows=[3])
    assert imports.to_take(run)["rows"] == 2
    imports.decide(by=ada, run=run, decision="skip")
    assert imports.to_take(run)["rows"] == 0
    imports.decide(by=ada, run=run, decision="take", rows=[4])
    imports.take_over(by=ada, run=run)

    assert list(Institution.objects.values_list("name", flat=True)) == ["Kita Stern"]


def test_a_row_with_an_error_is_never_taken(ada, network):
    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond")])

    imports.decide(by=ada, run=run, decision="take", rows=[2])
    imports.take_over(by=ada, run=run)

    assert list(Institution.objects.values_list("name", flat=True)) == ["Kita Mond"]


def test_empty_cells_keep_what_is_stored_unless_one_says_otherwise(ada, network):
    taken(ada, network, [row(phone="02241 900-0")])

    kept = checked(ada, network, [row(street="", phone="")])
    assert outcomes(kept) == {2: "same"}

    emptied = taken(ada, network, [row(street="", phone="")], defaults={"erase": True})
    assert emptied.counts["taken_changed"] == 1
    assert Institution.objects.get().street == ""
    assert not ContactPoint.objects.exists()


def test_columns_are_guessed_and_kept_as_a_profile(ada, network):
    header = ["Seltsamer Kopf", "Bezeichnung", "Schulform"]
    run = begun(ada, network, [["a@example.org", "Kita Sonnenblume", "Kita"]] * 2, header)
    assert run.mapping == {"0": "mail", "1": "name", "2": "type"}

    imports.match_columns(
        by=ada, run=run, mapping={"1": "name", "2": "type"}, defaults={}, save_as="Kitaliste"
    )
    again = begun(ada, network, [["Kita", "a@example.org", "Kita Mond"]], [header[2], header[0], header[1]])

    assert again.profile.name == "Kitaliste"
    assert again.mapping == {"0": "type", "2": "name"}


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"0": "name", "1": "name"}, "column_twice"),
        ({"0": "phone"}, "no_name"),
        ({"0": "number", "1": "name"}, "no_scheme"),
        ({"0": "password", "1": "name"}, "unknown_column"),
    ],
)
def test_a_wrong_assignment_of_columns_is_refused(ada, network, mapping, code):
    run = begun(ada, network, [row()])

    with pytest.raises(RuleBroken) as broken:
        imports.match_columns(by=ada, run=run, mapping=mapping, defaults={})

    assert broken.value.code == code


def test_type_status_and_level_can_be_set_for_all_rows(ada, network):
    gymnasium = InstitutionType.objects.get(code="gymnasium")
    defaults = {
        "type": gymnasium.pk,
        "level": 10,
        "contact_level": 20,
        "status": "paused",
        "source": "Schulamt",
    }

    taken(ada, network, [row(kind="", phone="02241 900-0")], defaults=defaults)

    kita = Institution.objects.get()
    listing = Listing.objects.get()
    assert kita.type == gymnasium
    assert (listing.level, listing.status, listing.source) == (10, "paused", "Schulamt")
    assert kita.contacts.get().level == 20


def test_a_discarded_import_leaves_neither_rows_nor_file(ada, network):
    run = checked(ada, network, [row()])
    path = run.file.path

    imports.discard(by=ada, run=run)

    run.refresh_from_db()
    assert run.state == ImportRun.State.DISCARDED
    assert run.file is None
    assert not ImportRow.objects.exists()
    assert path.parent.exists()


def test_steps_come_in_their_order(ada, network):
    run = begun(ada, network, [row()])
    for verb in (imports.take_over, imports.undo_import):
        with pytest.raises(RuleBroken) as broken:
            verb(by=ada, run=run)
        assert broken.value.code == "wrong_state"


def test_providers_are_found_by_name_by_number_and_in_the_sheet_itself(ada, network):
    there = ListingFactory(network=network, institution=InstitutionFactory(name="Caritas Köln")).institution
    header = ["Nummer", "Name", "Art", "Träger"]
    rows = [
        ["1", "Kita A", "Kita", "Caritas Koeln"],
        ["2", "Diakonie", "Kita", ""],
        ["3", "Kita B", "Kita", "Diakonie"],
        ["4", "Kita C", "Kita", "2"],
        ["5", "Kita D", "Kita", "Karitas Köln"],
    ]

    run = taken(ada, network, rows, header)

    assert outcomes(run)[6] == "error"
    assert "Caritas Köln" in run.rows.get(number=6).problems[0][2]
    diakonie = Institution.objects.get(name="Diakonie")
    assert Institution.objects.get(name="Kita A").parent == there
    assert Institution.objects.get(name="Kita B").parent == diakonie
    assert Institution.objects.get(name="Kita C").parent == diakonie
    assert "diakonie" not in Institution.objects.get(name="Kita B").search_text, (
        "not everybody sees the provider"
    )
    assert {row.name for row in searched(Institution.objects.all(), "diakonie", user=ada)} == {
        "Diakonie", "Kita B", "Kita C",
    }  # fmt: skip


def test_upload_of_something_else_is_refused_and_nothing_is_kept(ada, network):
    from coordination.lib.models import StoredFile
    from coordination.lib.sheets import SheetRefused

    upload = sheet([])
    with pytest.raises(SheetRefused):
        imports.begin_import(by=ada, network=network, upload=upload)

    assert not StoredFile.objects.exists()
    assert not ImportRun.objects.exists()


def test_after_thirty_days_the_cells_are_gone_and_the_import_can_still_be_undone(ada, network):
    from datetime import timedelta

    from coordination.directory.tasks import forget_import_rows

    old, fresh = taken(ada, network, [row()]), checked(ada, network, [row("2", "Kita Mond")])
    ImportRun.objects.filter(pk=old.pk).update(made_at=old.made_at - timedelta(days=31))

    assert forget_import_rows() == 1
    assert forget_import_rows() == 0

    old.refresh_from_db()
    assert (old.rows.count(), old.sample, fresh.rows.count()) == (0, [], 1)
    imports.undo_import(by=ada, run=old)
    assert not Institution.objects.exists()

"""An address of a shelter leaves no trace: not in rows, not in samples, not in the stored file, not in history."""

import pytest
from django.db import connection

from coordination.directory.importing.check import REMOVED
from coordination.directory.models import ImportRow, ImportRun, Institution
from coordination.directory.services import imports
from coordination.lib.models import StoredFile
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.imports import begun, checked, outcomes, row, said, taken

SECRET = "Geheimweg 77"
HEADER = ["Nummer", "Name", "Art", "Straße", "Schutzort", "Anfahrt"]


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()
    InstitutionTypeFactory(
        code="women_shelter",
        name="Frauenhaus, Schutzwohnung",
        short_name="Frauenhaus",
        protected_by_default=True,
    )


def everything() -> str:
    """All that stands in any table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [repr(line) for line in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        ["1", "Frauenhaus Musterstadt", "Frauenhaus", SECRET, "", "über den Geheimweg 77"],
        ["1", "Haus am See", "Kita", SECRET, "ja", "über den Geheimweg 77"],
        ["1", "Schutzwohnung Nord", "Schutzwonung", SECRET, "", "über den Geheimweg 77"],
    ],
    ids=["by its type", "by the flag", "type misspelt"],
)
def test_the_row_is_refused_and_its_address_is_nowhere(ada, network, line):
    run = checked(ada, network, [line, ["2", "Kita Mond", "Kita", "", "", ""]], HEADER)

    assert outcomes(run) == {2: "error", 3: "new"}
    assert said(run)
    assert "Geheimweg" not in said(run)
    assert run.file is None
    assert not StoredFile.objects.filter(pk=run.file_id).exists()
    imports.take_over(by=ada, run=run)
    assert "Geheimweg" not in everything()


def test_the_file_itself_is_gone_from_the_disk(ada, network, django_capture_on_commit_callbacks):
    line = ["1", "Frauenhaus Musterstadt", "Frauenhaus", SECRET, "", ""]
    run = begun(ada, network, [line], HEADER)
    path = run.file.path
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)

    assert not path.exists()


def test_without_the_refusal_it_would_stand_in_the_rows(ada, network, monkeypatch):
    """Counter-check of the tests above."""
    from coordination.directory.importing.check import Checker

    monkeypatch.setattr(Checker, "_is_protected", lambda self, row: False)
    line = ["1", "Frauenhaus Musterstadt", "Frauenhaus", SECRET, "", ""]

    checked(ada, network, [line], HEADER)

    assert "Geheimweg" in everything()


def test_a_shelter_without_address_is_taken_and_protected(ada, network):
    taken(ada, network, [["1", "Frauenhaus Musterstadt", "Frauenhaus", "", "", ""]], HEADER)

    assert Institution.objects.get().protected_place


def test_an_entry_that_is_protected_takes_no_address_from_a_sheet(ada, network):
    there = InstitutionFactory(name="Haus am See", protected_place=True)
    ListingFactory(network=network, institution=there)

    run = checked(ada, network, [["", "Haus am See", "Kita", SECRET, "", ""]], HEADER)

    assert outcomes(run) == {2: "error"}
    assert "Geheimweg" not in everything()
    assert run.file is None


@pytest.mark.parametrize("word", ["nein", "no"])
def test_protection_is_not_lifted_by_a_sheet(ada, network, word):
    there = InstitutionFactory(name="Haus am See", protected_place=True)
    ListingFactory(network=network, institution=there)

    run = checked(ada, network, [["", "Haus am See", "Kita", "", word, ""]], HEADER)

    assert outcomes(run) == {2: "error"}


def test_an_entry_with_an_address_is_marked_in_its_record_not_by_a_sheet(ada, network):
    ListingFactory(network=network, institution=InstitutionFactory(name="Haus am See", street=SECRET))

    run = checked(ada, network, [["", "Haus am See", "Kita", "", "ja", ""]], HEADER)

    assert outcomes(run) == {2: "error"}
    assert run.rows.get().problems[0][1] == "protected_place"


def test_a_double_that_is_protected_takes_no_address(ada, network):
    from coordination.directory.services.import_doubles import join
    from coordination.lib.errors import RuleBroken

    there = InstitutionFactory(name="Haus am grünen See", protected_place=True)
    ListingFactory(network=network, institution=there)
    run = checked(ada, network, [row("", "Haus am grünen Seee", street="Neuweg 3")])
    assert outcomes(run) == {2: "double"}

    with pytest.raises(RuleBroken) as broken:
        join(by=ada, run=run, number=2)

    assert broken.value.code == "protected_place"


def test_rows_show_the_blanked_cells_and_say_why(client, ada, network):
    line = ["1", "Frauenhaus Musterstadt", "Frauenhaus", SECRET, "", ""]
    run = checked(ada, network, [line], HEADER)
    client.force_login(ada)

    page = client.get(run.get_absolute_url()).content.decode()

    assert "Frauenhaus Musterstadt" in page
    assert "Geheimweg" not in page
    assert ImportRow.objects.get().raw == ["1", "Frauenhaus Musterstadt", "Frauenhaus", REMOVED, None, None]
    assert ImportRun.objects.get(pk=run.pk).sample == []

"""Export, edit, import: only the edits change, whatever kind of file it was."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coordination.directory import exports
from coordination.directory.exports import Export
from coordination.directory.models import Institution
from coordination.directory.services import imports
from coordination.lib import sheets
from coordination.lib.levels import Level
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

KINDS = ["xlsx", "csv", "ods"]


@pytest.fixture
def houses(network, towns):
    """Entries with all that makes a round trip hard: zeros in front, lines, quotes, dates, several numbers."""
    made = []
    for number in range(3):
        house = InstitutionFactory(
            name=f"Kita „Löwenzahn“; {number}", description="Zwei\nZeilen", street="Weg", house_number="1-3",
            postcode="53842" if number else "", city="Troisdorf" if number else "", age_from=0, age_until=6,
        )  # fmt: skip
        ListingFactory(
            institution=house, network=network, level=Level.NETWORK, notes="=1+1", confirmed_on="2026-02-03"
        )
        for order, value in enumerate(("02241 900-0", "02241 900-5")):
            ContactPointFactory(
                institution=house, network=network, kind="phone", display=value, sort_order=order,
                value="+492241" + value[6:].replace("-", ""), level=Level.NETWORK,
            )  # fmt: skip
        made.append(house)
    return made


def exported(by, kind):
    target = io.BytesIO()
    rows = Institution.objects.in_lists_of(by).order_by("sort_key", "id")
    exports.write(target, Export("institution", kind, rows), by=by)
    return target.getvalue()


def edited(content, kind, changes):
    """The same file with other cells: {(row from 0, column): text}."""
    sheet = sheets.read(content, name=f"a.{kind}")
    rows = [list(row.values) for row in sheet.rows]
    for (row, column), text in changes.items():
        rows[row][sheet.header.index(column)] = text
    target = io.BytesIO()
    write = {"xlsx": sheets.write_xlsx, "csv": sheets.write_csv, "ods": sheets.write_ods}[kind]
    write(target, title="Liste", columns=sheet.header, rows=rows)
    return target.getvalue()


def back(by, network, content, kind):
    upload = SimpleUploadedFile(f"liste.{kind}", content)
    run = imports.begin_import(by=by, network=network, upload=upload)
    imports.match_columns(by=by, run=run, mapping=run.mapping, defaults=run.defaults)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("kind", KINDS)
def test_an_unedited_export_changes_nothing(ada, network, houses, kind):
    run = back(ada, network, exported(ada, kind), kind)

    assert run.counts["same"] == 3, list(run.rows.values_list("outcome", "problems", "differences"))


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_edits_change(ada, network, houses, kind):
    changes = {(0, "Telefon"): "02241 900-77", (1, "Hausnummer"): "0012", (2, "Kurzname"): "Löwe"}
    run = back(ada, network, edited(exported(ada, kind), kind, changes), kind)

    assert {n: sorted(d) for n, d in run.rows.values_list("number", "differences")} == {
        2: ["phone"],
        3: ["house_number"],
        4: ["short_name"],
    }
    imports.take_over(by=ada, run=run)
    houses[0].refresh_from_db()
    phones = list(houses[0].contacts.order_by("sort_order").values_list("display", flat=True))
    assert phones == ["02241 900-77", "02241 900-5"]
    assert houses[0].description == "Zwei\nZeilen"


def test_an_entry_without_municipality_gets_none_by_the_way(ada, network, houses):
    assert houses[1].municipality_id is None

    run = back(ada, network, exported(ada, "xlsx"), "xlsx")

    assert run.counts["changed"] == 0

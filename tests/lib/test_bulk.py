"""Many rows at once: the quick door writes what the slow one would, on both databases."""

import datetime as dt
import gc
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from coordination.directory.models import ImportRow, ImportRun, Institution
from coordination.lib import bulk, history
from coordination.lib.models import ChangeSet
from tests.factories.accounts import NetworkFactory
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory


@pytest.fixture
def kind(db):
    return InstitutionTypeFactory()


def institutions(kind, names, **more):
    columns = {"name": names, "type_id": [kind.pk] * len(names), "sort_key": names, "search_text": names}
    return history.insert(Institution, columns | more)


def test_rows_come_in_with_defaults_public_ids_and_history(kind):
    ids = institutions(kind, ["a", "b"], latitude=[Decimal("50.8"), None], longitude=[Decimal("7.1"), None])

    first, second = Institution.objects.order_by("id")
    assert list(ids) == [first.pk, second.pk]
    assert (first.latitude, second.latitude, first.version, first.street) == (Decimal("50.8"), None, 1, "")
    assert first.uid != second.uid
    assert first.uid.version == 4
    assert first.history.get().change_set == second.history.get().change_set
    assert first.history.get().name == "a"


def test_ids_go_on_after_rows_made_by_hand_and_the_other_way_round(kind):
    by_hand = InstitutionFactory(type=kind)
    ids = institutions(kind, ["a", "b", "c"])
    after = InstitutionFactory(type=kind)

    assert [by_hand.pk, *ids, after.pk] == sorted({by_hand.pk, *ids, after.pk})


def test_no_rows_write_nothing(kind):
    assert institutions(kind, []) == []
    assert not ChangeSet.objects.exists()


def test_rules_of_the_database_hold_here_too(kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        institutions(kind, ["a", ""])

    assert not Institution.objects.exists()
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("text", ["ein\ttab", "zwei\nZeilen", "\\N", "Anführung \"'", "🌻", "a\\b"])
def test_texts_arrive_as_they_are(kind, text):
    institutions(kind, [text])

    assert Institution.objects.get().name == text


def test_json_of_every_kind_arrives_and_nul_does_not_break_postgresql(kind):
    run = ImportRun.objects.create(network=NetworkFactory(), file_name="a", file_hash="")
    raw = ["a\0b", None, 1.5, True, "ä🌻", ["x"], {}]
    columns = {
        "id": bulk.take_ids(ImportRow, 1), "run_id": [run.pk], "number": [2], "outcome": ["new"], "decision": ["take"],
        "name": ["a"], "raw": [raw], "clean": [{}], "problems": [[]], "notes": [()], "differences": [{}],
        "candidates": [[]], "kept": [[]], "institution_id": [None], "corrected": [{}], "marks": [""], "keys": [""],
        "search_text": [""],
    }  # fmt: skip

    bulk.insert(ImportRow, list(columns), list(columns.values()))

    row = ImportRow.objects.get()
    assert row.raw == ["a\ufffdb", *raw[1:]]
    assert (row.clean, row.notes) == ({}, [])


def test_one_column_is_written_for_many_rows(kind):
    run = ImportRun.objects.create(network=NetworkFactory(), file_name="a", file_hash="")
    rows = [ImportRow.objects.create(run=run, number=n, outcome="new") for n in (2, 3, 4)]

    bulk.set_column(ImportRow, "institution_id", [(7, rows[0].pk), (None, rows[1].pk), (9, rows[2].pk)])

    assert list(ImportRow.objects.order_by("number").values_list("institution_id", flat=True)) == [7, None, 9]


def test_public_ids_are_random_uuids():
    found = [uuid.UUID(each) for each in bulk.new_uids(500)]

    assert len(set(found)) == 500
    assert {(each.version, each.variant) for each in found} == {(4, uuid.RFC_4122)}


def test_the_collector_runs_again_afterwards_also_after_an_error():
    assert gc.isenabled()
    with bulk.without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), bulk.without_collector():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_ids_side_by_side_are_asked_for_as_a_span():
    assert history.in_ids("id", [3, 4, 5]) == ("id BETWEEN %s AND %s", [3, 5])
    assert "BETWEEN" not in history.in_ids("id", [3, 5])[0]
    assert "BETWEEN" not in history.in_ids("id", [3, 4, 4])[0]


def test_days_and_moments_arrive(kind):
    from coordination.directory.models import Listing

    network, institution = NetworkFactory(), InstitutionFactory(type=kind)
    day = dt.date(2026, 3, 1)
    history.insert(
        Listing, {"institution_id": [institution.pk], "network_id": [network.pk], "confirmed_on": [day]}
    )

    listing = Listing.objects.get()
    assert listing.confirmed_on == day
    assert (listing.status, listing.level) == ("active", 40)
    assert connection.vendor in {"sqlite", "postgresql"}

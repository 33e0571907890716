"""Taking changes back."""

import pytest
from django.db import IntegrityError

from coordination.directory.models import ContactPoint, Institution
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.undo import undo
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


def last_change():
    return ChangeSet.objects.order_by("-id").first()


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return last_change()


def test_a_change_of_one_field_goes_back(ada):
    kita = InstitutionFactory(name="Kita Alt")
    renamed = change(kita, name="Kita Neu")

    result = undo(renamed, by=ada)

    kita.refresh_from_db()
    assert kita.name == "Kita Alt"
    assert kita.sort_key == "kita alt"
    assert kita.version == 3
    assert not result.conflicts
    assert result.change_set.undoes == renamed
    assert result.change_set.user == ada


def test_a_later_change_of_another_field_stays(ada):
    kita = InstitutionFactory(name="Kita Alt")
    renamed = change(kita, name="Kita Neu")
    change(kita, city="Troisdorf")

    undo(renamed, by=ada)

    kita.refresh_from_db()
    assert kita.city == "Troisdorf"


def test_a_later_change_of_the_same_field_is_a_conflict(ada, ben):
    kita = InstitutionFactory(name="Kita Alt")
    renamed = change(kita, name="Kita Neu")
    with history.changes(by=ben):
        change(kita, name="Kita Ganz Neu")

    result = undo(renamed, by=ada)

    kita.refresh_from_db()
    assert kita.name == "Kita Ganz Neu"
    assert [conflict.label for conflict in result.conflicts] == ["Kita Ganz Neu"]
    assert result.conflicts[0].later.user == ben
    assert result.change_set is None


def test_what_was_created_is_gone_with_all_its_parts(ada):
    with history.changes(by=ada) as frame:
        kita = InstitutionFactory()
        ContactPointFactory(institution=kita)
        ListingFactory(institution=kita)

    undo(frame.change_set, by=ada)

    assert not Institution.objects.exists()
    assert not ContactPoint.objects.exists()


def test_what_was_created_stays_whole_when_a_part_was_changed_since(ada):
    with history.changes(by=ada) as frame:
        changed, untouched = (
            InstitutionFactory(name="Kita Geändert"),
            InstitutionFactory(name="Kita Unberührt"),
        )
        contact = ContactPointFactory(institution=changed)
        ContactPointFactory(institution=changed, kind="mail", value="kita@example.org")
        ContactPointFactory(institution=untouched)
    change(contact, display="02241 1")

    result = undo(frame.change_set, by=ada)

    assert [str(one) for one in Institution.objects.all()] == ["Kita Geändert"]
    assert changed.contacts.count() == 2
    assert [conflict.label for conflict in result.conflicts] == ["Kita Geändert"]


def test_what_was_created_stays_when_something_new_needs_it(ada):
    with history.changes(by=ada) as frame:
        kita = InstitutionFactory()
    ContactPointFactory(institution=kita)

    result = undo(frame.change_set, by=ada)

    assert Institution.objects.exists()
    assert len(result.conflicts) == 1


def test_what_was_deleted_comes_back_with_its_public_id(ada):
    contact = ContactPointFactory()
    uid = contact.uid
    contact.delete()

    undo(last_change(), by=ada)

    assert ContactPoint.objects.get().uid == uid


def test_an_undo_can_be_undone(ada):
    kita = InstitutionFactory(name="Kita Alt")
    undone = undo(change(kita, name="Kita Neu"), by=ada)

    undo(undone.change_set, by=ada)

    kita.refresh_from_db()
    assert kita.name == "Kita Neu"


def test_only_the_part_of_one_record_goes_back(ada):
    one, other = InstitutionFactory(name="Eins"), InstitutionFactory(name="Zwei")
    with history.changes(by=ada) as frame:
        change(one, city="Troisdorf")
        change(other, city="Troisdorf")

    undo(frame.change_set, by=ada, unit=("directory.institution", one.pk))

    assert list(Institution.objects.order_by("id").values_list("city", flat=True)) == ["", "Troisdorf"]


def test_the_protection_of_a_place_is_not_undone(ada):
    shelter = InstitutionFactory(name="Schutzwohnung")
    protected = change(shelter, protected_place=True)

    with pytest.raises(RuleBroken) as broken:
        undo(protected, by=ada)

    assert broken.value.code == "cannot_undo"
    assert Institution.objects.get().protected_place


def test_raw_sql_cannot_lift_a_protection_either():
    from django.db import connection, transaction

    shelter = InstitutionFactory(protected_place=True)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE directory_institution SET protected_place = false WHERE id = %s", [shelter.pk])


def test_undoing_many_asks_the_database_equally_often(ada, django_assert_max_num_queries):
    with history.changes(by=ada) as frame:
        for _ in range(5):
            ContactPointFactory(institution=InstitutionFactory())

    with django_assert_max_num_queries(90):
        undo(frame.change_set, by=ada)


def test_what_was_changed_and_changed_back_is_as_if_untouched(ada):
    with history.changes(by=ada) as frame:
        kita = InstitutionFactory(name="Kita Alt")
    change(kita, name="Kita Neu")
    change(kita, name="Kita Alt")

    result = undo(frame.change_set, by=ada)

    assert not result.conflicts
    assert not Institution.objects.exists()


def test_an_undo_goes_on_where_a_conflict_held_it_up(ada):
    kept, gone = InstitutionFactory(name="Bleibt"), InstitutionFactory(name="Geht")
    with history.changes(by=ada) as frame:
        change(kept, city="Köln")
        change(gone, city="Köln")
    later = change(kept, city="Bonn")
    assert len(undo(frame.change_set, by=ada).conflicts) == 1
    undo(later, by=ada)

    result = undo(frame.change_set, by=ada)

    assert not result.conflicts
    assert result.rows == 1
    assert set(Institution.objects.values_list("city", flat=True)) == {""}

"""Change sets, versions, the bulk door."""

from decimal import Decimal

import pytest

from coordination.directory.models import Institution, Listing
from coordination.lib import history
from coordination.lib.errors import EditConflict
from coordination.lib.models import ChangeSet
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory

pytestmark = pytest.mark.django_db


def rows(institution):
    return list(institution.history.order_by("history_id").values_list("history_type", "name"))


def test_all_changes_of_one_frame_belong_together(ada):
    with history.changes(by=ada, source=ChangeSet.Source.FORM, reason="Umzug"):
        institution = InstitutionFactory()
        institution.name = "Kita Neu"
        institution.save()

    change_set = ChangeSet.objects.latest("id")
    assert change_set.user == ada
    assert change_set.reason == "Umzug"
    assert set(institution.history.values_list("change_set", flat=True)) == {change_set.pk}


def test_an_inner_frame_joins_the_outer_one(ada):
    with history.changes(by=ada), history.changes(by=None, reason="inner"):
        InstitutionFactory()

    assert ChangeSet.objects.latest("id").user == ada


def test_a_change_that_fails_leaves_no_change_set():
    def fail():
        with history.changes():
            InstitutionFactory()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not ChangeSet.objects.exists()
    assert not Institution.objects.exists()


def test_a_frame_without_changes_writes_nothing(ada):
    before = ChangeSet.objects.count()

    with history.changes(by=ada):
        pass

    assert ChangeSet.objects.count() == before


def test_the_later_of_two_who_read_the_same_version_is_told():
    first = InstitutionFactory(name="Kita Alt")
    second = Institution.objects.get(pk=first.pk)
    first.name = "Kita Erste"
    first.save()
    second.name = "Kita Zweite"

    with pytest.raises(EditConflict) as conflict:
        second.save()

    assert conflict.value.current.name == "Kita Erste"
    assert Institution.objects.get().name == "Kita Erste"


def test_without_the_version_the_later_would_overwrite_the_earlier():
    """The counter-check: with the guard left out, the fault is there."""
    first = InstitutionFactory(name="Kita Alt")
    second = Institution.objects.get(pk=first.pk)
    first.name = "Kita Erste"
    first.save()
    second.name = "Kita Zweite"

    super(type(second).__mro__[1], second).save()

    assert Institution.objects.get().name == "Kita Zweite"


def test_bulk_work_leaves_the_same_history_as_single_saves(ada):
    kind = InstitutionTypeFactory()
    many = [Institution(name=f"Schule {n}", type=kind) for n in range(3)]
    for one in many:
        one.derive()

    with history.changes(by=ada):
        history.bulk_create(many)
    for one in many:
        one.name += " neu"
    history.bulk_update(many, ["name"])
    history.bulk_delete(Institution, [one.pk for one in many])

    history_model = Institution.history.model
    assert list(
        history_model.objects.filter(id=many[0].pk).order_by("history_id").values_list("history_type", "name")
    ) == [
        ("+", "Schule 0"),
        ("~", "Schule 0 neu"),
        ("-", "Schule 0 neu"),
    ]
    assert history_model.objects.count() == 9
    assert not Institution.objects.exists()


def test_bulk_update_writes_columns_of_every_kind_and_their_absence():
    full, bare = InstitutionFactory(), InstitutionFactory()
    told = {
        "latitude": Decimal("50.815700"),
        "longitude": Decimal("7.155500"),
        "age_from": 3,
        "city": "Köln; „x“",
    }
    for name, value in told.items():
        setattr(full, name, value)
    full.parent, bare.parent = bare, None

    history.bulk_update([full, bare], [*told, "parent", "protected_place"])

    full.refresh_from_db(), bare.refresh_from_db()
    assert {name: getattr(full, name) for name in told} == told
    assert (full.parent, full.version, bare.latitude, bare.age_from, bare.parent) == (
        bare,
        2,
        None,
        None,
        None,
    )


def test_bulk_update_refuses_when_one_row_has_been_changed_meanwhile():
    many = [InstitutionFactory() for _ in range(3)]
    InstitutionFactory._meta.model.objects.get(pk=many[1].pk).save()
    for one in many:
        one.city = "Troisdorf"

    with pytest.raises(EditConflict):
        history.bulk_update(many, ["city"])

    assert not Institution.objects.filter(city="Troisdorf").exists()


@pytest.mark.parametrize("verb", ["update", "bulk_create", "bulk_update"])
def test_tracked_rows_refuse_to_be_written_past_history(verb):
    with pytest.raises(TypeError, match=r"coordination\.lib\.history"):
        getattr(Listing.objects.all(), verb)([])


def test_tracked_models_come_after_those_they_point_to():
    ordered = history.tracked_models()

    assert ordered.index(Institution) < ordered.index(Listing)

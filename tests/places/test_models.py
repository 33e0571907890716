import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coordination.places.models import Dataset, District, Land, Municipality, Postcode, PostcodePlace
from coordination.places.services import load_demo
from tests.factories.places import (
    DistrictFactory,
    LandFactory,
    MunicipalityFactory,
    PostcodeFactory,
    PostcodePlaceFactory,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "field", "wrong"),
    [
        (LandFactory, "key", "5"),
        (DistrictFactory, "key", "5382"),
        (DistrictFactory, "key", "0538x"),
        (MunicipalityFactory, "ags", "5382068"),
        (MunicipalityFactory, "ags", "0538206\n"),
        (MunicipalityFactory, "postcode", "538"),
        (PostcodeFactory, "code", "5384"),
        (PostcodeFactory, "code", "٥٣٨٤٠"),
    ],
)
def test_keys_are_digits_in_full_length(factory, field, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**{field: wrong})


def test_a_wrong_key_is_told_in_words():
    with pytest.raises(ValidationError) as refused:
        Postcode(code="5384").validate_constraints()
    assert refused.value.error_dict["__all__"][0].code == "digits"


def test_only_a_dissolved_municipality_has_a_successor():
    heir, old = place("53840", "05382068", "Troisdorf"), place("53842", "05382999", "Altdorf")
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(pk=old.pk).update(successor=heir)
    Municipality.objects.filter(pk=old.pk).update(successor=heir, dissolved_on="2024-01-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(pk=old.pk).update(successor=old)


def test_one_coordinate_alone_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalityFactory(latitude="50.8")


def test_at_postcode_finds_every_municipality_once():
    unkel, bruchhausen = place("53572", "07138073", "Unkel"), place("53572", "07138008", "Bruchhausen")
    place("53840", "05382068", "Troisdorf")
    PostcodePlaceFactory(postcode__code="53572", municipality=unkel, name="Scheuren")

    assert list(Municipality.objects.at_postcode("53572")) == [bruchhausen, unkel]


def test_named_finds_by_all_ways_of_writing():
    augustin = place("53757", "05382056", "Sankt Augustin")
    place("53840", "05382068", "Troisdorf", former_names=["Sieglar"])

    for written in ("St. Augustin", "sankt augustin", "Sankt Augustin, Stadt"):
        assert list(Municipality.objects.named(written)) == [augustin]
    assert Municipality.objects.named("Sieglar").get().name == "Troisdorf"
    assert not Municipality.objects.named("")
    assert not Municipality.objects.named("%")


def test_in_force_leaves_out_the_dissolved_from_their_day_on():
    old = MunicipalityFactory(dissolved_on=datetime.date(2024, 1, 1))

    assert old in Municipality.objects.in_force(datetime.date(2023, 12, 31))
    assert old not in Municipality.objects.in_force(datetime.date(2024, 1, 1))


def test_today_follows_several_mergers_and_no_circle():
    last = place("53840", "05382068", "Troisdorf")
    gone = {"dissolved_on": "2024-01-01"}
    middle = place("53842", "05382901", "Sieglar", successor=last, **gone)
    first = place("53844", "05382902", "Spich", successor=middle, **gone)

    assert first.today == last
    assert last.today == last
    middle.successor = first
    assert first.today in (first, middle)


def test_postcodes_know_their_reach():
    unkel = place("53572", "07138073", "Unkel", district=DistrictFactory(key="07138", name="Neuwied"))
    place("53572", "07138008", "Bruchhausen", district=unkel.district)
    place("53840", "05382068", "Troisdorf")

    assert [code.code for code in Postcode.objects.unclear()] == ["53572"]
    assert [code.code for code in Postcode.objects.of_municipality(unkel)] == ["53572"]
    assert [code.code for code in Postcode.objects.in_districts("05382")] == ["53840"]
    assert [town.name for town in Municipality.objects.in_districts("05382")] == ["Troisdorf"]


def test_everybody_sees_the_geography():
    place("53840", "05382068", "Troisdorf")
    for model in (Land, District, Municipality, Postcode, PostcodePlace):
        assert model.objects.visible_to(None).count() == 1


def test_natural_keys_find_their_rows():
    place("53840", "05382068", "Troisdorf")
    for model in (Land, District, Municipality, Postcode, PostcodePlace):
        row = model.objects.get()
        assert model.objects.get_by_natural_key(*row.natural_key()) == row


def test_rows_are_called_by_their_names():
    place("53840", "05382068", "Troisdorf")
    words = [str(model.objects.get()) for model in (Land, District, Municipality, Postcode, PostcodePlace)]
    assert words == ["Nordrhein-Westfalen", "Rhein-Sieg-Kreis", "Troisdorf", "53840", "53840 Troisdorf"]


def test_a_data_source_is_found_by_its_short_name():
    load_demo()
    dataset = Dataset.objects.get_by_natural_key("demo-district")
    assert (dataset.natural_key(), str(dataset)) == (("demo-district",), "Tabelle des Beispielkreises")


def test_a_town_can_be_its_own_district():
    assert DistrictFactory(key="05314", name="Bonn", kind=District.Kind.INDEPENDENT_TOWN).is_town
    assert not DistrictFactory().is_town

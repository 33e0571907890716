"""Queries that are written once find what the QuerySet finds, with other values in place of the stand-ins."""

import datetime as dt
import uuid

import pytest
from django.db.models import Exists, F, OuterRef, Value

from coordination.accounts.models import Membership
from coordination.directory.models import Identifier, Institution, Listing
from coordination.lib.written import ANY_DAY, ANY_ID, ANY_UID, Written
from tests.factories.directory import InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(network):
    houses = [InstitutionFactory(name=f"Haus {letter}") for letter in "AB"]
    for house in houses:
        ListingFactory(institution=house, network=network)
    return houses


def test_rows_come_with_what_was_joined_counted_and_fetched_besides(
    houses, network, django_assert_num_queries
):
    listed = Listing.objects.filter(institution=OuterRef("pk"))
    rows = Institution.objects.filter(uid=ANY_UID).select_related("type").annotate(listed=Exists(listed))
    written = Written(rows.prefetch_related("listings__network"))

    for house in houses:
        with django_assert_num_queries(3):
            (found,) = written.fetch({ANY_UID: house.uid})
            assert (found, found.type, found.listed) == (house, house.type, True)
            assert [each.network for each in found.listings.all()] == [network]


def test_a_value_that_is_none_of_the_rows_finds_nothing(houses):
    written = Written(Institution.objects.filter(uid=ANY_UID))

    assert written.fetch({ANY_UID: uuid.uuid4()}) == []
    assert written.fetch({}) == []


def test_days_and_ids_stand_in_several_places(membership_of_today):
    day, person = dt.date(2026, 3, 1), membership_of_today.user_id
    rows = (
        Membership.objects.in_force(ANY_DAY).filter(user=ANY_ID).order_by("id").values_list("pk", flat=True)
    )
    written = Written(rows)
    membership_of_today.valid_from = membership_of_today.valid_until = day
    membership_of_today.save()

    found = {
        shift: written.fetch({ANY_ID: person, ANY_DAY: day + dt.timedelta(days=shift)})
        for shift in (-1, 0, 1)
    }

    assert found == {-1: [], 0: [membership_of_today.pk], 1: []}


@pytest.fixture
def membership_of_today(ada):
    return Membership.objects.get(user=ada)


def test_branches_of_a_union_are_all_asked_about_the_same_row(houses):
    Identifier.objects.create(institution=houses[1], scheme="liste", value="7")
    names = Institution.objects.filter(pk=ANY_ID).order_by().annotate(of=Value("name"), word=F("name"))
    numbers = (
        Identifier.objects.filter(institution=ANY_ID).order_by().annotate(of=Value("no"), word=F("value"))
    )
    columns = ("of", "word")
    written = Written(names.values_list(*columns).union(numbers.values_list(*columns), all=True))

    assert sorted(written.fetch({ANY_ID: houses[1].pk})) == [("name", "Haus B"), ("no", "7")]
    assert written.fetch({ANY_ID: houses[0].pk}) == [("name", "Haus A")]


def test_what_nobody_can_see_is_not_asked_for(houses, django_assert_num_queries):
    written = Written(Institution.objects.filter(pk=ANY_ID, type__in=[]))

    with django_assert_num_queries(0):
        assert written.fetch({ANY_ID: houses[0].pk}) == []

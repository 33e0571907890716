"""Youth offices and the municipalities they are responsible for."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import YouthOfficeDistrict
from coordination.directory.services.districts import set_districts
from coordination.lib.errors import RuleBroken
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.places import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(network):
    kind = InstitutionTypeFactory(
        code="youth_office", name="Jugendamt", short_name="Jugendamt", group="youth_welfare"
    )
    institution = InstitutionFactory(name="Jugendamt Musterstadt", type=kind)
    ListingFactory(institution=institution, network=network)
    return institution


@pytest.fixture
def town(network):
    municipality = MunicipalityFactory()
    CatchmentMunicipality.objects.create(network=network, municipality=municipality)
    return municipality


def test_the_coordination_sets_the_district(ada, office, town, client):
    client.force_login(ada)

    answer = client.post(reverse("directory:districts", args=[office.uid]), {"municipalities": [town.pk]})

    assert answer.status_code == 302
    assert [row.municipality for row in office.youth_office_districts.all()] == [town]


def test_a_municipality_has_one_youth_office(ada, office, town):
    other = InstitutionFactory(type=office.type)
    YouthOfficeDistrict.objects.create(youth_office=other, municipality=town)

    with pytest.raises(RuleBroken) as broken:
        set_districts(by=ada, youth_office=office, municipalities=[town])
    with pytest.raises(IntegrityError), transaction.atomic():
        YouthOfficeDistrict.objects.create(youth_office=office, municipality=town)

    assert broken.value.code == "municipality_taken"


def test_only_a_youth_office_has_a_district(ada, town):
    with pytest.raises(RuleBroken):
        set_districts(by=ada, youth_office=InstitutionFactory(), municipalities=[town])


def test_saving_the_same_again_changes_nothing(ada, office, town):
    assert set_districts(by=ada, youth_office=office, municipalities=[town]) == 1
    assert set_districts(by=ada, youth_office=office, municipalities=[town]) == 0


@pytest.mark.parametrize("who", ["mira", "lang", "noor"])
def test_nobody_else_finds_the_page(who, office, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("directory:districts", args=[office.uid])).status_code == 404

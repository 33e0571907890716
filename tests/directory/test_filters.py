"""Filters of the lists, one by one, and what they must not tell."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.directory.models import (
    Feature,
    InstitutionFeature,
    InstitutionLanguage,
    InstitutionTopic,
    Language,
    Topic,
)
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
    ServiceKindFactory,
)
from tests.factories.places import MunicipalityFactory

INSTITUTIONS, PEOPLE, SERVICES = (f"directory:{noun}-list" for noun in ("institution", "person", "service"))
TODAY = timezone.localdate


def listed(network, name, *, level=Level.PUBLIC, status="active", confirmed_on=None, **fields):
    return ListingFactory(
        institution=InstitutionFactory(name=name, **fields),
        network=network,
        level=level,
        status=status,
        confirmed_on=confirmed_on,
    ).institution


def found(client, user, name=INSTITUTIONS, **parameters):
    client.force_login(user)
    response = client.get(reverse(name), parameters)
    assert response.context["bar"]["count"] == len(response.context["page_obj"].object_list)
    return [str(row) for row in response.context["page_obj"]], response


@pytest.fixture
def two(network):
    """A with everything, B with nothing of it."""
    school = InstitutionTypeFactory(code="school", name="Grundschule", short_name="Schule", group="education")
    practice = InstitutionTypeFactory(code="practice", name="Praxis", short_name="Praxis", group="health")
    days = {"confirmed_on": TODAY()}
    a = listed(network, "A", type=school, municipality=MunicipalityFactory(), level=Level.PUBLIC, **days)
    b = listed(
        network,
        "B",
        type=practice,
        level=Level.NETWORK,
        status="paused",
        confirmed_on=TODAY() - dt.timedelta(400),
    )
    InstitutionTopic.objects.create(institution=a, topic=Topic.objects.create(code="trauma", name="Trauma"))
    InstitutionLanguage.objects.create(
        institution=a, language=Language.objects.create(code="tr", name="Türkisch")
    )
    InstitutionFeature.objects.create(
        institution=a, feature=Feature.objects.create(code="lift", name="Aufzug")
    )
    AgreementFactory(institution=a, kind="8a4", signed_on=TODAY() - dt.timedelta(30))
    AgreementFactory(
        institution=b,
        kind="72a",
        signed_on=TODAY() - dt.timedelta(900),
        valid_until=TODAY() - dt.timedelta(1),
    )
    return a, b


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"art": "school"}, ["A"]),
        ({"art": ["school", "practice"]}, ["A", "B"]),
        ({"gruppe": "health"}, ["B"]),
        ({"gemeinde": "05382068"}, ["A"]),
        ({"gemeinde": "keine"}, ["B"]),
        ({"thema": "trauma"}, ["A"]),
        ({"sprache": "tr"}, ["A"]),
        ({"barrierefrei": "lift"}, ["A"]),
        ({"vereinbarung": "8a4"}, ["A"]),
        ({"vereinbarung": "ohne-8a4"}, ["B"]),
        ({"vereinbarung": "valid"}, ["A"]),
        ({"vereinbarung": "ended"}, ["B"]),
        ({"vereinbarung": "ending"}, []),
        ({"status": "paused"}, ["B"]),
        ({"sichtbar": "10"}, ["A"]),
        ({"sichtbar": "30"}, ["B"]),
        ({"aktualitaet": "ok"}, ["A"]),
        ({"aktualitaet": "old"}, ["B"]),
        ({"aktualitaet": "none"}, []),
        ({"art": "school", "gruppe": "health"}, []),
        ({"art": "erfunden"}, ["A", "B"]),
    ],
)
def test_a_filter_of_institutions(client, ada, two, parameters, expected):
    assert found(client, ada, **parameters)[0] == expected


@pytest.mark.parametrize(("days", "light"), [(305, "ok"), (306, "due"), (365, "due"), (366, "old")])
def test_the_filter_and_the_traffic_light_mean_the_same_day(client, ada, network, days, light):
    house = listed(network, "A", confirmed_on=TODAY() - dt.timedelta(days))

    assert house.listings.get().light() == light
    for word in ("ok", "due", "old"):
        assert found(client, ada, aktualitaet=word)[0] == (["A"] if word == light else [])


def test_each_chip_takes_away_only_itself(client, ada, two):
    _names, response = found(client, ada, art=["school", "practice"], status="active", q="a")
    chips = {str(chip["value"]): chip["url"] for chip in response.context["bar"]["chips"]}

    assert set(chips) == {"Schule", "Praxis", "aktiv"}
    assert "art=practice" in chips["Schule"]
    assert "art=school" not in chips["Schule"]
    assert "status=active" in chips["Schule"]
    assert "q=a" in chips["Schule"]


def test_an_unknown_value_is_no_chip(client, ada, two):
    assert found(client, ada, status="weg")[1].context["bar"]["chips"] == []


def test_municipalities_of_the_other_network_are_no_choice(client, ada, network, other_network):
    listed(network, "A", municipality=MunicipalityFactory())
    listed(other_network, "B", municipality=MunicipalityFactory(ags="05382999", name="Geheimdorf"))

    _names, response = found(client, ada)

    assert "Geheimdorf" not in response.content.decode()
    assert "Troisdorf" in response.content.decode()


def test_a_level_that_is_not_readable_is_no_way_to_ask(client, lang, network):
    listed(network, "Canary", level=Level.COORDINATION)

    for parameters in ({"sichtbar": "40"}, {"status": "active"}, {"aktualitaet": "none"}, {"art": "daycare"}):
        assert found(client, lang, **parameters)[0] == []


def test_with_two_networks_one_can_be_chosen(client, ada, network, other_network):
    MembershipFactory(user=ada, network=other_network)
    listed(network, "Hier")
    listed(other_network, "Dort")

    assert found(client, ada)[0] == ["Dort", "Hier"]
    assert found(client, ada, netzwerk="nachbarkreis")[0] == ["Dort"]


def test_with_one_network_there_is_nothing_to_choose(client, ada, network):
    assert "netzwerk" not in found(client, ada)[1].context["bar"]["filters"].fields


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"stand": "aktiv"}, ["Jetzt", "Fort"]),
        ({"stand": "abwesend"}, ["Fort"]),
        ({"stand": "ehemalig"}, ["Früher"]),
        ({"kontakt": "ja"}, ["Jetzt"]),
    ],
)
def test_a_filter_of_people(client, ada, network, parameters, expected):
    house, day = listed(network, "Haus"), dt.timedelta(days=1)
    now, gone, away = (PersonFactory(first_name="", last_name=name) for name in ("Jetzt", "Früher", "Fort"))
    AffiliationFactory(institution=house, person=now, is_contact=True)
    AffiliationFactory(institution=house, person=gone, valid_until=TODAY() - day)
    AffiliationFactory(institution=house, person=away, absent_from=TODAY() - day, absent_until=TODAY() + day)

    assert sorted(found(client, ada, PEOPLE, **parameters)[0]) == sorted(expected)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [({"art": "beratung"}, ["X"]), ({"kosten": "fee"}, ["Y"]), ({"anonym": "ja"}, ["X"])],
)
def test_a_filter_of_services(client, ada, network, parameters, expected):
    house = listed(network, "Haus")
    ServiceFactory(
        provider=house, name="X", kind=ServiceKindFactory(code="beratung"), is_anonymous=True, fee="free"
    )
    ServiceFactory(provider=house, name="Y", fee="fee")

    assert found(client, ada, SERVICES, **parameters)[0] == expected


def test_lists_filters_and_records_call_the_specialist_as_the_network_does(client, network, ada):
    pool = InstitutionTypeFactory(
        code="pool", name="InsoFa-Stelle", short_name="InsoFa-Pool", group="counsel"
    )
    advice = ServiceKindFactory(code="insofa", name="InsoFa-Beratung", short_name="InsoFa-Beratung")
    house = listed(network, "Fachberatung", type=pool)
    service = ServiceFactory(provider=house, kind=advice, network=network, name="Beratung")
    network.insofa_label = "iseF"
    network.save()

    client.force_login(ada)
    for address in (
        reverse(INSTITUTIONS),
        reverse(SERVICES),
        house.get_absolute_url(),
        service.get_absolute_url(),
    ):
        page = client.get(address).content.decode()
        assert "iseF-" in page, address
        assert "InsoFa-" not in page, address

"""Who is in charge at a place and answers at a moment."""

import datetime as dt

import pytest

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place, finer_question, knows_street
from coordination.directory.models import Service
from coordination.directory.reachability import in_charge, reachable
from coordination.lib.hours import BERLIN
from coordination.lib.levels import Level
from coordination.places.models import Postcode
from tests.factories.directory import ContactPointFactory
from tests.factories.hours import (
    NIGHTS,
    CatchmentPartFactory,
    FallbackFactory,
    HoursFactory,
    OnCallShiftFactory,
    SchoolHolidayFactory,
    service,
)
from tests.factories.places import place

pytestmark = pytest.mark.django_db

FRIDAY_NIGHT = dt.datetime(2026, 11, 20, 22, tzinfo=BERLIN)
FRIDAY_MORNING = dt.datetime(2026, 11, 20, 9, 42, tzinfo=BERLIN)


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


def answers(kind, town, at, user=None, postcode="53840"):
    where = Place(town, postcode)
    return reachable(in_charge([kind], where), at, user=user, place=where)


def test_by_day_the_office_answers_with_number_and_until_when(network, troisdorf):
    made = service(network)
    (found,) = answers("asd_intake", troisdorf, FRIDAY_MORNING)

    assert (found.service, found.is_reachable, found.number.value) == (made, True, "+492241900111")
    assert found.standing.until == dt.datetime(2026, 11, 20, 12, 30, tzinfo=BERLIN)
    assert network.name in found.why


def test_by_night_it_says_when_it_opens_and_who_stands_in(network, troisdorf):
    office = service(network)
    nights = service(network, "on_call", name="Rufbereitschaft", osm=NIGHTS, phone="+492241900222")
    police = service(network, "police", name="Polizei", osm="24/7", phone="+492241900333")
    FallbackFactory(service=office, then=nights)
    FallbackFactory(service=nights, then=police)
    (found,) = answers("asd_intake", troisdorf, FRIDAY_NIGHT)

    assert not found.is_reachable
    assert found.standing.opens_at == dt.datetime(2026, 11, 23, 8, 30, tzinfo=BERLIN)
    assert [one.service for one in found.chain] == [nights, police]
    assert found.instead.service == nights


def test_a_chain_that_runs_in_a_circle_ends(network, troisdorf):
    one, two = service(network, name="Eins"), service(network, "on_call", name="Zwei")
    FallbackFactory(service=one, then=two)
    FallbackFactory(service=two, then=one)
    (found,) = answers("asd_intake", troisdorf, FRIDAY_NIGHT)

    assert [row.service for row in found.chain] == [two]


def test_the_queryset_says_it_too(network, troisdorf):
    service(network)
    found = Service.objects.of_kind("asd_intake").serving(municipality=troisdorf).reachable(FRIDAY_MORNING)
    assert [one.is_reachable for one in found] == [True]


def test_the_nearest_open_one_stands_first_and_closed_ones_by_their_opening(network, troisdorf):
    code = Postcode.objects.get(code="53840")
    service(network, name="Netzwerk", osm="24/7")
    service(network, name="Nah", osm="24/7", areas=[{"postcode": code}])
    service(network, name="Morgen", osm="Sa 10:00-12:00")
    service(network, name="Montag", osm="Mo 08:00-12:00")
    service(network, name="Unbekannt", osm="")
    found = answers("asd_intake", troisdorf, FRIDAY_NIGHT)

    assert [one.service.name for one in found] == ["Nah", "Netzwerk", "Morgen", "Montag", "Unbekannt"]
    assert found[-1].standing is None


def test_in_charge_by_index_is_what_serving_says(network, troisdorf):
    code, bonn = Postcode.objects.get(code="53840"), place("53111", "05314000", "Bonn")
    for areas in (
        [],
        [{"municipality": troisdorf}],
        [{"district": troisdorf.district}],
        [{"postcode": code}],
    ):
        made = service(network, name="Hier", areas=areas)
    service(network, name="Anderswo", areas=[{"municipality": bonn}])
    service(network, "on_call", name="Andere Art")
    Service.objects.create(kind=made.kind, name="Bund", catchment="nation", level=10)

    for town, postcode in ((troisdorf, "53840"), (troisdorf, ""), (bonn, "53840"), (bonn, "53111")):
        said = Service.objects.of_kind("asd_intake").serving(municipality=town, postcode=postcode)
        found = in_charge(["asd_intake"], Place(town, postcode))
        assert sorted(found.values_list("pk")) == sorted(said.values_list("pk"))
    assert in_charge(["asd_intake"], Place(troisdorf, "53840")).count() == 5


def test_elsewhere_nobody_of_ours_is_in_charge(network, troisdorf):
    service(network)
    bonn = place("53111", "05314000", "Bonn")
    assert answers("asd_intake", bonn, FRIDAY_MORNING, postcode="53111") == []


def test_the_public_is_told_that_there_is_somebody_but_not_a_number_for_professionals(
    network, troisdorf, ada
):
    service(network, "on_call", osm="24/7", level=Level.PROFESSIONALS)
    (public,) = answers("on_call", troisdorf, FRIDAY_NIGHT)
    (inside,) = answers("on_call", troisdorf, FRIDAY_NIGHT, ada)

    assert (public.is_open, public.number, public.is_reachable) == (True, None, False)
    assert inside.number.value == "+492241900111"


def test_other_networks_see_only_what_is_public(network, troisdorf, noor):
    service(network, service_level=Level.NETWORK, level=Level.NETWORK)
    assert answers("asd_intake", troisdorf, FRIDAY_MORNING, noor) == []


def test_without_a_number_of_its_own_the_institution_answers(network, troisdorf):
    made = service(network, phone="")
    ContactPointFactory(institution=made.provider, network=network, value="+492241900999", level=Level.PUBLIC)
    (found,) = answers("asd_intake", troisdorf, FRIDAY_MORNING)
    assert found.number.value == "+492241900999"


def test_school_holidays_of_the_land_close_what_follows_them(network, troisdorf):
    service(network, osm="Mo-Fr 08:00-16:00; SH off; PH off")
    SchoolHolidayFactory(land=network.land, first=dt.date(2026, 12, 23), last=dt.date(2027, 1, 6))
    (found,) = answers("asd_intake", troisdorf, dt.datetime(2026, 12, 28, 10, tzinfo=BERLIN))
    assert found.standing.opens_at == dt.datetime(2027, 1, 7, 8, tzinfo=BERLIN)


def shift(made, start, end, holder, **more):
    return OnCallShiftFactory(
        service=made,
        starts_at=dt.datetime.fromisoformat(start).replace(tzinfo=BERLIN),
        ends_at=dt.datetime.fromisoformat(end).replace(tzinfo=BERLIN),
        holder=holder,
        **more,
    )


def test_the_rota_says_who_holds_the_telephone_and_which_number(network, troisdorf, ada, lang):
    made = service(network, "on_call", osm="24/7", keeps_rota=True)
    second = ContactPointFactory(
        institution=None, service=made, network=network, value="+492241900777", level=Level.PUBLIC
    )
    shift(made, "2026-11-16 08:00", "2026-11-23 08:00", "Team Süd", contact=second)
    shift(made, "2026-11-23 08:00", "2026-11-30 08:00", "Team Nord")

    (found,) = answers("on_call", troisdorf, FRIDAY_NIGHT, ada)
    assert (found.holder, found.number.value, found.is_reachable) == ("Team Süd", "+492241900777", True)
    assert found.standing.until == dt.datetime(2026, 11, 30, 8, tzinfo=BERLIN)  # the hand-over is no end
    for outside in (None, lang):
        (found,) = answers("on_call", troisdorf, FRIDAY_NIGHT, outside)
        assert (found.holder, found.number.value) == ("", "+492241900777")


def test_a_gap_in_the_rota_is_no_answer(network, troisdorf):
    made = service(network, "on_call", osm="24/7", keeps_rota=True)
    shift(made, "2026-11-21 08:00", "2026-11-28 08:00", "Team Süd")
    (found,) = answers("on_call", troisdorf, FRIDAY_NIGHT)

    assert found.is_gap
    assert not found.is_reachable
    assert found.standing.opens_at == dt.datetime(2026, 11, 21, 8, tzinfo=BERLIN)


def test_without_the_word_in_the_hours_the_rota_changes_nothing(network, troisdorf):
    """The counter-check: the same empty rota, hours alone count."""
    service(network, "on_call", osm="24/7")
    (found,) = answers("on_call", troisdorf, FRIDAY_NIGHT)
    assert found.is_reachable


@pytest.fixture
def two_districts(network, troisdorf):
    north = service(network, name="Nord", areas=[{"municipality": troisdorf}])
    south = service(network, name="Süd", areas=[{"municipality": troisdorf}])
    CatchmentPartFactory(service=north, municipality=troisdorf, part="Spich")
    CatchmentPartFactory(
        service=north,
        municipality=troisdorf,
        street="Kölner Straße",
        number_from=1,
        number_until=99,
        side="odd",
    )
    CatchmentPartFactory(service=south, municipality=troisdorf, part="Sieglar")
    CatchmentPartFactory(service=south, municipality=troisdorf, street="Kölner Straße", side="even")
    return north, south


def test_finer_catchments_ask_for_part_or_street(two_districts, troisdorf):
    asked = finer_question(Service.objects.of_kind("asd_intake"), Place(troisdorf, "53840"))
    assert (asked.parts, asked.has_streets) == (("Sieglar", "Spich"), True)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({"part": "Spich"}, ["Nord"]),
        ({"part": "Sieglar"}, ["Süd"]),
        ({"street": "Kölner Str. 12"}, ["Süd"]),
        ({"street": "koelner strasse 13a"}, ["Nord"]),
        ({"street": "Kölner Straße 101"}, []),
        ({"street": "Kölner Straße"}, ["Nord", "Süd"]),
        ({"street": "Feldweg 1"}, []),
        ({}, ["Nord", "Süd"]),
    ],
)
def test_part_street_and_house_number_choose_the_district(two_districts, troisdorf, where, names):
    found = in_charge(["asd_intake"], Place(troisdorf, "53840", **where))
    assert sorted(one.name for one in found) == names


def test_a_street_in_no_list_is_told_apart(two_districts, troisdorf):
    rows = Service.objects.of_kind("asd_intake")
    assert knows_street(rows, Place(troisdorf, "53840", street="Kölner Straße 101"))
    assert not knows_street(rows, Place(troisdorf, "53840", street="Feldweg 1"))


def test_a_service_without_a_list_serves_the_whole_town(two_districts, network, troisdorf):
    whole = service(network, name="Ganz", areas=[{"municipality": troisdorf}])
    assert whole in in_charge(["asd_intake"], Place(troisdorf, "53840", part="Spich"))


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_services_costs_the_same_questions(
    count, network, troisdorf, ada, django_assert_num_queries
):
    police = service(network, "police", name="Polizei", osm="24/7")
    for number in range(count):
        made = service(network, "on_call", name=f"Ruf {number}", osm="24/7", keeps_rota=True)
        shift(made, "2026-11-16 08:00", "2026-11-23 08:00", "Team")
        FallbackFactory(service=made, then=police)
    from coordination.accounts.scope import scope_of

    scope_of(ada)
    # services, two steps of the chain, the stand-ins, contacts of services and institutions, rota, school holidays
    with django_assert_num_queries(8):
        assert len(answers("on_call", troisdorf, FRIDAY_NIGHT, ada)) == count


def test_hours_of_an_institution_are_seen_where_it_is(network, ada, noor):
    made = service(network)
    office = HoursFactory(service=None, institution=made.provider)
    from coordination.directory.models import Hours

    assert office in Hours.objects.visible_to(ada)
    assert (
        Hours.objects.visible_to(noor).filter(institution=made.provider).count() == 1
    )  # the entry is public

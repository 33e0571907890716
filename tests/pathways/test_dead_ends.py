"""The dead-end check: sets of quarters against a reckoning hour by hour, what is renewed, who sees it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place
from coordination.directory.models import Hours, ServiceArea
from coordination.lib.history import changes
from coordination.lib.hours import BERLIN, Calendar
from coordination.lib.levels import Level
from coordination.pathways.deadends import PER_DAY, Masks, State, Stretch, Timeline, of_way, stretches, worst
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import DeadEnds, PathwayAudience
from coordination.pathways.resolve import resolve_flow
from coordination.pathways.services import deadends
from coordination.pathways.simulating import play
from coordination.pathways.slots import slot_findings
from coordination.pathways.worklist_finder import waiting
from coordination.places.models import Postcode
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionTypeFactory,
    ServiceFactory,
    ServiceKindFactory,
)
from tests.factories.hours import (
    NIGHTS,
    OFFICE,
    CatchmentPartFactory,
    FallbackFactory,
    HoursFactory,
    OnCallShiftFactory,
    service,
)
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def police():
    kind = ServiceKindFactory(code="police", name="Polizei", short_name="Polizei")
    made = ServiceFactory(
        kind=kind, provider=None, network=None, name="110", catchment="nation", level=Level.PUBLIC, code="police-110"
    )  # fmt: skip
    HoursFactory(service=made, osm="24/7")
    ContactPointFactory(institution=None, service=made, value="110", network=None, level=Level.PUBLIC)
    return made


def table_of(row):
    return deadends.unpacked(row.result), Timeline(deadends.stretches_of(row.result))


# --- The sets ---------------------------------------------------------------------------------------------------------
def test_the_days_are_a_quiet_week_a_holiday_and_christmas():
    week, holiday, christmas = stretches(TODAY, Calendar("NW"))
    assert (week.first, week.days) == (dt.date(2026, 11, 23), 7)
    assert (holiday.first, holiday.name) == (dt.date(2027, 1, 1), "Neujahr")
    assert (christmas.first, christmas.days) == (dt.date(2026, 12, 24), 3)
    school = Calendar("NW", ((dt.date(2026, 11, 20), dt.date(2026, 12, 6)),))
    assert stretches(TODAY, school)[0].first == dt.date(2026, 12, 7)
    assert stretches(dt.date(2026, 5, 20), Calendar("NW"))[1].name == "Pfingstmontag"


def test_a_quarter_counts_only_if_it_is_filled_and_runs_are_found_again():
    line = Timeline([Stretch("week", dt.date(2026, 11, 23), 7)])
    start = dt.datetime(2026, 11, 24, 8, 10, tzinfo=BERLIN)
    mask = line.mask(lambda part: [(start, start + dt.timedelta(hours=1))])
    assert line.spans(mask) == [(line.parts[0], PER_DAY + 33, PER_DAY + 36)]
    assert line.spans(0) == []
    assert line.spans(line.whole) == [(line.parts[0], 0, 7 * PER_DAY)]


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_both_days_on_which_the_clock_changes_have_24_hours(day):
    line = Timeline([Stretch("holiday", day, 1)])
    part = line.parts[0]
    assert line.mask(lambda _part: [(part.start, part.end)]) == line.whole


def test_the_worst_of_several_places_is_the_worst_state_of_each_quarter():
    here, there = Masks(own=0b0011, police=0b1111), Masks(own=0b0001, standby=0b0110, police=0)
    both = worst([here, there])
    assert [both.state(1 << n) for n in range(4)] == [State.OPEN, State.STANDBY, State.ONLY_110, State.NOBODY]
    assert worst([]) == Masks()


# --- The check --------------------------------------------------------------------------------------------------------
def test_the_sets_say_the_same_as_resolving_hour_by_hour(network, troisdorf, police):
    own = service(network, osm=OFFICE, phone="+492241900111")
    night = service(network, "on_call", name="Rufbereitschaft", osm=NIGHTS, phone="+492241900112")
    FallbackFactory(service=own, then=night)
    FallbackFactory(service=night, then=police, position=2)
    HoursFactory(
        service=service(network, name="Beratung", osm="", phone="+492241900113"), osm="Sa 10:15-12:30"
    )
    flow = flow_of(pathway(network))
    table, line = table_of(deadends.refresh(network))
    mine = of_way(flow, {code: row["05382068"] for code, row in table.items()})
    for number, part in enumerate(line.parts):
        for day in range(part.days):
            for hour in range(0, 24, 3):
                at = dt.datetime.combine(part.first + dt.timedelta(days=day), dt.time(hour), BERLIN)
                by_resolving = play(resolve_flow(flow, Place(troisdorf, "53840"), at)).state
                quarter = line.bits(number, day, hour, 1) & ~(line.bits(number, day, hour, 1) << 1)
                assert mine.state(quarter) == by_resolving, at


def test_a_number_for_professionals_reaches_nobody_and_is_named(network, troisdorf):
    service(network, osm="24/7", level=Level.PROFESSIONALS)
    pathway(network)
    row = deadends.refresh(network)
    assert row.result["hidden"] == ["asd_intake"]
    table, _line = table_of(row)
    assert table["asd_intake"]["05382068"] == Masks()


def test_it_counts_on_a_way_for_professionals_and_is_named_still(client, network, troisdorf, ada):
    """Also a whole service that only they see. The matrix, the simulation and the interface say the same."""
    service(network, osm="24/7", level=Level.PROFESSIONALS)
    service(
        network,
        "insofa_consultation",
        osm="24/7",
        service_level=Level.PROFESSIONALS,
        level=Level.PROFESSIONALS,
    )
    everybody = pathway(network, slots=("asd_intake", "insofa_consultation"))
    work = pathway(network, slug="kita", code="P02", slots=("asd_intake", "insofa_consultation"))
    PathwayAudience.objects.create(pathway=work, institution_type=InstitutionTypeFactory())
    row = deadends.refresh(network)
    assert row.result["hidden"] == ["asd_intake"]
    tables = deadends.Tables(row.result)
    (key,) = tables.keys
    assert not any(masks.anybody for masks in tables.at(flow_of(everybody), key).values())
    assert all(masks.own for masks in tables.at(flow_of(work), key).values())
    client.force_login(ada)
    heat = client.get(reverse("pathways:dead-ends")).context["heat"]
    assert [one.cells[0].is_dead for one in heat] == [True, False]
    for way, eyes, state in (
        (everybody, "weg", State.NOBODY),
        (work, "weg", State.OPEN),
        (work, "alle", State.NOBODY),
    ):
        words = {"weg": way.uid, "plz": "53840", "sicht": eyes}
        assert client.get(reverse("pathways:simulation"), words).context["play"].state == state


def test_a_town_of_which_services_name_postcodes_is_checked_by_its_postcodes(client, network, troisdorf, ada):
    place("53842", "05382068", "Troisdorf")
    code = Postcode.objects.get(code="53840")
    asd = service(network, osm="24/7", areas=[{"postcode": code}])
    way = pathway(network)
    (found,) = slot_findings(flow_of(way), network)
    assert "Troisdorf, 53842" in found.sentence
    table, line = table_of(deadends.refresh(network))
    assert {key: masks.state(line.whole) for key, masks in table["asd_intake"].items()} == {
        "05382068/53840": State.OPEN,
        "05382068/53842": State.NOBODY,
    }
    client.force_login(ada)
    page = client.get(reverse("pathways:dead-ends"), {"weg": way.uid}).content.decode()
    assert "Troisdorf, 53842" in page
    assert "plz=53842&amp;ort=05382068" in page
    ServiceArea.objects.create(service=asd, municipality=troisdorf)
    assert slot_findings(flow_of(way), network) == []


def test_a_gap_in_the_rota_is_a_dead_end_but_not_what_is_not_planned_yet(network, troisdorf, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *more: TODAY)
    phone = service(network, osm="24/7", keeps_rota=True)
    start = dt.datetime(2026, 11, 20, 8, tzinfo=BERLIN)
    pathway(network)
    OnCallShiftFactory(service=phone, starts_at=start, ends_at=start + dt.timedelta(days=5))
    table, line = table_of(deadends.refresh(network))
    mask = table["asd_intake"]["05382068"].own
    assert mask & line.bits(0, 6, 12, 1) == 0
    assert mask & line.bits(0, 0, 12, 1)
    assert mask & line.bits(1, 0, 12, 1)  # New Year is six weeks away
    assert mask & line.bits(2, 0, 12, 1) == 0  # Christmas is not


def test_one_change_renews_its_kind_alone_and_what_it_stands_in_for(network, troisdorf, monkeypatch):
    own = service(network, osm=OFFICE)
    night = service(network, "on_call", name="Ruf", osm=NIGHTS, phone="+492241900112")
    service(network, "insofa_consultation", name="InsoFa", osm=OFFICE, phone="+492241900113")
    FallbackFactory(service=own, then=night)
    pathway(network, slots=("asd_intake", "insofa_consultation", "on_call"))
    assert deadends.keep_current() == 1
    assert deadends.keep_current() == 0
    asked = []
    real = deadends.kinds_at
    monkeypatch.setattr(
        deadends, "kinds_at", lambda net, kinds, *more: asked.append(set(kinds)) or real(net, kinds, *more)
    )
    before = DeadEnds.objects.get().result
    with changes(by=None):
        hours = Hours.objects.get(service=night)
        hours.osm = "Mo 10:00-11:00"
        hours.save()
    assert deadends.keep_current() == 1
    assert asked == [{"asd_intake", "on_call"}]
    after = DeadEnds.objects.get().result
    assert after != before
    assert after == deadends.refresh(network).result


def test_a_new_municipality_and_a_new_day_renew_everything(network, troisdorf):
    service(network, osm=OFFICE)
    pathway(network)
    deadends.keep_current()
    CatchmentMunicipality.objects.create(
        network=network, municipality=place("53842", "05382069", "Spichdorf")
    )
    assert deadends.keep_current() == 1
    assert set(DeadEnds.objects.get().result["kinds"]["asd_intake"]) == {"05382068", "05382069"}
    DeadEnds.objects.update(day=timezone.localdate() - dt.timedelta(days=1))
    assert deadends.keep_current() == 1


def test_a_town_that_services_share_by_lists_is_checked_part_by_part(client, network, troisdorf, ada):
    """Mitte has somebody by day, Spich always, the streets of the list have them too, Sieglar nobody."""
    town = {"municipality": troisdorf}
    day = service(network, name="Mitte", osm=OFFICE, phone="+492241900111")
    CatchmentPartFactory(service=day, part="Mitte", **town)
    always = service(network, name="Spich", osm="24/7", phone="+492241900112")
    CatchmentPartFactory(service=always, part="Spich", **town)
    for street in ("Am Bach", "Zum Wald"):
        CatchmentPartFactory(service=always, street=street, **town)
    CatchmentPartFactory(service=service(network, "youth_work", osm="24/7"), part="Sieglar", **town)
    way = pathway(network)
    table, line = table_of(deadends.refresh(network))
    found = {key: masks.state(line.bits(0, 0, 22, 1)) for key, masks in table["asd_intake"].items()}
    assert found == {
        "05382068/Mitte": State.NOBODY,
        "05382068/Sieglar": State.NOBODY,
        "05382068/Spich": State.OPEN,
        "05382068/Am Bach, Zum Wald": State.OPEN,
    }
    noon = {key for key, masks in table["asd_intake"].items() if not masks.own & line.bits(0, 0, 12, 1)}
    assert noon == {"05382068/Sieglar"}
    client.force_login(ada)
    page = client.get(reverse("pathways:dead-ends"), {"weg": way.uid})
    assert "Troisdorf, Sieglar" in [row.label for row in page.context["heat"]]
    assert "teil=Sieglar" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_more_services_ask_the_database_equally_often(network, troisdorf, rows, django_assert_num_queries):
    for number in range(rows):
        service(network, osm=OFFICE, name=f"Angebot {number}")
    pathway(network)
    deadends.refresh(network)
    with django_assert_num_queries(22):
        deadends.refresh(network)


def test_a_police_station_reaches_no_more_than_110(client, network, troisdorf, ada):
    """Its number is the same: a report that leads there alone has not reached the youth welfare office."""
    service(network, "police", name="Polizeiwache", osm="24/7", phone="110")
    way = pathway(network, slots=("asd_intake", "police"))
    table, line = table_of(deadends.refresh(network))
    assert table["police"]["05382068"] == Masks(police=line.whole)
    client.force_login(ada)
    played = client.get(reverse("pathways:simulation"), {"weg": way.uid, "plz": "53840"}).context["play"]
    assert played.state == State.ONLY_110


# --- The page and the work list ---------------------------------------------------------------------------------------
def test_the_page_shows_where_nobody_answers_and_leads_to_the_simulation(
    client, network, troisdorf, police, ada, ben
):
    service(network, osm=OFFICE)
    way = pathway(network)
    published(way, by=ada, second=ben)
    deadends.refresh(network)
    client.force_login(ada)
    answer = client.get(reverse("pathways:dead-ends"))
    assert len(answer.context["heat"]) == 1
    assert len(answer.context["heat"][0].cells) == 66
    assert {row["gap"].state for row in answer.context["found"]} == {State.NOBODY}
    by_town = client.get(reverse("pathways:dead-ends"), {"weg": way.uid})
    assert [row.label for row in by_town.context["heat"]] == ["Troisdorf"]
    assert by_town.context["steps"]
    assert [one.url for one in waiting(ada)] == [reverse("pathways:dead-ends") + f"?netz={network.slug}"]


def test_where_somebody_always_answers_nothing_waits(client, network, troisdorf, ada, ben):
    service(network, osm="24/7")
    published(pathway(network), by=ada, second=ben)
    deadends.refresh(network)
    client.force_login(ada)
    assert client.get(reverse("pathways:dead-ends")).context["found"] == []
    assert list(waiting(ada)) == []


def test_the_check_is_started_by_those_who_may_change_drafts_in_their_network(
    client, network, other_network, troisdorf, ada, auditor, noor, lang
):
    service(network, osm=OFFICE)
    pathway(network)
    url = reverse("pathways:dead-ends-check", args=[network.slug])
    for person, status in ((auditor, 403), (lang, 403), (noor, 404)):
        client.force_login(person)
        assert client.post(url).status_code == status
    client.force_login(ada)
    assert client.get(reverse("pathways:dead-ends")).context["stored"] is None
    assert client.post(url).status_code == 302
    assert client.get(url).status_code == 405
    assert client.get(reverse("pathways:dead-ends")).context["stored"] is not None
    client.force_login(noor)
    foreign = client.get(reverse("pathways:dead-ends"), {"netz": network.slug})
    assert foreign.context["stored"] is None
    assert "Troisdorf" not in foreign.content.decode()


# --- The simulation ---------------------------------------------------------------------------------------------------
def test_friday_night_is_played_through_with_the_stand_in(client, network, troisdorf, ada):
    own = service(network, osm=OFFICE)
    night = service(network, "on_call", name="Rufbereitschaft", osm=NIGHTS, phone="+492241900112")
    FallbackFactory(service=own, then=night)
    way = pathway(network)
    client.force_login(ada)
    url = reverse("pathways:simulation")
    for words in ({"plz": "53840"}, {"gemeinde": "05382068"}):
        answer = client.get(url, {"weg": way.uid, "wann": "freitag", **words})
        assert answer.context["resolved"].at.weekday() == 4
        assert answer.context["play"].state == State.STANDBY
        assert answer.context["play"].arrives_at.service == night


@pytest.mark.parametrize("when", ["jetzt", "freitag", "sonntag", "feiertag", "heiligabend", "unsinn", "dann"])
def test_every_moment_is_played_or_asked_back(client, network, troisdorf, ada, when):
    service(network, osm="24/7")
    way = pathway(network)
    client.force_login(ada)
    answer = client.get(reverse("pathways:simulation"), {"weg": way.uid, "plz": "53840", "wann": when})
    assert answer.status_code == 200
    assert bool(answer.context["play"]) == (when not in {"unsinn", "dann"})


@pytest.mark.parametrize(
    "words", [{}, {"plz": "A-1010"}, {"gemeinde": "x"}, {"plz": "\x00"}, {"tag": "x" * 999}]
)
def test_bad_input_is_asked_back(client, network, troisdorf, ada, words):
    way = pathway(network)
    client.force_login(ada)
    answer = client.get(reverse("pathways:simulation"), {"weg": way.uid, "wann": "jetzt", **words})
    assert answer.status_code == 200
    assert answer.context["play"] is None
    assert answer.context["form"].errors


def test_ways_of_other_networks_are_not_played(client, network, other_network, troisdorf, noor, lang):
    way = pathway(network)
    client.force_login(noor)
    answer = client.get(reverse("pathways:simulation"), {"weg": way.uid, "plz": "53840"})
    assert answer.context["play"] is None
    assert way.title not in answer.content.decode()
    client.force_login(lang)
    assert client.get(reverse("pathways:simulation")).status_code == 403

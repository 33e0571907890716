"""„Wer hilft?“: the questions, the result, the young people's way, the page on the device, the form for websites."""

import pytest
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality, NetworkHost
from coordination.lib.levels import Level
from coordination.pathways.models import Pathway
from coordination.pathways.services.releases import submit
from tests.factories.directory import ContactPointFactory, ServiceFactory, ServiceKindFactory
from tests.factories.hours import CatchmentPartFactory, FallbackFactory, HoursFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db

NUMBER, CLOSED = "+492241900111", "+492241900222"


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def open_now(network):
    return service(network, osm="24/7", phone=NUMBER)


@pytest.fixture
def school(network, troisdorf, open_now, ada, ben):
    return published(pathway(network), by=ada, second=ben)


@pytest.fixture
def young(network, school, ada, ben):
    made = pathway(network, slug="fuer-dich", code="P13", title="Wenn dir jemand weh tut")
    made.voice, made.who = Pathway.Voice.YOUNG, "Kinder und Jugendliche"
    made.save()
    return published(made, by=ada, second=ben)


@pytest.fixture
def line():
    """A help line for all of Germany."""
    kind = ServiceKindFactory(code="crisis_line", name="Krisentelefon", short_name="Krise")
    made = ServiceFactory(
        kind=kind, provider=None, network=None, name="Bundestelefon", catchment="nation", level=Level.PUBLIC,
        code="bundestelefon",
    )  # fmt: skip
    HoursFactory(service=made, osm="24/7")
    ContactPointFactory(institution=None, service=made, value="+498000000", network=None, level=Level.PUBLIC)
    return made


def way(slug="schule"):
    return reverse("ways:finder-way", args=[slug])


def test_four_clicks_lead_from_the_start_page_to_the_numbers_without_a_cookie(client, school):
    start = client.get(reverse("site:start"))
    assert f'action="{reverse("ways:finder")}"' in start.content.decode()

    first = client.get(reverse("ways:finder"), {"ich": "schule", "plz": "53840"})
    assert first.url == way() + "?plz=53840"
    acute = client.get(first.url)
    assert 'href="tel:110"' in acute.content.decode()
    result = client.get(acute.context["no_url"])
    page = result.content.decode()

    assert result.status_code == 200
    assert f'href="tel:{NUMBER}"' in page
    assert page.index("h-now") < page.index("h-schritte")
    assert reverse("ways:detail", args=["schule"]) in page
    assert "plz=53840" in result.context["share_url"]
    for answer in (start, first, acute, result):
        assert not answer.cookies


def test_who_answers_now_comes_first_and_stand_ins_with_them(client, network, troisdorf, line, ada, ben):
    closed = service(network, osm="Jan 01 03:00-03:01", phone=CLOSED)
    FallbackFactory(service=closed, then=line)
    published(pathway(network), by=ada, second=ben)
    answer = client.get(way(), {"akut": "nein", "plz": "53840"})

    assert [one.service for one in answer.context["now"]] == [line]
    assert [one.service for one in answer.context["later"]] == [closed]
    assert closed.name in answer.context["now"][0].why
    assert "<details" in answer.content.decode()  # what is closed is folded


def test_a_number_for_professionals_is_no_closed_door_and_not_offered(
    client, network, troisdorf, line, ada, ben
):
    """It is open, though not for everybody: the page says so, where the number stands, and whom to call instead."""
    kept = service(network, osm="24/7", level=Level.PROFESSIONALS)
    FallbackFactory(service=kept, then=line)
    service(network, name="Ohne Nummer", osm="24/7", phone="")
    published(pathway(network), by=ada, second=ben)
    answer = client.get(way(), {"akut": "nein", "plz": "53840"})
    page = answer.content.decode()
    assert [one.service for one in answer.context["now"]] == [line]
    assert {one.service.name: one.for_professionals for one in answer.context["later"]} == {
        "ASD Bezirk": True,
        "Ohne Nummer": False,
    }
    assert NUMBER not in page
    assert reverse("directory:in-charge-at-work") in page


def test_danger_shows_110_at_once_and_the_branch(client, school):
    answer = client.get(way(), {"akut": "ja", "plz": "53840"})
    page = answer.content.decode()
    assert page.index('href="tel:110"') < page.index("notfall")
    assert 'href="tel:112"' in page
    assert client.get(way(), {"akut": "ja"}).status_code == 200


@pytest.mark.parametrize("code", ["", "5384", "99999", "A-1010", "x" * 2000, "\x00"])
def test_a_postcode_that_cannot_be_is_told_with_the_lines_of_all_of_germany(client, school, line, code):
    answer = client.get(way(), {"akut": "nein", "plz": code})
    assert answer.status_code == 200
    assert answer.context["form"].errors["plz"]
    assert "Bundestelefon" in answer.content.decode()


def test_a_postcode_of_two_towns_and_a_shared_town_ask(client, school, open_now, troisdorf):
    CatchmentPartFactory(service=open_now, municipality=troisdorf, part="Spich")
    assert "teil" in client.get(way(), {"akut": "nein", "plz": "53840"}).context["form"].errors
    there = client.get(way(), {"akut": "nein", "plz": "53840", "teil": "Spich"})
    assert there.context["now"]
    place("53840", "05382056", "Niederkassel")
    assert "ort" in client.get(way(), {"akut": "nein", "plz": "53840"}).context["form"].errors


def test_a_street_or_part_of_no_list_is_asked_back(client, school, open_now, troisdorf):
    """Else the page would say that nobody is in charge there."""
    CatchmentPartFactory(service=open_now, municipality=troisdorf, street="Kölner Straße")
    for words, field in (({"strasse": "Kolner Gasse 1"}, "strasse"), ({"teil": "Nirgends"}, "strasse")):
        answer = client.get(way(), {"akut": "nein", "plz": "53840", **words})
        assert field in answer.context["form"].errors


def test_the_shared_link_names_no_street(client, school, open_now, troisdorf):
    CatchmentPartFactory(service=open_now, municipality=troisdorf, street="Kölner Straße")
    answer = client.get(way(), {"akut": "nein", "plz": "53840", "strasse": "Kölner Straße 12"})
    assert answer.context["now"]
    assert "K%C3%B6lner" not in answer.content.decode()
    assert "strasse" not in answer.context["share_url"]


def test_outside_the_network_the_page_says_so(client, school):
    place("53111", "05314000", "Bonn")
    assert client.get(way(), {"akut": "nein", "plz": "53111"}).context["elsewhere"]


def test_without_a_way_for_an_audience_the_national_lines_stand_there(client, network, line, ada):
    draft = pathway(None, slug="polizei", title="Polizei")
    assert draft.network is None
    for slug in ("polizei", "andere"):
        answer = client.get(way(slug))
        assert answer.status_code == 200
        assert "Bundestelefon" in answer.content.decode()
    assert client.get(way("nirgends")).status_code == 404
    assert client.get(reverse("ways:finder"), {"ich": "andere"}).url == way("andere")
    assert client.get(reverse("ways:finder"), {"ich": "x\x00", "plz": "\x00"}).status_code == 200


def test_drafts_are_not_offered(client, network, troisdorf, ada):
    mine = pathway(network)
    service(network, osm="24/7")
    submit(by=ada, pathway=mine)
    assert client.get(way()).status_code == 404
    assert client.get(reverse("ways:finder")).context["working"] == []


def test_at_the_host_of_another_network_nothing_of_ours_is_found(client, school, other_network):
    NetworkHost.objects.create(network=other_network, host="testserver")
    assert client.get(way()).status_code == 404
    assert "Lehrkraft" not in client.get(reverse("ways:finder")).content.decode()


def test_the_young_peoples_way_keeps_nothing_and_says_little(client, young):
    for words in ({}, {"akut": "ja"}, {"akut": "nein"}, {"akut": "nein", "plz": "53840"}):
        answer = client.get(way("fuer-dich"), words)
        page = answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
        assert "data-leave" in page
        assert "data-keep" not in page
        assert "finder.js" not in page
        assert "manifest" not in page
        title = page[page.index("<title>") : page.index("</title>")]
        assert "weh tut" not in title
        assert "Netz" not in title
    grown = client.get(way(), {"akut": "nein", "plz": "53840"}).content.decode()
    assert "data-keep" in grown
    assert "data-leave" not in grown


def test_the_page_can_be_installed_for_its_own_addresses_only(client, school, line):
    manifest = client.get(reverse("ways:finder-manifest")).json()
    assert manifest["scope"] == manifest["start_url"] == "/wer-hilft/"
    worker = client.get(reverse("ways:finder-worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert reverse("ways:finder-offline") in worker.content.decode().replace("\\u002D", "-")
    page = client.get(reverse("ways:finder"))
    policy = page["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    assert "worker-src" not in client.get(reverse("site:start"))["Content-Security-Policy"]
    for answer in (worker, page):
        assert not answer.cookies


def test_without_net_the_emergency_numbers_stand_there_and_a_new_number_changes_the_script(
    client, network, school, line
):
    before = client.get(reverse("ways:finder-worker")).content
    service(network, "on_call", name="Rufbereitschaft", osm="24/7", phone="+492241900999")
    service(network, "on_call", name="Geheim", osm="24/7", phone="+492241900998", level=Level.PROFESSIONALS)
    page = client.get(reverse("ways:finder-offline")).content.decode()
    assert "tel:110" in page
    assert "+492241900999" in page
    assert "+492241900998" not in page
    assert "Bundestelefon" in page
    assert client.get(reverse("ways:finder-worker")).content != before


def test_the_form_for_websites_needs_neither_script_nor_frame(client, school):
    snippet = client.get(reverse("ways:finder-snippet")).content.decode()
    assert 'value="schule"' in snippet
    assert "http://testserver/wer-hilft/" in snippet
    assert "<script" not in snippet
    assert "<iframe" not in snippet
    assert 'style="max-width: 100%"' in snippet  # in the narrow column of a town's page
    assert "&lt;form" in client.get(reverse("ways:finder-embed")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_more_contacts_ask_the_database_equally_often(
    client, network, school, rows, django_assert_num_queries
):
    for number in range(rows):
        service(network, osm="24/7", name=f"Angebot {number}")
    words = {"akut": "nein", "plz": "53840"}
    client.get(way(), words)
    with django_assert_num_queries(15):
        client.get(way(), words)


def test_it_answers_in_english_too(client, school):
    answer = client.get(f"/en{way()}", {"akut": "nein", "plz": "53840"})
    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"

"""Pages of the pathways: public ones, the workspace, editing, the way to publication."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.pathways.models import Pathway, Release, Step
from coordination.pathways.services.releases import submit
from tests.factories.hours import CatchmentPartFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def way(network, troisdorf):
    service(network, osm="24/7")
    return pathway(network)


@pytest.fixture
def released(way, ada, ben):
    return published(way, by=ada, second=ben)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


# --- Public -----------------------------------------------------------------------------------------------------------
def test_everybody_reads_a_published_way_and_gets_the_numbers_of_a_place(client, released):
    plain = client.get(reverse("ways:detail", args=["schule"]))
    there = client.get(reverse("ways:detail", args=["schule"]), {"plz": "53840"})
    page = there.content.decode()

    assert plain.status_code == there.status_code == 200
    assert not there.cookies
    assert "+492241900111" in page
    assert "+492241900111" not in plain.content.decode()
    assert "Steuerungsgruppe" in page
    assert (
        page.index("schritt-beobachten") < page.index("schritt-mitteilung") < page.index("schritt-e0-notruf")
    )


def test_the_finder_leads_to_the_way_with_the_postcode(client, released):
    assert "Lehrkraft" in client.get(reverse("ways:list")).content.decode()
    answer = client.get(reverse("ways:list"), {"weg": "schule", "plz": "53840"})
    assert answer.url == reverse("ways:detail", args=["schule"]) + "?plz=53840"
    assert client.get(reverse("ways:list"), {"weg": "nirgends", "plz": "\x00"}).status_code == 200


def test_drafts_retired_and_unknown_ways_are_alike_missing(client, way, ada):
    submit(by=ada, pathway=way)
    for slug in ("schule", "nirgends"):
        assert client.get(reverse("ways:detail", args=[slug])).status_code == 404
    empty = client.get(reverse("ways:list"))
    assert empty.status_code == 200
    assert "Wahrnehmen" not in empty.content.decode()


def test_a_way_of_another_network_is_not_found_at_our_host(client, network, other_network, released):
    from coordination.accounts.models import NetworkHost

    NetworkHost.objects.create(network=other_network, host="testserver")
    assert client.get(reverse("ways:detail", args=["schule"])).status_code == 404


@pytest.mark.parametrize("code", ["5384", "99999", "A-1010", "x" * 2000])
def test_a_postcode_that_cannot_be_is_told_and_the_way_stays_readable(client, released, code):
    answer = client.get(reverse("ways:detail", args=["schule"]), {"plz": code})
    assert answer.status_code == 200
    assert "plz" in answer.context["form"].errors
    assert "Wahrnehmen" in answer.content.decode()


def test_a_postcode_of_two_towns_and_a_shared_town_ask(client, released, way, network, troisdorf):
    first = Step.objects.get(pathway=way, code="mitteilung").slots.get().kind.services.get()
    CatchmentPartFactory(service=first, municipality=troisdorf, part="Spich")
    url = reverse("ways:detail", args=["schule"])
    assert "teil" in client.get(url, {"plz": "53840"}).context["form"].errors
    assert client.get(url, {"plz": "53840", "teil": "Spich"}).context["resolved"].contacts
    place("53840", "05382056", "Niederkassel")
    assert "ort" in client.get(url, {"plz": "53840"}).context["form"].errors


def test_outside_the_network_the_page_says_so(client, released):
    place("53111", "05314000", "Bonn")
    answer = client.get(reverse("ways:detail", args=["schule"]), {"plz": "53111"})
    assert answer.context["elsewhere"]


def test_a_step_of_5000_signs_and_one_with_markup_is_shown_as_text(client, way, ada, ben):
    step = Step.objects.get(pathway=way, code="mitteilung")
    step.body = "<script>alert(1)</script>" + "Wort " * 990
    step.save()
    published(way, by=ada, second=ben)
    page = client.get(reverse("ways:detail", args=["schule"])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


# --- Workspace --------------------------------------------------------------------------------------------------------
def test_readers_see_drafts_of_their_network_only(client, way, ada, auditor, noor, lang, mira):
    url = way.get_absolute_url()
    for person, status in ((ada, 200), (auditor, 200), (noor, 404), (lang, 403), (mira, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status, person
    client.force_login(noor)
    assert "Verdacht in der Schule" not in client.get(reverse("pathways:list")).content.decode()


def test_published_by_others_is_no_draft_of_mine(client, released, noor):
    client.force_login(noor)
    assert client.get(released.pathway.get_absolute_url()).status_code == 404
    assert client.get(released.get_absolute_url()).status_code == 404


def test_each_tab_shows_its_part(as_ada, released):
    url = released.pathway.get_absolute_url()
    for query in ("", "?plz=53840", "?bereich=pruefung", "?bereich=fassungen", "?bereich=quatsch"):
        assert as_ada.get(url + query).status_code == 200
    assert "+492241900111" in as_ada.get(url + "?plz=53840").content.decode()
    assert as_ada.get(reverse("pathways:law")).status_code == 200


def test_a_template_is_adopted_from_the_list(as_ada, network, other_network):
    template = pathway(None, slug="vorlage", title="Vorlage Verein")
    assert "Vorlage Verein" in as_ada.get(reverse("pathways:list")).content.decode()
    url = reverse("pathways:adopt", args=[template.uid])
    answer = as_ada.post(url)
    assert answer.url == Pathway.objects.get(network=network, slug="vorlage").get_absolute_url()
    assert as_ada.post(url).url == reverse("pathways:list")
    as_ada.post(url, {"network": other_network.slug})
    assert not Pathway.objects.filter(network=other_network).exists()


def step_data(**given):
    return {"kind": "observe", "title": "Neuer Schritt", "time_code": "", "next_to": "ende", **given}


def test_a_step_is_added_behind_another_and_takes_over_its_way(as_ada, way):
    url = reverse("pathways:step-add", args=[way.uid]) + "?nach=beobachten"
    assert as_ada.post(url, step_data(title="Über das Team")).status_code == 302
    made = Step.objects.get(pathway=way, code="ueber-das-team")
    assert [row.code for row in way.steps.all()][:2] == ["beobachten", "ueber-das-team"]
    before = Step.objects.get(pathway=way, code="beobachten")
    assert before.exits.get(kind="next").to_step == made
    assert made.exits.get(kind="next").to_step.code == "akut"
    assert made.exits.get(kind="emergency").to_branch


def test_a_step_is_edited_moved_and_deleted(as_ada, way):
    step = Step.objects.get(pathway=way, code="mitteilung")
    url = reverse("pathways:step-edit", args=[step.uid])
    form = as_ada.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    answer = as_ada.post(url, {**data, "checked_on": "", "time_code": "within_days", "time_days": "3"})
    assert answer.status_code == 302, answer.context["form"].errors
    step.refresh_from_db()
    assert (step.time_days, step.is_proposal, step.slots.count()) == (3, True, 1)

    as_ada.post(reverse("pathways:step-move", args=[step.uid]), {"wohin": "auf"})
    assert [row.code for row in way.steps.all()] == ["beobachten", "mitteilung", "akut", "ende"]
    as_ada.post(reverse("pathways:step-delete", args=[step.uid]))
    assert Step.objects.get(pathway=way, code="akut").exits.get(kind="no").to_step.code == "ende"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"time_code": "within_days"}, "time_days"),
        ({"time_days": "3"}, "time_days"),
        ({"time_code": "within_days", "time_days": "900"}, "time_days"),
        ({"kind": "decide", "next_to": ""}, "yes_to"),
        ({"kind": "decide", "yes_to": "ende", "no_to": "akut"}, "next_to"),
        ({"yes_to": "ende"}, "kind"),
        ({"next_to": "nirgends"}, "next_to"),
        ({"body": "x" * 5001}, "body"),
        ({"slots": ["9" * 30]}, "slots"),
    ],
)
def test_a_step_that_cannot_be_is_told_at_its_place(as_ada, way, given, field):
    answer = as_ada.post(reverse("pathways:step-add", args=[way.uid]), step_data(**given))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert way.steps.count() == 4


def test_two_who_edit_the_same_step_see_both_versions(as_ada, way, ben):
    step = Step.objects.get(pathway=way, code="ende")
    url = reverse("pathways:step-edit", args=[step.uid])
    data = {"kind": "close", "title": "Meins", "version": step.version}
    step.title = "Bens"
    step.save()
    answer = as_ada.post(url, data)
    assert answer.context["conflict"]
    step.refresh_from_db()
    assert step.title == "Bens"


def test_the_way_to_publication_by_the_pages(client, way, ada, ben):
    client.force_login(ada)
    answer = client.post(reverse("pathways:submit", args=[way.uid]), {"note": ""})
    release = Release.objects.get(pathway=way)
    assert answer.url == release.get_absolute_url()
    today = timezone.localdate()
    dates = {
        "valid_from": today.strftime("%d.%m.%Y"),
        "review_due": (today + dt.timedelta(days=300)).strftime("%d.%m.%Y"),
        "note": "Steuerungsgruppe",
    }
    approve = reverse("pathways:approve", args=[release.uid])
    assert client.post(approve, dates).context["form"].non_field_errors()  # her own

    client.force_login(ben)
    assert "valid_from" in client.post(approve, dates | {"valid_from": "31.02.2026"}).context["form"].errors
    assert client.post(approve, dates).status_code == 302
    assert client.get(release.get_absolute_url()).status_code == 200
    assert client.post(reverse("pathways:publish", args=[release.uid])).status_code == 302
    retire = reverse("pathways:retire", args=[release.uid])
    assert client.post(retire, {"note": ""}).context["form"].non_field_errors()
    assert client.post(retire, {"note": "Nummer falsch"}).status_code == 302
    release.refresh_from_db()
    assert (release.state, release.retired_reason) == ("retired", "Nummer falsch")
    client.logout()
    assert client.get(reverse("ways:detail", args=["schule"])).status_code == 404


def test_what_is_missing_is_listed_on_the_page_that_refuses(as_ada, network, troisdorf):
    empty = pathway(network)  # nobody fills its slot
    answer = as_ada.post(reverse("pathways:submit", args=[empty.uid]), {"note": ""})
    assert [one.code for one in answer.context["findings"]] == ["slot_empty"]
    assert "Troisdorf" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    count, as_ada, network, troisdorf, django_assert_max_num_queries
):
    service(network, osm="24/7")
    for number in range(count):
        pathway(network, slug=f"weg-{number}")
    as_ada.get(reverse("pathways:list"))
    with django_assert_max_num_queries(14):
        as_ada.get(reverse("pathways:list"))


def test_the_public_page_asks_a_known_number_of_questions(client, released, django_assert_max_num_queries):
    url = reverse("ways:detail", args=["schule"]) + "?plz=53840"
    client.get(url)
    with django_assert_max_num_queries(20):
        client.get(url)

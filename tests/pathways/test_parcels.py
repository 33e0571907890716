"""Handouts for many institutions: whose name and whose numbers stand on them, who is left out, what the job makes."""

import io
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.services.protection import protect
from coordination.lib.levels import Level
from coordination.lib.models import Job, StoredFile
from coordination.pathways import drawing
from coordination.pathways.affected import Affected, affected
from coordination.pathways.models import Handout
from coordination.pathways.services import handouts, parcels
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
)
from tests.factories.hours import CatchmentPartFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db
NORTH, SOUTH, STATION = "+492241900111", "+492241900112", "+492241900333"


@pytest.fixture
def town(network):
    made = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=made)
    return made


@pytest.fixture
def released(network, town, ada, ben):
    """Two district teams share the town by streets; one police station."""
    for number, street in ((NORTH, "Nordstraße"), (SOUTH, "Südstraße")):
        team = service(network, name=f"Team {street}", osm="24/7", phone=number)
        CatchmentPartFactory(service=team, municipality=town, street=street)
    police = house(network, town, "Wache", kind="police", street="Am Markt")
    ContactPointFactory(institution=police, value=STATION, network=network, level=Level.PUBLIC)
    return published(pathway(network), by=ada, second=ben)


def house(network, town, name, *, kind="school", street="Nordstraße", **more):
    made = InstitutionFactory(
        name=name, type=InstitutionTypeFactory(code=kind), municipality=town, street=street, house_number="1",
        postcode="53840" if town else "", city="Troisdorf" if town else "", **more,
    )  # fmt: skip
    ListingFactory(institution=made, network=network, level=Level.PUBLIC)
    return made


@pytest.fixture
def two(network, town, released):
    return [house(network, town, "Nordschule"), house(network, town, "Südschule Übermut", street="Südstraße")]


def issued(by, released, houses):
    return list(handouts.issue_for(by=by, release=released, houses=houses, format="flow"))


def numbers(handout):
    return [one["number"].replace(" ", "")[-3:] for one in handout.content["contacts"]]


def test_each_has_its_name_its_team_and_the_police_of_its_town(released, two, ada):
    north, south = issued(ada, released, two)
    assert [north.house, south.house] == ["Nordschule", "Südschule Übermut"]
    assert numbers(north) == ["111", "333"]
    assert numbers(south) == ["112", "333"]
    assert north.code != south.code
    assert [one.pk for one in issued(ada, released, two)] == [north.pk, south.pk]


def test_without_an_address_there_is_no_sheet(released, network, town, two, ada):
    shelter = InstitutionFactory(name="Schutz", type=two[0].type, protected_place=True)
    ListingFactory(institution=shelter, network=network, level=Level.NETWORK)
    far = house(network, place("50667", "05315000", "Köln"), "Ferne Schule")
    rows = parcels.houses_of(ada, network, types=["school"])
    assert {one.name for one in rows} == {"Nordschule", "Südschule Übermut", "Schutz", "Ferne Schule"}
    assert set(parcels.with_place(rows, network)) == set(two)
    assert issued(ada, released, [shelter, far]) == [None, None]


def test_the_first_page_carries_name_numbers_and_code_and_the_way_none_of_them(released, two, ada):
    handout = issued(ada, released, two)[1]
    cover = drawing._html("pathways/print/cover.html", handout).replace("\N{NO-BREAK SPACE}", " ")
    for word in (
        "Südschule Übermut",
        "Südstraße 1, 53840 Troisdorf",
        handout.shown,
        handout.phrase,
        "900333",
    ):
        assert word in cover, word
    way = drawing.page_of(handout)
    assert handout.shown not in way
    assert "Übermut" not in way


@pytest.mark.slow
def test_the_way_is_laid_out_once_and_all_keep_the_rules_of_pdf_ua(
    released, two, network, town, ada, monkeypatch
):
    import page

    two.append(house(network, town, "Zweite Nordschule"))
    laid = []
    real = drawing.laid_out
    monkeypatch.setattr(drawing, "laid_out", lambda html, **more: laid.append(html) or real(html, **more))
    press = drawing.Press()
    pdfs = [press.pdf_of(one) for one in issued(ada, released, two)]
    assert len(laid) == 5  # three first pages, two ways
    for pdf in pdfs:
        assert page.validate_pdf_bytes(pdf).is_compliant


def test_who_moves_or_leaves_makes_the_own_print_outdated(client, released, two, network, ada):
    north, south = issued(ada, released, two)
    two[0].street = "Südstraße"
    two[0].save()
    two[1].delete()
    handouts.check(Handout.objects.select_related(*handouts._PARTS).order_by("id"))
    for one in (north, south):
        one.refresh_from_db()
    assert affected([north.network_id], ada) == Affected(pathways=1, handouts=2, institutions=1, holders=0)
    assert {one["kind"] for one in north.changes} >= {"house", "gone", "new"}
    assert [one["kind"] for one in south.changes] == ["house_gone"]
    assert south.house == "Südschule Übermut"
    assert "Übermut" not in client.get(reverse("ways:currency", args=[south.shown])).content.decode()
    fresh = handouts.reissue(by=ada, handouts=[north])
    assert [(one.institution, numbers(one)) for one in fresh] == [(two[0], ["112", "333"])]


def test_the_register_shows_it_to_those_who_read_the_entry(released, two, network, ada, lang):
    issued(ada, released, two)
    entry = two[0].listings.get()
    entry.level = Level.COORDINATION
    entry.save()
    assert Handout.objects.visible_to(ada).count() == 2
    assert {one.house for one in Handout.objects.visible_to(lang)} <= {"Südschule Übermut"}
    two[1].delete()
    assert Handout.objects.visible_to(ada).count() == 1


def kept_file(purpose, network):
    file = StoredFile(
        name="alle.zip", place=purpose, content_type="application/zip", size=1, sha256="0" * 64, purpose=purpose,
        network_id=network.pk,
    )  # fmt: skip
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_text("Nordschule;Nordstraße 1", "utf-8")
    file.save()
    return file


def everything_kept() -> str:
    """Every handout with all its columns, and what lies in the media folder."""
    rows = "".join(str(row) for row in Handout.objects.values())
    files_ = [path.read_text("utf-8") for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return rows + "".join(files_)


def test_a_place_that_becomes_protected_stands_on_no_print_any_more(
    client, released, two, network, ada, django_capture_on_commit_callbacks
):
    north, south = issued(ada, released, two)
    north.keep_file(kept_file(drawing.PURPOSE, network), "x")
    kept_file(parcels.PURPOSE, network)
    assert everything_kept().count("Nordstraße 1") > 1

    with django_capture_on_commit_callbacks(execute=True):
        protect(by=ada, institution=two[0])

    assert "Nordschule" not in everything_kept()
    assert "Nordstraße" not in everything_kept()
    north.refresh_from_db()
    assert (north.state, north.institution, north.content["contacts"]) == ("withdrawn", None, [])
    page = client.get(reverse("ways:currency", args=[north.shown])).content.decode()
    assert "Zurückgezogen. Die Koordination nennt Ihnen" in page
    south.refresh_from_db()
    assert south.house == "Südschule Übermut"  # the others keep theirs


def test_without_the_room_above_the_print_would_still_tell(released, two, ada, settings):
    settings.PROTECTED = []
    issued(ada, released, two)

    protect(by=ada, institution=two[0])

    assert "Nordstraße 1" in everything_kept()


# --- The page and the job ---------------------------------------------------------------------------------------------
def ask(released, **more):
    return {"weg": str(released.pathway.uid), "art": ["school"], "format": "flow", "paket": "zip", **more}


def test_for_whom_is_seen_before_and_the_parcel_holds_a_pdf_each(
    client, released, two, ada, noor, monkeypatch
):
    monkeypatch.setattr(drawing.Press, "pdf_of", lambda press, one: b"%PDF-1.7 paper\n%%EOF\n")
    url = reverse("pathways:handouts-many")
    client.force_login(ada)
    assert "Nordschule" in client.get(url, ask(released)).content.decode()
    answer = client.post(url, ask(released), follow=True)
    assert Job.objects.get().state == Job.State.DONE, Job.objects.get().error
    file = StoredFile.objects.get(purpose=parcels.PURPOSE)
    assert answer.status_code == 200
    got = client.get(reverse("pathways:parcel-file", args=[file.uid]))
    names = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))).namelist()
    assert [name.rpartition("-")[0] for name in names[:2]] == ["001-nordschule", "002-suedschule-uebermut"]
    assert names[2].endswith(".csv")
    assert set(Handout.objects.values_list("prints", flat=True)) == {1}
    client.force_login(noor)
    for name in ("pathways:parcel", "pathways:parcel-file"):
        assert client.get(reverse(name, args=[file.uid])).status_code == 404


@pytest.mark.parametrize(
    "more", [{"art": []}, {"art": ["kein"]}, {"ort": "x"}, {"weg": "x"}, {"format": "card"}]
)
def test_bad_input_is_asked_back(client, released, two, ada, more):
    client.force_login(ada)
    answer = client.post(reverse("pathways:handouts-many"), ask(released, **more))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Job.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_more_institutions_ask_the_database_equally_often(
    client, released, network, town, ada, number, django_assert_max_num_queries
):
    for one in range(number):
        house(network, town, f"Schule {one}")
    client.force_login(ada)
    with django_assert_max_num_queries(24):
        client.get(reverse("pathways:handouts-many"), ask(released))

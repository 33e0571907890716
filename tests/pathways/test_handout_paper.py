"""Paper in six formats: tagged, complete, whole with a step of 5,000 signs and a picture as logo."""

import datetime as dt
import html
import io
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place
from coordination.lib import files, pdf
from coordination.pathways import drawing
from coordination.pathways.flow import Exit, Flow, FlowStep, read
from coordination.pathways.models import Handout, Step
from coordination.pathways.paper import Sheet
from coordination.pathways.services import handouts
from coordination.pathways.templatetags.ways import in_parts
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db
FORMATS = Handout.Format.values


@pytest.fixture
def released(network, ada, ben):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    network.contact_name, network.contact_phone = "Koordination Troisdorf", "02241 900100"
    network.save()
    service(network, osm="Mo-Th 08:30-16:00")
    way = pathway(network)
    Step.objects.filter(pathway=way, code="beobachten").get()
    return published(way, by=ada, second=ben)


def issued(released, kind):
    town = released.pathway.network.catchment.get().municipality
    return handouts.issue(by=None, release=released, place=Place(town, "53840"), format=kind)


def words_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_what_a_print_needs(released, kind):
    """Numbers, version, day, code, phrase, publisher: each stands on each sheet."""
    handout = issued(released, kind)
    said = " ".join(words_of(drawing.page_of(handout)).split()).replace("\N{NO-BREAK SPACE}", " ")

    for word in (
        "110",
        "112",
        handout.content["contacts"][0]["number"],
        handout.shown,
        handout.phrase,
        "Koordination Troisdorf",
        "53840 Troisdorf",
    ):
        assert word in said, word
    assert handout.release.pathway.title in said
    assert f"{timezone.localdate(handout.issued_at):%d.%m.%Y}" in said
    assert f"{released.review_due:%d.%m.%Y}" in said
    assert "<svg" in drawing.page_of(handout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_keeps_all_rules_of_pdf_ua(released, kind):
    import page

    report = page.validate_pdf_bytes(drawing.pdf_of(issued(released, kind)))
    assert report.is_compliant, report


@pytest.mark.slow
def test_a_step_of_5000_signs_breaks_and_nothing_is_lost(released, ada, ben, tmp_path):
    import page

    step = Step.objects.get(pathway=released.pathway, code="mitteilung")
    step.body = " ".join(f"Wort{n:04}" for n in range(560))[:4990] + " Schluss."
    assert len(step.body) >= 4990
    step.save()
    released = published(released.pathway, by=ada, second=ben)
    for kind in ("table", "large"):
        paper = drawing.pdf_of(issued(released, kind))
        assert page.validate_pdf_bytes(paper).is_compliant
        if shutil.which("pdftotext"):
            (tmp_path / "a.pdf").write_bytes(paper)
            said = subprocess.run(
                ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
            )
            assert "Wort0000" in said.stdout
            assert "Schluss." in said.stdout


def test_the_logo_of_the_network_stands_on_the_sheet_with_words_for_who_cannot_see_it(released, network):
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
    network.logo = files.keep(picture.getvalue(), purpose="logo", by=None, name="logo.png")
    network.save()
    made = drawing.page_of(
        Handout.objects.select_related("network__logo").get(pk=issued(released, "flow").pk)
    )

    assert network.logo.get_absolute_url() in made
    assert re.search(rf'<img[^>]+alt="[^"]*{network.name}"', made)


def test_a_changed_layout_draws_the_same_handout_anew(released, monkeypatch):
    monkeypatch.setattr(drawing, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")
    handout = issued(released, "flow")
    first = drawing.drawn(handout)
    assert drawing.drawn(handout) == first
    monkeypatch.setattr(drawing, "LAYOUT", drawing.LAYOUT + 1)
    assert drawing.kept(handout) is None
    assert drawing.drawn(handout) != first


def test_a_network_with_a_host_of_its_own_has_it_in_the_code(released, network):
    handout = issued(released, "flow")
    assert drawing.address_of(handout).startswith(settings.SITE_ADDRESS.rstrip("/"))
    network.hosts.create(host="kinderschutz.example.org")
    assert "kinderschutz.example.org/h/" in drawing.address_of(handout)


def test_where_room_is_short_a_long_step_shows_its_first_sentences(released):
    flow = Flow(
        "P", "Weg", steps=(FlowStep("a", "observe", "Sehen", body="Vier Augen sehen mehr. Und mehr."),)
    )
    sheet = Sheet(flow, {"slots": {}, "contacts": []}, "", "", "", dt.date(2026, 11, 21))
    assert sheet.rows[0].told == "Vier Augen sehen mehr. Und mehr."
    assert replace(sheet.rows[0], room=20).told == "Vier Augen sehen mehr."
    assert read(released.content).title


def way_of(count, body):
    steps = tuple(
        FlowStep(
            f"s{n}", "observe", f"Schritt {n}", body=body, number=str(n), exits=(Exit("next", f"s{n + 1}"),)
        )
        for n in range(1, count + 1)
    )
    return Sheet(
        Flow("P", "Weg", steps=steps), {"slots": {}, "contacts": []}, "", "", "", dt.date(2026, 11, 21)
    )


@pytest.mark.parametrize(
    ("count", "body", "is_whole"),
    [(6, "Kurz. " * 20, True), (14, "Ein Satz mit vielen Worten steht hier. " * 12, False)],
)
def test_a_chart_says_as_much_as_two_pages_hold_and_then_that_it_is_shortened(count, body, is_whole):
    sheet = way_of(count, body.strip())
    assert [one.told == one.step.body for one in sheet.fit.rows] == [is_whole] * count
    assert sheet.is_shortened != is_whole
    assert all(one.told.endswith(".") for one in sheet.fit.rows)
    assert len(way_of(count, body).on_poster) == count


def test_a_way_of_forty_steps_still_stands_on_the_chart():
    sheet = way_of(40, "Ein Satz. " * 30)
    assert [one.told for one in sheet.fit.rows] == [
        "Ein Satz. Ein Satz. Ein Satz. Ein Satz. Ein Satz. Ein Satz."
    ] * 40


@pytest.mark.slow
def test_pages_with_the_same_fonts_read_their_style_sheets_once_and_look_the_same(released):
    html = drawing.page_of(issued(released, "table"))
    first = pdf.laid_out(html)
    second = pdf.laid_out(html, beside=first)
    assert set(first.font_config.our_sheets) == {"css/paper.css", "css/handout.css", "css/handout_page.css"}
    assert len(first.pages) == len(second.pages)
    assert [page.width for page in first.pages] == [page.width for page in second.pages]
    alone, shared = (len(pdf.bind([part])) for part in (first, second))
    assert abs(alone - shared) < 0.02 * alone


def test_hours_on_a_card_end_with_a_whole_part():
    said = (
        "Mo–Do 0:00–8:30, 16:00–24:00 Uhr, Sa–So ganztags; an Feiertagen ganztags; die Leitstelle vermittelt"
    )

    assert in_parts(said, 80) == "Mo–Do 0:00–8:30, 16:00–24:00 Uhr, Sa–So ganztags; an Feiertagen ganztags"
    assert in_parts(said, 200) == said
    assert in_parts(said, 20).endswith("…")

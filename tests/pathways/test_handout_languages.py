"""A handout in another language: checked texts alone, German with a mark for the rest, outdated with its words."""

import pytest
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place
from coordination.directory.models import Language
from coordination.lib import pdf, pdf_signs
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Translation
from coordination.lib.models.translations import mark_of
from coordination.pathways import drawing
from coordination.pathways.models import Handout, Release, Step
from coordination.pathways.paper_rows import as_far_as
from coordination.pathways.services import handouts
from tests.factories.hours import service
from tests.factories.pathways import in_force, pathway
from tests.factories.places import place

pytestmark = pytest.mark.django_db
ARABIC = "الإبلاغ"


@pytest.fixture
def town(network):
    made = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=made)
    return made


@pytest.fixture
def released(network, town):
    for code, name in (("ar", "Arabisch"), ("en", "Englisch"), ("ti", "Tigrinya")):
        Language.objects.create(code=code, name=name)
    service(network, osm="24/7")
    way = in_force(pathway(network))
    say(way, "mitteilung", "ar", ARABIC)
    say(way, "beobachten", "ar", "غير", state="to_check")
    return Release.objects.select_related("pathway__network").get()


def say(way, code, language, text, *, state="checked"):
    step = Step.objects.get(pathway=way, code=code)
    Translation.objects.create(
        of=step.uid, field="title", language=language, text=text, state=state, german_mark=mark_of(step.title)
    )


def issued(released, town, language, kind="flow"):
    return handouts.issue(
        by=None, release=released, place=Place(town, "53840"), format=kind, language=language
    )


@pytest.mark.parametrize("kind", Handout.Format.values)
def test_what_is_checked_stands_on_paper_the_rest_in_german_with_a_mark(released, town, kind):
    page = drawing.page_of(issued(released, town, "ar", kind))

    assert '<html lang="ar">' in page
    assert '<main lang="de">' in page
    assert f'<span lang="ar" dir="rtl">{ARABIC}</span>' in page
    assert "غير" not in page
    assert '<b class="de">DE</b> Wahrnehmen' in page
    german = drawing.page_of(issued(released, town, "de", kind))
    assert '<html lang="de">' in german
    assert 'class="de"' not in german


def test_an_english_sheet_has_english_headings(released, town):
    say(released.pathway, "mitteilung", "en", "Report it")
    page = drawing.page_of(issued(released, town, "en"))
    for words in (
        '<main lang="en">',
        "Acute danger for a child?",
        '<span lang="en" dir="ltr">Report it</span>',
    ):
        assert words in page, words


def test_the_tags_of_the_pdf_say_the_language_of_each_part(released, town):
    part = pdf.laid_out(drawing.page_of(issued(released, town, "ar", "table")))
    pdf.bind([part])
    plain = part.copy().write_pdf(pdf_variant=pdf.VARIANT, uncompressed_pdf=True)
    assert plain.count(b"/Lang (ar)") > 1  # of the document and of what is said in it
    assert b"/Lang (de)" in plain


def test_each_language_is_a_handout_of_its_own_and_german_prints_stay_as_they_were(released, town):
    german, arabic = issued(released, town, "de"), issued(released, town, "ar")
    assert german.code != arabic.code
    assert "language" not in german.content
    assert [issued(released, town, one).pk for one in ("de", "ar")] == [german.pk, arabic.pk]


def test_other_words_and_words_taken_back_make_the_print_outdated(client, released, town, network, ada):
    german, arabic = issued(released, town, "de"), issued(released, town, "ar")
    text = Translation.objects.get(state="checked")
    text.text = "اتصل"
    text.save()
    assert handouts.check_network(network) == [arabic]
    arabic.refresh_from_db()
    assert [one["kind"] for one in arabic.changes] == ["texts"]
    (new,) = handouts.reissue(by=ada, handouts=[arabic])
    assert new.content["texts"] == {"mitteilung": {"title": "اتصل"}}
    text.delete()
    handouts.check_network(network)
    new.refresh_from_db()
    german.refresh_from_db()
    assert [one["kind"] for one in new.changes] == ["texts_gone"]
    assert german.is_current
    page = client.get(reverse("ways:currency", args=[new.shown]))
    assert "Arabisch" in page.content.decode()
    assert "sprache" not in page.context["print_url"]
    assert handouts.reissue(by=ada, handouts=[new]) == []


def test_the_page_hands_the_language_to_each_format_and_a_language_without_texts_is_refused(
    client, released, town, monkeypatch
):
    monkeypatch.setattr(drawing, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")
    url = reverse("ways:handout", args=[released.pathway.slug])
    page = client.get(url, {"plz": "53840", "sprache": "ar"})
    assert all("sprache=ar" in query for _key, _label, query in page.context["formats"])
    asked = {"plz": "53840", "format": "flow"}
    for word, name in (("ar", "-flow-ar-"), *((one, "-flow-") for one in ("xx", "\x00", "ar\x00", "de"))):
        paper = client.get(url, asked | {"sprache": word})
        assert name in paper["Content-Disposition"]
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
    refused = client.get(url, asked | {"sprache": "en"})
    assert refused.context["form"].non_field_errors()
    assert Handout.objects.filter(content__language="ar").count() == 1


def test_signs_that_no_font_has_are_not_printed_as_empty_boxes(released, town, monkeypatch):
    monkeypatch.setattr(pdf_signs, "FOLDERS", ())
    for cached in (pdf_signs._files, pdf_signs._is_known):
        cached.cache_clear()
    say(released.pathway, "mitteilung", "ti", "ሓበሬታ")
    with pytest.raises(RuleBroken) as broken:
        issued(released, town, "ti")
    assert broken.value.code == "language"
    for cached in (pdf_signs._files, pdf_signs._is_known):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("text", "room", "told"),
    [
        ("Eins. Zwei. Drei.", 100, "Eins. Zwei. Drei."),
        ("Eins hier. Zwei dort. Drei.", 22, "Eins hier. Zwei dort."),
        ("Nach § 8a Abs. 4 SGB VIII. Dann.", 10, "Nach § 8a Abs. 4 SGB VIII."),
        ("Что вы видели? Когда?", 15, "Что вы видели?"),
        ("Zum Beispiel z. B. Kinder. Mehr.", 5, "Zum Beispiel z. B. Kinder."),
        ("wort " * 100, 50, " ".join(["wort"] * 36) + " …"),
    ],
)
def test_a_text_is_shortened_at_the_end_of_a_sentence(text, room, told):
    assert as_far_as(text.strip(), room) == told

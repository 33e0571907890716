"""Leichte Sprache and translations: a state per text, outdated with the German words, public only when checked."""

import pytest
from django.urls import reverse

from coordination.directory.models import Language
from coordination.lib.models import Translation
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Step
from coordination.pathways.tongues import Voices
from tests.factories.pathways import in_force, pathway
from tests.factories.places import place

pytestmark = pytest.mark.django_db
TITLE = "الإبلاغ"


@pytest.fixture
def way(network):
    for code, name in (("de-simple", "Leichte Sprache"), ("ar", "Arabisch"), ("sgn-DE", "DGS")):
        Language.objects.create(code=code, name=name)
    return in_force(pathway(network))


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def url(way, code="mitteilung", language="ar"):
    return reverse("pathways:texts", args=[way.uid, language, code])


def save(client, way, code="mitteilung", language="ar", **words):
    seen = client.get(url(way, code, language)).context["form"].initial["seen"]
    return client.post(url(way, code, language), {"seen": seen, **words})


def public(client, way, **asked):
    return client.get(reverse("ways:detail", args=[way.slug]), asked)


def test_only_checked_texts_stand_on_the_public_page_in_their_language(as_ada, way):
    assert save(as_ada, way, title=TITLE).status_code == 302
    assert public(as_ada, way).context["languages"] == []
    save(as_ada, way, title=TITLE, is_checked="on")
    save(as_ada, way, code="akut", no="لا", title="سؤال", is_checked="on")
    save(as_ada, way, code="weg", title="طريق", is_checked="on")

    german, arabic = public(as_ada, way), public(as_ada, way, sprache="ar")
    assert TITLE not in german.content.decode()
    assert '<a href="?sprache=ar"' in german.content.decode().replace("\n", " ").replace("  ", " ")
    page = arabic.content.decode()
    assert f'<span lang="ar" dir="rtl">{TITLE}</span>' in page
    assert '<span lang="ar" dir="rtl">طريق</span>' in page
    assert "Wahrnehmen" in page  # what is missing stays German
    assert "&lt;" not in page
    assert not arabic.cookies
    assert public(as_ada, way, sprache="gibt-es-nicht").status_code == 200


def test_other_german_words_make_a_text_outdated_and_the_published_version_keeps_its_own(as_ada, way):
    save(as_ada, way, title=TITLE, is_checked="on")
    step = Step.objects.get(pathway=way, code="mitteilung")
    step.title = "Jugendamt anrufen"
    step.save()
    assert Voices(way, flow_of(way)).states("ar")["mitteilung"] == {"title": "outdated"}
    assert (
        TITLE in public(as_ada, way, sprache="ar").content.decode()
    )  # the words it translates still stand there
    save(as_ada, way, title="اتصل", is_checked="on")
    assert Voices(way, flow_of(way)).states("ar")["mitteilung"] == {"title": "checked"}
    assert TITLE not in public(as_ada, way, sprache="ar").content.decode()
    counts = as_ada.get(reverse("pathways:languages", args=[way.uid])).context["begun"][0][1]
    assert counts["checked"] == 1
    assert counts["missing"] > 3


def test_two_who_write_the_same_text_see_both_and_an_emptied_one_goes(as_ada, way):
    first = as_ada.get(url(way)).context["form"].initial["seen"]
    save(as_ada, way, title=TITLE)
    answer = as_ada.post(url(way), {"seen": first, "title": "غير"})
    assert answer.status_code == 200
    assert TITLE in answer.content.decode()
    assert Translation.objects.get().text == TITLE
    save(as_ada, way, title="")
    assert not Translation.objects.exists()


@pytest.mark.parametrize("words", [{"title": "x" * 301}, {"title": "\x00"}, {"title": "a" * 6000}])
def test_bad_input_is_asked_back_at_its_field(as_ada, way, words):
    assert save(as_ada, way, **words).context["form"].errors
    assert not Translation.objects.exists()


def test_markup_is_shown_as_text(as_ada, way):
    save(as_ada, way, title="<script>alert(1)</script>", body="<b>Text</b>\nZeile", is_checked="on")
    page = public(as_ada, way, sprache="ar").content.decode()
    assert "<script>alert" not in page
    assert "<b>Text" not in page


def test_others_write_nothing_and_unknown_places_are_missing(client, ada, noor, auditor, way):
    client.force_login(noor)
    assert client.get(url(way)).status_code == 404
    assert client.get(reverse("pathways:languages", args=[way.uid])).status_code == 404
    client.force_login(auditor)
    assert client.get(url(way)).status_code == 403
    assert client.get(reverse("pathways:languages", args=[way.uid])).status_code == 200
    client.force_login(ada)
    for code, language in (("gibt-es-nicht", "ar"), ("mitteilung", "sgn-DE"), ("mitteilung", "de")):
        assert client.get(url(way, code, language)).status_code == 404


def test_a_page_without_translations_asks_once_and_one_with_many_no_more_than_with_one(
    as_ada, way, django_assert_max_num_queries
):
    save(as_ada, way, title=TITLE, is_checked="on")
    public(as_ada, way, sprache="ar")
    for code in ("beobachten", "akut", "ende"):
        save(as_ada, way, code=code, title=f"{TITLE} {code}", is_checked="on")
    with django_assert_max_num_queries(14):
        public(as_ada, way, sprache="ar")


def test_the_finder_speaks_the_language_through_its_questions(as_ada, network, way):
    place("53840", "05382068", "Troisdorf")
    save(as_ada, way, title=TITLE, is_checked="on")
    url = reverse("ways:finder-way", args=[way.slug])
    asked = as_ada.get(url, {"sprache": "ar"})
    assert "sprache=ar" in asked.context["no_url"]
    result = as_ada.get(url, {"akut": "nein", "plz": "53840", "sprache": "ar"})
    assert f'<span lang="ar" dir="rtl">{TITLE}</span>' in result.content.decode()
    assert [one["current"] for one in result.context["languages"]] == [False, True]
    for name in ("change_url", "share_url", "danger_url", "unfold_url", "finder_url"):
        assert "sprache=ar" in result.context[name], name
    for words in ({"akut": "nein"}, {"akut": "ja"}, {"akut": "nein", "plz": "9"}):
        page = as_ada.get(url, {"sprache": "ar", **words}).content.decode()
        assert '<input type="hidden" name="sprache" value="ar">' in page
    finder = as_ada.get(reverse("ways:finder"), {"sprache": "ar"}).content.decode()
    assert f"{url}?sprache=ar" in finder
    asked = {"ich": way.slug, "plz": "53840", "sprache": "ar"}
    assert "sprache=ar" in as_ada.get(reverse("ways:finder"), asked).url
    assert '"><b>' not in as_ada.get(url, {"sprache": '"><b>', "akut": "nein"}).content.decode()
    assert 'name="sprache" value="ar"' in public(as_ada, way, sprache="ar").content.decode()
    assert "sprache=ar" in result.context["handout_url"]
    assert "sprache=ar" in result.context["way_url"]

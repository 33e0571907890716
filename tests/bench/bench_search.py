"""The search page at 100,000 institutions with row rights: one to three words, a typing error, a number; the index."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.test import Client
from django.urls import reverse

from coordination.lib.models import SearchDoc, SearchPosting, SearchWord
from coordination.lib.search import following, true_up, vocabulary
from tests.bench.bench_lists import large
from tests.bench.measure import Figures, bench, clock, median_ms

ONE, TWO, THREE = "Sonnenblume", "Kita Sonnenblume", "Kita Sonnenblume Lindenau"


@cache
def indexed() -> float:
    """Build the index once; return the seconds."""
    large()
    with clock() as building:
        true_up()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return building.seconds


def page(text: str) -> Figures:
    indexed()
    client = Client()
    client.force_login(large()[1])
    answers: list[bytes] = []

    def work() -> None:
        response = client.get(reverse("overview:search"), {"q": text})
        assert response.status_code == 200
        answers.append(response.content)

    ours = median_ms(work, rounds=9)
    assert b"<mark>" in answers[-1], text
    return Figures(ours, note=text)


@bench("search page, 100,000 institutions, one word", unit="ms", against="NetBox 786–899", goal=150)
def one_word() -> Figures:
    return page(ONE)


@bench("search page, 100,000 institutions, two words", unit="ms", against="NetBox 786–899", goal=150)
def two_words() -> Figures:
    return page(TWO)


@bench("search page, 100,000 institutions, three words", unit="ms", against="NetBox 786–899", goal=150)
def three_words() -> Figures:
    return page(THREE)


@bench("search page, 100,000 institutions, typing error", unit="ms", goal=150)
def typing_error() -> Figures:
    return page("Kita Sonnenblune")


@bench("search page, 100,000 institutions, telephone number", unit="ms", goal=150)
def number() -> Figures:
    return page("030 23125100")


@bench("search page, a word that stands in all 100,000", unit="ms")
def everywhere() -> Figures:
    return page("Straße")


@bench("search index built, 100,000 institutions", unit="records/s", goal=1_000)
def build() -> Figures:
    seconds = indexed()
    rows = f"{SearchPosting.objects.count():,} postings, {SearchWord.objects.count():,} words"
    return Figures(SearchDoc.objects.count() / seconds, note=rows)


@bench("search index compared with 100,000 records (nightly)", unit="records/s", goal=2_000)
def compare() -> Figures:
    indexed()
    with clock() as looking:
        true_up()
    return Figures(SearchDoc.objects.count() / looking.seconds)


@bench("search vocabulary read into a new process", unit="ms", goal=1_000)
def words() -> Figures:
    indexed()

    def work() -> None:
        vocabulary.forget()
        vocabulary.current()

    return Figures(median_ms(work, rounds=5), note=f"{SearchWord.objects.count():,} words")


@bench("search index follows one changed institution", unit="ms", goal=100)
def follow() -> Figures:
    indexed()
    institution = large()[0].listings.select_related("institution").order_by("id")[500].institution
    turn = iter(range(1_000))

    def work() -> None:
        institution.description = f"Stand {next(turn)}"
        institution.save()
        change = institution.history.latest("history_id").change_set
        assert following.follow_change(str(change.uid)) == 1

    return Figures(median_ms(work, rounds=7), note="the saving included")

"""The search page: what it shows, by pages and kinds, and what it says to input that is none."""

import time

import pytest
from django.urls import reverse

from coordination.lib.levels import Level
from coordination.lib.search import true_up, vocabulary
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

PAGE = reverse("overview:search")


@pytest.fixture(autouse=True)
def _own_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def houses(network):
    rows = [InstitutionFactory(name=f"Haus {number:02}", city="Troisdorf") for number in range(30)]
    for row in rows:
        ListingFactory(institution=row, network=network, level=Level.PUBLIC)
    ContactPointFactory(institution=rows[3], kind="mail", value="drei@example.org", level=Level.PUBLIC)
    true_up()
    return rows


@pytest.fixture
def signed_in(client, mira):
    client.force_login(mira)
    return client


def ask(client, text, **more):
    response = client.get(PAGE, {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode()


def test_hits_are_marked_counted_and_grouped(signed_in, houses):
    page = ask(signed_in, "haus")

    assert "<mark>Haus</mark> 00" in page
    assert page.count("<h3>") == 5
    assert "kind=institution" in page


def test_all_hits_of_a_kind_come_by_pages(signed_in, houses):
    first, second = (ask(signed_in, "haus", kind="institution", page=number) for number in (1, 2))

    assert first.count("<h3>") == 25
    assert second.count("<h3>") == 5
    assert "<mark>Haus</mark> 29" in second


@pytest.mark.parametrize("number", ["999999999", "10000000000000", "-1", "x", "0", "²"])
def test_a_page_that_is_not_there_is_another_page(signed_in, houses, number):
    assert "<mark>Haus</mark>" in ask(signed_in, "haus", kind="institution", page=number)


def test_a_kind_that_is_not_there_shows_all_kinds(signed_in, houses):
    assert "<mark>Haus</mark>" in ask(signed_in, "haus", kind="'; DROP TABLE")


def test_the_line_below_says_where_it_was_found(signed_in, houses):
    assert "<mark>drei@example.org</mark>" in ask(signed_in, "drei@example.org")


def test_what_may_have_been_meant_is_a_link(signed_in, houses):
    page = ask(signed_in, "Troisdrof")

    assert "q=Troisdorf" in page
    assert "<mark>Troisdorf</mark>" in page


def test_html_in_names_and_queries_stays_text(signed_in, network):
    row = InstitutionFactory(name="<script>alert(1)</script> Haus & Hof")
    ListingFactory(institution=row, network=network, level=Level.PUBLIC)
    true_up()

    page = ask(signed_in, "<script>alert(1)</script>")

    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


BAD = {
    "10,000 letters": "x" * 10_000,
    "10,000 words": "haus " * 2_000,
    "many numbers": "1 " * 5_000,
    "percent": "%",
    "percents": "%%%%%%_%_",
    "placeholders": "%s %(x)s {0} $1 ?",
    "backslash": "\\",
    "nul": "\x00",
    "nul inside": "ha\x00us",
    "quotes": "' OR 1=1 -- \" ` ;",
    "emoji": "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "\u202eesuah\u202c مرحبا שלום",
    "combining": "h̸̡̪̯ͨ͊̽̅̾̎a̷u̶s̴" * 20,
    "surrogate-like": "\ufffe\uffff\ud7ff",
    "full width": "ＨＡＵＳ １２３４５",
    "arabic digits": "٠٢٢٤١ ٤٧١٠",
    "superscript": "² ½ ⅷ",
    "stop words": "der und die von",
    "one letter": "h",
    "blanks": "   \t\n ",
    "section alone": "§",
    "long section": "§ " + "9" * 5_000,
    "section of nothing": "§ 8a SGB XIIIIII",
    "phone signs": "+++///---((()))",
    "long number": "0" * 500 + "1" * 500,
    "at": "@",
    "ats": "@@@.@.@",
    "dots": "...........de.de.de",
    "hyphens": "-".join(["haus"] * 60),
    "regex": "(((((a+)+)+)+)+)+$",
    "many a": "a" * 5_000 + "!",
    "mail bomb": "a." * 3_000 + "@",
    "control": "".join(chr(number) for number in range(1, 32)),
    "zero width": "ha\u200bus",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_bad_input_gets_a_clear_answer_at_once(signed_in, houses, text):
    began = time.process_time()
    page = ask(signed_in, text)

    assert time.process_time() - began < 2
    assert "sn-empty" in page or "<mark>" in page or "<h3>" in page


def test_a_long_query_is_cut_and_says_so(signed_in, houses):
    page = ask(signed_in, "Haus " + "wort " * 100)

    assert "200" in page
    assert "<mark>Haus</mark>" in page


@pytest.mark.parametrize("text", ["ha\u200bus 01", "haus\x0001", "  HAUS   01 "])
def test_signs_nobody_sees_do_not_matter(signed_in, houses, text):
    assert "Haus" in ask(signed_in, text)


def test_strangers_are_sent_to_sign_in(client, houses):
    assert client.get(PAGE, {"q": "haus"}).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_more_hits_cost_no_more_queries(signed_in, network, rows, django_assert_max_num_queries):
    for number in range(rows):
        institution = InstitutionFactory(name=f"Villa {number}")
        ListingFactory(institution=institution, network=network, level=Level.PUBLIC)
    true_up()
    ask(signed_in, "Villa")

    with django_assert_max_num_queries(16) as asked:
        ask(signed_in, "Villa")
    assert len(asked) == QUERIES


QUERIES = 15  # each kind of record asks once

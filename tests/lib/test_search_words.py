"""The language work alone: which words the index makes of a text. No database."""

import time

import pytest

from coordination.lib.search.documents import Document, Piece, audiences
from coordination.lib.search.marking import marked, snippet
from coordination.lib.search.terms import cleaned, parsed
from coordination.lib.search.vocabulary import Lines, Vocabulary
from coordination.lib.search.words import tokens
from coordination.lib.search.writing import postings_of


def keys(text, language="de"):
    return [token.keys[0] for token in tokens(text, language)]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Häuser", "haeuser", "HAUS", "Haus"),
        ("Frühe", "fruehe", "fruhe"),
        ("Kinderärztin", "kinderarztin", "Kinderaerztin"),
        ("weiß", "weiss", "WEISS"),
        ("Großstraße", "grossstrasse", "Großstr."),
        ("Bahnhofstr.", "Bahnhofstraße", "bahnhofstrasse"),
        ("Beratungsstelle", "Beratungsstellen", "BERATUNGSSTELLEN"),
        (
            "Erzieher*innen",
            "Erzieher:innen",
            "Erzieher_innen",
            "Erzieher/innen",
            "Erzieher/-innen",
            "Erzieher",
        ),
        ("Kinderärzt*innen", "Kinderärzte", "Kinderarzt"),
        ("Jugendämter", "Jugendamt", "jugendaemter"),
        ("Müller", "Mueller", "muller"),
        ("Ha\u0308user", "Häuser"),
    ],
)
def test_spellings_are_one_word(spellings):
    assert len({keys(spelling)[0] for spelling in spellings}) == 1, [keys(each) for each in spellings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 8a SGB VIII", ["§8a.sgb8"]),
        ("§8a SGB 8", ["§8a.sgb8"]),
        ("8a SGB VIII", ["§8a.sgb8"]),
        ("Paragraf 8a", ["§8a"]),
        ("Paragraph 8 a SGB VIII", ["§8a.sgb8"]),
        ("§ 8a Abs. 4 Satz 2 SGB VIII", ["§8a.sgb8"]),
        ("§ 8a(4) SGB VIII", ["§8a.sgb8"]),
        ("§4 KKG", ["§4.kkg"]),
        ("§ 72a", ["§72a"]),
        ("SGB VIII", ["sgb8"]),
        ("nach § 4 Absatz 3 Nr. 2 KKG und § 1666 BGB", ["§4.kkg", "§1666.bgb"]),
        ("02241 / 900-123", ["+492241900123"]),
        ("+49 (0)2241 900123", ["+492241900123"]),
        ("0049 2241 900123", ["+492241900123"]),
        ("+31 20 123 4567", ["+31201234567"]),
        ("53840 Troisdorf", ["53840", "troisdorf"]),
        ("01067 Dresden", ["01067", "dresd"]),
        ("am 01.02.2024", []),
        ("Ada.Beispiel@Example.ORG", ["ada.beispiel@example.org"]),
        ("https://www.kita.example.org/haus?x=1", ["kita.example.org"]),
        ("Kirchweg 3a", ["kirchweg", "3a"]),
        ("der die das und", []),
        ("%_\\ 😀 „“", []),
        ("z. B. Frau Dr. med. Weber", ["z", "b", "frau", "dr", "med", "web"]),
    ],
)
def test_texts_become_words(text, expected):
    assert keys(text) == expected


def test_hyphens_give_the_parts_and_the_whole():
    assert keys("Rhein-Sieg-Kreis") == ["rhein", "rheinsieg", "sieg", "rheinsiegkreis", "kreis"]
    assert [term.key for term in parsed("Rhein-Sieg-Kreis")] == ["rhein", "sieg", "kreis"]


def test_english_texts_have_english_stems():
    assert keys("counselling services", "en") == ["counsel", "servic"]


def test_a_query_has_eight_terms_at_most_each_once():
    assert len(parsed("haus hof garten " * 5)) == 3
    assert len(parsed(" ".join(f"wort{number}" for number in range(50)))) == 8


def test_a_query_of_digits_is_one_number():
    assert [term.kind for term in parsed("02241 900-123")] == ["number"]
    assert [term.kind for term in parsed("53840 Troisdorf")] == ["number", "word"]


def test_signs_that_cannot_be_seen_are_taken_out():
    assert cleaned("\u202eha\x00us\u200b  b ") == "ha us b"


@pytest.mark.parametrize(
    "text", ["a." * 1_500, "a-" * 1_500, "1 " * 1_500, "§ 8 " * 750, "+0" * 1_500, "a" * 3_000, "((" * 1_500]
)
def test_no_text_keeps_the_index_busy(text):
    began = time.process_time()
    list(tokens(text))
    assert time.process_time() - began < 1


# --- Documents ---


def test_a_public_datum_is_for_everybody_and_one_without_network_for_nobody():
    assert audiences(10, []) == (0,)
    assert audiences(30, [7, 2]) == (230, 730)
    assert audiences(40, []) == ()


def test_a_word_counts_where_it_weighs_most_and_narrow_postings_only_where_they_add():
    found = postings_of(
        Document(1, [Piece("Wald", 100), Piece("Wald Wiese", 20, (140,)), Piece("Wiese", 10)])
    )

    assert found["wald", 0] > 100
    assert ("wald", 140) not in found
    assert (found["wies", 0], found["wies", 140]) == (10, 20)


def test_a_document_without_change_has_the_same_digest():
    assert Document(1, [Piece("a", 1)]).digest() == Document(1, [Piece("a", 1)]).digest()
    assert Document(1, [Piece("a", 1)]).digest() != Document(1, [Piece("a", 1, (140,))]).digest()


def test_marks_are_safe_html():
    assert marked("<b>Haus</b> & Hof", {"haus"}) == "&lt;b&gt;<mark>Haus</mark>&lt;/b&gt; &amp; Hof"


def test_a_snippet_is_a_line_around_the_word_and_only_from_what_may_be_read():
    document = Document(
        1, [Piece("Titel", 100), Piece(f"{'Anfang ' * 30}Rotkehlchen {'Ende ' * 60}", 20, (140,))]
    )

    shown = snippet(document, {"rotkehlch"}, (0, 140))

    assert "<mark>Rotkehlchen</mark>" in shown
    assert shown.startswith("… ")
    assert len(shown) < 220
    assert snippet(document, {"rotkehlch"}, (0, 130)) == ""


# --- Vocabulary ---


def test_words_are_found_whole_at_their_ends_and_inside():
    lines = Lines()
    lines.add([(1, "schutz"), (2, "kinderschutz")])
    lines.add([(5, "schutzstell"), (7, "haus")])

    assert lines.exact("schutz") == 1
    assert lines.exact("schut") is None
    assert [pk for pk, _word in lines.beginning("schutz")] == [1, 5]
    assert [pk for pk, _word in lines.ending("schutz")] == [1, 2]
    assert list(lines.containing("schutz")) == [(1, "schutz"), (2, "kinderschutz"), (5, "schutzstell")]
    assert list(Lines().containing("schutz")) == []


def test_numbers_and_addresses_are_no_typing_errors_of_words():
    from uuid import uuid4

    known = Vocabulary(uuid4())
    known.add([(1, "jugendamt"), (2, "+492241900123"), (3, "jugndamt@example.org"), (4, "§8a"), (5, "12345")])

    assert [word for _pk, word, _likeness in known.similar("jugndamt")] == ["jugendamt"]
    assert known.similar("1234") == []

"""Field validators: the clean value, or a sentence that says what would be right."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from django.utils.translation import override

from coordination.lib import values
from coordination.lib.values import WrongValue


@pytest.fixture(autouse=True)
def _spoken_english():
    """Sentences are compared as they stand in the source."""
    with override("en"):
        yield


@pytest.mark.parametrize(
    "nothing", [None, "", "  ", "-", "k. A.", "null", "null null", "n/a", "Keine Angabe"]
)
def test_words_for_nothing_are_nothing(nothing):
    assert values.blank(nothing)
    assert (
        values.normalise_mail(nothing)
        == values.normalise_web(nothing)
        == values.normalise_postcode(nothing)
        == ""
    )
    assert values.parse_date(nothing) is values.number(nothing) is values.parse_bool(nothing) is None


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        (" 175493@schule.nrw.de ", "175493@schule.nrw.de"),
        ("GSRASTPFUHL@Saarbruecken.DE", "GSRASTPFUHL@saarbruecken.de"),
        ("info@kita-müller.de", "info@kita-müller.de"),
        ("a.b+c@x.example", "a.b+c@x.example"),
    ],
)
def test_mail_is_cleaned(given, clean):
    assert values.normalise_mail(given) == clean


@pytest.mark.parametrize(
    ("given", "code", "suggestion", "word"),
    [
        ("x@", "mail_unreadable", None, "after the @"),
        ("@x.de", "mail_unreadable", None, "before the @"),
        ("x.de", "mail_unreadable", None, "sign @"),
        ("gs.heidstock@voelklingen", "mail_unreadable", None, "ending"),
        ("info @kita.de", "mail_unreadable", "info@kita.de", "blank"),
        ("a@x.de, b@y.de", "mail_two", "a@x.de", "one per column"),
        ("Mail: a@x.de (Büro)", "mail_unreadable", "a@x.de", "Only"),
        ("a..b@x.de", "mail_unreadable", None, "signs"),
        ("a" * 65 + "@x.de", "mail_too_long", None, "254"),
        ("x@x.de\nBcc: y@y.de", "mail_two", "x@x.de", "one per column"),
    ],
)
def test_wrong_mail_says_what_is_missing(given, code, suggestion, word):
    with pytest.raises(WrongValue, match=word) as caught:
        values.normalise_mail(given)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)
    assert word in str(values.mail_problem(given))


def test_good_mail_has_no_problem():
    assert values.mail_problem("kita@example.org") is None


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        (" http://www.st-nikolaus-stift.de", "http://www.st-nikolaus-stift.de"),
        ("HTTPS://WWW.Kita.DE/Über/Uns?x=1", "https://www.kita.de/Über/Uns?x=1"),
        ("www.kirchbergschule-sb.de", "https://www.kirchbergschule-sb.de"),
        ("kita.de/x", "https://kita.de/x"),
        ("http://kita.de:8080/", "http://kita.de:8080/"),
    ],
)
def test_web_address_is_cleaned(given, clean):
    assert values.normalise_web(given) == clean


@pytest.mark.parametrize(
    ("given", "code", "suggestion"),
    [
        (" http;//www.grundschule-opphof.de", "web_unreadable", "https://www.grundschule-opphof.de"),
        (" http://http:/www.johannesschule.de", "web_unreadable", "https://www.johannesschule.de"),
        (" http//www.pestalozzi-lippstadt.de", "web_unreadable", "https://www.pestalozzi-lippstadt.de"),
        (" http.//www.heinereal.de", "web_unreadable", "https://www.heinereal.de"),
        (" http://www.kardinal-von-galen-lue       nen.de", "web_unreadable", None),
        ("hwg@hwg-wadern.de", "web_is_mail", None),
        ("javascript:alert(1)", "web_unreadable", None),
        ("data:text/html,x", "web_unreadable", None),
        ("ftp://kita.de", "web_unreadable", None),
        ("http://kita..de", "web_unreadable", None),
        ("siehe Flyer", "web_unreadable", None),
        ("https://x.de/" + "a" * 500, "web_too_long", None),
    ],
)
def test_wrong_web_address_offers_what_is_meant(given, code, suggestion):
    with pytest.raises(WrongValue) as caught:
        values.normalise_web(given)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_postcode_is_cleaned():
    assert values.normalise_postcode(" 53840 ") == "53840"
    assert values.normalise_postcode(53840) == values.normalise_postcode(53840.0) == "53840"
    assert values.normalise_postcode("D-53840") == "53840"
    assert values.normalise_postcode("'01067") == "01067"


@pytest.mark.parametrize(
    ("given", "code", "suggestion"),
    [
        (1067, "postcode_lost_zero", "01067"),
        (1067.0, "postcode_lost_zero", "01067"),
        ("1067", "postcode_lost_zero", "01067"),
        ("53 840", "postcode_unreadable", "53840"),
        ("00123", "postcode_unreadable", None),
        ("538400", "postcode_unreadable", None),
        ("53840 Troisdorf", "postcode_unreadable", None),
        ("٥٣٨٤٠", "postcode_unreadable", None),
    ],
)
def test_wrong_postcode_is_never_mended_silently(given, code, suggestion):
    with pytest.raises(WrongValue) as caught:
        values.normalise_postcode(given)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_number_that_lost_its_zero_is_told_as_the_spreadsheets_doing():
    with pytest.raises(WrongValue, match="dropped the leading zero"):
        values.normalise_postcode(1067)
    with pytest.raises(WrongValue, match="dropped the leading zero"):
        values.normalise_postcode("1067", was_number=True)


@pytest.mark.parametrize(
    "given",
    [
        "29.02.2024",
        "29.2.2024",
        "29. 02. 2024",
        "29.02.24",
        "2024-02-29",
        "2024-02-29T00:00:00",
        "29. Februar 2024",
        "29.02.2024 08:30",
        dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 8),  # noqa: DTZ001 -- a cell has no zone
    ],
)
def test_date_is_read(given):
    assert values.parse_date(given) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("given", "code", "suggestion"),
    [
        ("31.02.2026", "date_impossible", None),
        ("2026-02-31", "date_impossible", None),
        ("29.02.2026", "date_impossible", None),
        ("bald", "date_unreadable", None),
        ("02/29/2024", "date_unreadable", None),
        (45292, "date_number", "01.01.2024"),
        (7, "date_number", None),
        ("01.01.0026", "date_far", None),
    ],
)
def test_wrong_date_is_told(given, code, suggestion):
    with pytest.raises(WrongValue) as caught:
        values.parse_date(given)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_text_loses_needless_blanks_and_keeps_the_rest():
    assert values.text("  Kita\u00a0 Sonnen\u00adblume\n ") == "Kita Sonnenblume"
    assert values.text("Kita 🌻 גן") == "Kita 🌻 גן"
    assert values.text("a\r\nb  c", lines=True) == "a\nb  c"
    assert values.text(53840.0) == "53840"
    assert values.text(None) == ""


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("a\x00b", "control_signs"),
        ("a\u202eb", "bidi_signs"),
        ("x" * 10_001, "too_long"),
        ("\ud800", "control_signs"),
    ],
)
def test_text_that_could_deceive_or_does_not_fit_is_told(given, code):
    with pytest.raises(WrongValue) as caught:
        values.text(given, max_length=10_000)
    assert caught.value.code == code


def test_cell_as_text():
    moment = dt.datetime(2024, 2, 29, 8, 5)  # noqa: DTZ001 -- a cell has no zone
    given = ["x", None, True, False, 1.25, 7, dt.date(2024, 2, 29), moment]
    assert [values.as_text(value) for value in given] == [
        "x",
        "",
        "yes",
        "no",
        "1,25",
        "7",
        "29.02.2024",
        "29.02.2024 08:05",
    ]


def test_yes_and_no():
    assert [values.parse_bool(word) for word in ("ja", "X", "WAHR", 1, True)] == [True] * 5
    assert [values.parse_bool(word) for word in ("nein", "FALSCH", 0, False)] == [False] * 4
    with pytest.raises(WrongValue):
        values.parse_bool("vielleicht")


def test_numbers_the_german_way():
    assert values.number("1.234,5") == Decimal("1234.5")
    assert values.number("1.234") == Decimal(1234)
    assert values.number("50.70182") == Decimal("50.70182")
    assert values.number(7) == Decimal(7)
    for wrong, code in (("zwölf", "not_a_number"), ("1,5", "not_whole"), ("99", "number_out_of_range")):
        with pytest.raises(WrongValue) as caught:
            values.number(wrong, whole=True, least=0, most=10)
        assert caught.value.code == code


def test_ten_thousand_rows_of_fifteen_fields_take_a_second():
    checks = [values.text] * 8 + [
        values.normalise_mail,
        values.normalise_web,
        values.normalise_postcode,
        values.parse_date,
    ]
    checks += [values.parse_bool, values.number, values.as_text]
    row = ["Städt. Kath. Grundschule Zülpich - Primarstufe -"] * 8
    row += [" 175493@schule.nrw.de ", " http://www.grundschule.de", "53909", "29.02.2024", "ja", "1.234,5", 7]
    start = time.process_time()
    for _ in range(2_000):
        for check, value in zip(checks, row, strict=True):
            check(value)
    assert time.process_time() - start < 0.2 * 2  # twice the wanted time: machines differ

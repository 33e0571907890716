"""Telephone numbers: one form to keep, one to show, and a sentence for everything else."""

import csv
import json
import os
import time
from pathlib import Path

import phonenumbers
import pytest
from django.utils.translation import override

from coordination.lib import phones
from coordination.lib.phones import Phone, TwoPhones, display, normalise
from coordination.lib.values import WrongValue, blank


@pytest.fixture(autouse=True)
def _spoken_english():
    """Sentences are compared as they stand in the source."""
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("written", "e164", "shown"),
    [
        ("02252  94360", "+49225294360", "02252 94360"),
        ("02241 900-0", "+4922419000", "02241 900-0"),
        ("+49 2241 900-0", "+4922419000", "02241 900-0"),
        ("+49 (0) 2241 900-0", "+4922419000", "02241 900-0"),
        ("+49(0)2241/900-0", "+4922419000", "02241 900-0"),
        ("0049 2241 900-0", "+4922419000", "02241 900-0"),
        ("(0 22 41) 900-0", "+4922419000", "02241 900-0"),
        ("0 22 41 / 900 - 0", "+4922419000", "02241 900-0"),
        ("02241/900-120", "+492241900120", "02241 900-120"),
        ("02241–900–0", "+4922419000", "02241 900-0"),
        ("02241\u2011900\u20110", "+4922419000", "02241 900-0"),
        ("02241\u00a0900\u20090", "+4922419000", "02241 9000"),
        ("\u202d02241 9000\u202c", "+4922419000", "02241 9000"),
        ("'+49 2241 9000", "+4922419000", "02241 9000"),
        ("0681-812121", "+49681812121", "0681 812121"),
        ("06805-2008-631", "+4968052008631", "06805 2008-631"),
        ("06831-1 27 28 84", "+4968311272884", "06831 1272884"),
        ("06854/90 895810", "+49685490895810", "06854 90895810"),
        ("Tel.: 02241 9000", "+4922419000", "02241 9000"),
        ("Fax 02241 9001", "+4922419001", "02241 9001"),
        ("030/23125-000", "+493023125000", "030 23125-000"),
        ("01522 8817386", "+4915228817386", "01522 8817386"),
        ("0171/3920012", "+491713920012", "0171 3920012"),
        ("0800 111 0 550", "+498001110550", "0800 1110550"),
        ("+352 26 12 34", "+352261234", "+352 26 12 34"),
        ("+33 3 87 12 34 56", "+33387123456", "+33 3 87 12 34 56"),
    ],
)
def test_number_is_kept_and_shown(written, e164, shown):
    assert normalise(written) == Phone(e164, shown)


def test_spoken_extension_is_kept_apart():
    assert normalise("02241 900-0 App. 12") == Phone("+4922419000", "02241 900-0", "12")
    assert normalise("02241 9000, Durchwahl 120").extension == "120"


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("siehe Homepage", "phone_unreadable", None),
        ("null null", "phone_unreadable", None),
        ("", "phone_unreadable", None),
        ("0221 12", "phone_too_short", None),
        ("02241 123456789012345678", "phone_too_long", None),
        ("0999 99999", "phone_unknown", None),
        ("900-0", "phone_no_area", None),
        (22419000, "phone_lost_zero", "02241 9000"),
        ("492241900012", "phone_lost_zero", "02241 900012"),
        ("02241 900-0 Sekretariat", "phone_with_text", "02241 900-0"),
        ("110", "phone_short_number", None),
    ],
)
def test_what_is_no_number_says_why(written, code, suggestion):
    with pytest.raises(WrongValue) as caught:
        normalise(written)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("02241 900-0 / 0171 3920012", ["02241 900-0", "0171 3920012"]),
        ("02241 900-0 oder 900-120", ["02241 900-0", "02241 900-120"]),
        ("02267  5021/22", ["02267 5021", "02267 5022"]),
        ("0228   777519/20", ["0228 777519", "0228 777520"]),
        ("02373  93201-0/2", ["02373 93201-0", "02373 93201-2"]),
        ("05221  1329-00/01", ["05221 1329-00", "05221 1329-01"]),
        ("02453  2373/846", ["02453 2373"]),
        ("Wehrden: 06898-26639\nGeislautern: 06898-7263", ["06898 26639", "06898 7263"]),
    ],
)
def test_two_numbers_in_one_cell_are_both_named(written, shown):
    with pytest.raises(TwoPhones) as caught:
        normalise(written)
    assert [phone.display for phone in caught.value.numbers] == shown
    assert all(number in str(caught.value.message) for number in shown)


# Numbers the Bundesnetzagentur keeps free for films: the demo uses them.
DRAMA = ["030 23125 000", "030 23125 999", "069 90009 000", "069 90009 999", "040 66969 000", "089 99998 999"]
DRAMA += [
    "0221 4710 000",
    "0221 4710 999",
    "0152 28817386",
    "0152 28895456",
    "0152 54599371",
    "0171 39200 00",
]
DRAMA += ["0171 39200 99", "0172 9925904", "0172 9968532", "0172 9973185", "0173 9973286", "0173 9973752"]
DRAMA += ["0174 9091317", "0174 9464308", "0176 04069000", "0176 04069099"]


@pytest.mark.parametrize("written", DRAMA)
def test_numbers_for_films_are_taken(written):
    assert normalise(written).e164 == "+49" + written.replace(" ", "")[1:]


def test_short_numbers_only_where_they_are_wanted():
    assert normalise("116111", short=True) == Phone("116111", "116 111")
    assert normalise("116 117", short=True).display == "116 117"
    assert display("112") == "112"
    assert display("116016") == "116 016"


def test_stored_number_is_shown_again():
    assert display("+4922419000") == "02241 9000"
    assert display("+352261234") == "+352 26 12 34"
    assert display("nothing") == "nothing"


REAL = Path(os.environ.get("REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "schools"
NRW, SAARLAND = REAL / "nordrhein-westphalen_all_schools_geocoded.json", REAL / "saarland_ABS_Gesamt.csv"


def _real() -> list[str]:
    schools = json.loads(NRW.read_text())
    numbers = [school[field] for school in schools for field in ("phone", "fax")]
    with SAARLAND.open(encoding="utf-8") as file:
        numbers += [row[field] for row in csv.DictReader(file) for field in ("Telefon", "Fax")]
    return numbers


@pytest.mark.skipif(not NRW.exists(), reason="the real school lists are not here")
def test_quick_way_gives_what_the_library_gives():
    numbers = sorted({number for number in _real() if not blank(number)})
    several = 0
    for number in numbers:
        try:
            phone = normalise(number)
        except TwoPhones:
            several += 1
            continue
        parsed = phonenumbers.parse(number, "DE")
        assert phonenumbers.is_valid_number(parsed)
        assert phone.e164 == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert phone.display.replace("-", "") == national
    assert several == 22  # 21 in North Rhine-Westphalia, one in Saarland


@pytest.mark.skipif(not NRW.exists(), reason="the real school lists are not here")
def test_a_real_list_takes_half_a_second():
    numbers = [number for number in _real() if not blank(number)]
    phones._normalise.cache_clear()
    start = time.process_time()
    for number in numbers:
        try:
            normalise(number)
        except WrongValue:
            continue
    assert time.process_time() - start < 0.5

"""Opening hours: the week people type, holidays as dates, spans over midnight, both DST days."""

import datetime as dt
import random
import subprocess
import sys

import holidays
import pytest
from django.utils.translation import override

from coordination.lib.errors import RuleBroken
from coordination.lib.hours import BERLIN, Calendar, checked, intervals, standing
from coordination.lib.hours_input import as_typed, read_times
from coordination.lib.hours_words import in_words, said
from coordination.lib.weekly import DAY, Dated, Span, Week, from_osm

OFFICE = Week(days=((Span(510, 960),),) * 4 + ((Span(510, 750),), (), ()), public=(), school=())
NIGHTS = Week(
    days=((Span(18 * 60, 23 * 60),),) * 4 + ((Span(18 * 60, 28 * 60),),) * 2 + ((Span(1080, 1380),),)
)
NRW, BERLIN_LAND = Calendar("NW"), Calendar("BE")


def at(day: str, clock: str = "12:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=BERLIN)


def is_open(week: Week, day: str, clock: str, calendar: Calendar = NRW) -> bool:
    return standing(week.to_osm(), calendar, at(day, clock)).is_open


@pytest.mark.parametrize(
    ("week", "text"),
    [
        (OFFICE, "Mo-Th 08:30-16:00, Fr 08:30-12:30; SH off; PH off"),
        (NIGHTS, "Mo-Th,Su 18:00-23:00, Fr-Sa 18:00-04:00"),
        (Week(days=((Span(0, DAY),),) * 7), "24/7"),
        (Week(), "Mo-Su off"),
        (
            Week(days=((Span(480, 720), Span(780, 960)),) + ((),) * 6, school=(Span(540, 720),)),
            "Mo 08:00-12:00,13:00-16:00; SH Mo-Fr 09:00-12:00; SH Sa-Su off",
        ),
        (
            Week(exceptions=(Dated(dt.date(2026, 12, 24), dt.date(2027, 1, 1), (), "Betriebsferien"),)),
            'Mo-Su off; 2026 Dec 24-2027 Jan 01 off "Betriebsferien"',
        ),
    ],
)
def test_a_week_is_written_as_osm_and_read_back(week, text):
    assert week.to_osm() == text
    assert from_osm(text) == week
    assert checked(text) == text


@pytest.mark.parametrize(
    "text", ["Mo-Sa 14:00-20:00; Mo,We 10:00-12:00", "Apr-Sep Mo 10:00-12:00", "", "PH off"]
)
def test_a_text_of_others_is_no_week_of_ours(text):
    assert from_osm(text) is None


def test_the_half_after_midnight_is_not_lost_to_the_next_day():
    assert is_open(NIGHTS, "2026-11-22", "01:30")  # Sunday, out of Saturday night
    assert standing(NIGHTS.to_osm(), NRW, at("2026-11-22", "01:30")).until == at("2026-11-22", "04:00")


def test_with_semicolons_the_engine_would_lose_it():
    """The counter-check: the same week as others write it."""
    text = "Mo-Th,Su 18:00-23:00; Fr,Sa 18:00-04:00"
    assert not standing(text, NRW, at("2026-11-22", "01:30")).is_open


def test_corpus_christi_closes_in_nrw_and_not_in_berlin():
    assert not is_open(OFFICE, "2026-06-04", "10:00")
    assert is_open(OFFICE, "2026-06-04", "10:00", BERLIN_LAND)
    assert NRW.public(dt.date(2026, 6, 4)) == "Fronleichnam"


def test_a_closed_holiday_keeps_the_night_before_and_loses_its_own():
    week = Week(days=((Span(18 * 60, 32 * 60),),) * 7, public=())
    assert is_open(week, "2026-06-04", "03:00")  # the night of the third
    assert not is_open(week, "2026-06-04", "22:00")
    assert not is_open(week, "2026-06-05", "03:00")
    assert is_open(week, "2026-06-05", "22:00")


def test_school_holidays_come_from_the_table_and_end_with_their_last_day():
    calendar = Calendar("NW", ((dt.date(2026, 7, 20), dt.date(2026, 9, 1)),))
    found = standing(OFFICE.to_osm(), calendar, at("2026-07-21"))
    assert found.opens_at == at("2026-09-02", "08:30")
    assert is_open(OFFICE, "2026-07-21", "12:00", NRW)


def test_a_closure_longer_than_the_look_ahead_is_followed_to_its_end():
    closed = Dated(dt.date(2026, 12, 1), dt.date(2027, 9, 30), (), "Umbau")
    week = Week(days=OFFICE.days, exceptions=(closed,))
    assert standing(week.to_osm(), NRW, at("2026-12-02")).opens_at == at("2027-10-01", "08:30")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-28", 13),
        ("2026-10-24", 15),
        ("2026-11-20", 14),
    ],  # Saturday night of each change, and a plain one
)
def test_a_night_is_one_hour_shorter_or_longer_when_the_clock_changes(day, hours):
    week = Week(days=((Span(18 * 60, 32 * 60),),) * 7)
    start = at(day, "12:00")
    ((first, last),) = intervals(week.to_osm(), NRW, start, start + dt.timedelta(days=1))
    assert last.astimezone(dt.UTC) - first.astimezone(dt.UTC) == dt.timedelta(hours=hours)
    assert (last.hour, first.hour) == (8, 18)


def test_always_never_changes():
    found = standing("24/7", NRW, at("2026-12-24", "23:59"))
    assert (found.is_open, found.until, found.always) == (True, None, True)
    with override("en"):
        assert said(found, at("2026-12-24")) == "Day and night"


def by_hand(week: Week, calendar: Calendar, moment: dt.datetime) -> bool:
    """The same question answered without the engine: a span of today, or of yesterday beyond midnight."""
    day, minute = moment.date(), moment.hour * 60 + moment.minute
    for back in (0, 1):
        one = day - dt.timedelta(days=back)
        spans = week.on(one, is_public=bool(calendar.public(one)), is_school=calendar.is_school(one))
        if any(span.start <= minute + back * DAY < span.end for span in spans):
            return True
    return False


def test_the_engine_agrees_with_a_reckoning_by_hand():
    dice = random.Random(4)
    calendar = Calendar("NW", ((dt.date(2026, 12, 23), dt.date(2027, 1, 6)),))

    def spans():
        start = dice.randrange(0, 1440, 30)
        return (Span(start, start + dice.randrange(30, 900, 30)),) if dice.random() < 0.8 else ()

    for _round in range(40):
        first = dt.date(2026, 12, dice.randrange(1, 28))
        closed = Dated(first, first + dt.timedelta(days=dice.randrange(0, 9)), spans())
        week = Week(
            tuple(spans() for _day in range(7)),
            public=dice.choice([None, (), spans()]),
            school=dice.choice([None, (), spans()]),
            exceptions=dice.choice([(), (closed,)]),
        )
        for _moment in range(30):
            moment = at("2026-12-15", "00:00") + dt.timedelta(minutes=dice.randrange(0, 40 * 1440, 15))
            wanted = by_hand(week, calendar, moment)
            assert standing(week.to_osm(), calendar, moment).is_open is wanted, (week.to_osm(), moment)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("8:30–12, 13-16 Uhr", "8:30–12:00, 13:00–16:00"),
        ("8.30 bis 12 und 13 bis 16", "8:30–12:00, 13:00–16:00"),
        ("13-16, 8-12", "8:00–12:00, 13:00–16:00"),
        ("ganztags", "0–24"),
        ("0-24 Uhr", "0–24"),
        ("geschlossen", ""),
        ("  ", ""),
        ("18–08", "18:00–8:00"),
    ],
)
def test_times_are_read_as_people_write_them(typed, shown):
    assert as_typed(read_times(typed, day="Montag")) == shown


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("vormittags", "no_span"),
        ("ab 12:30", "no_span"),
        ("8-12, 11-13", "spans_overlap"),
        ("25-26", "no_time"),
        ("8:75-9", "no_time"),
        ("10-10", "no_length"),
        ("24-25", "no_time"),
        ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "too_many"),
        ("8" * 5000, "no_span"),
    ],
)
def test_what_cannot_be_meant_is_asked_with_the_day(typed, code):
    with pytest.raises(RuleBroken) as broken:
        read_times(typed, day="Montag")
    assert broken.value.code == code
    assert "Montag" in broken.value.messages[0]


def test_a_contradicting_text_is_refused_with_its_place():
    with pytest.raises(RuleBroken, match="18-08") as broken:
        checked("Mo 18-08")
    assert broken.value.code == "hours_unreadable"
    assert checked("Mo-Sa 14:00-20:00; SH Mo-Fr 08:00-12:00; PH off")


def test_hours_in_words():
    week = Week(
        OFFICE.days, (), None, (Dated(dt.date(2026, 12, 24), dt.date(2027, 1, 1), (), "Betriebsferien"),)
    )
    with override("en"):
        told = in_words(week.to_osm())
        assert told.startswith(
            "Mon–Thu 8:30–16:00 o’clock, Fri 8:30–12:30 o’clock; on public holidays closed; "
        )
        assert told.endswith(" closed (Betriebsferien)")
        for clock, words in (
            ("09:42", "open until 12:30 o’clock"),
            ("13:00", "opens Monday 8:30 o’clock"),
            ("07:00", "opens 8:30 o’clock"),
        ):
            now = at("2026-11-20", clock)
            assert said(standing(week.to_osm(), NRW, now), now) == words
        assert said(None, now) == "hours unknown"


def test_germany_alone_knows_what_the_library_knows():
    lands = ["", *holidays.country_holidays("DE").subdivisions]

    for land in lands:
        known = holidays.country_holidays("DE", subdiv=land or None, years=2026, language="de")
        assert {day: Calendar(land).public(day) for day in known} == dict(known), land
    assert len(lands) > 16


def test_the_other_countries_are_not_loaded():
    asked = (
        "import sys; from coordination.lib import hours; hours._germany();"
        " sys.exit('holidays.countries.france' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0

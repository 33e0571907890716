"""What presence is worth: hours, teaching units, share; late trains, parallel sessions, the changed clock."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.presence import united, worth
from tests.meetings.programmes import moment

DAY = [
    (moment("09:00"), moment("10:30")),
    (moment("11:00"), moment("12:30")),
    (moment("13:30"), moment("15:00")),
]


@pytest.mark.parametrize(
    ("come", "left", "minutes", "units"),
    [
        ("08:40", "16:00", 270, 6),
        ("09:15", "14:45", 270, 6),  # a quarter of an hour late and early
        ("09:16", "15:00", 254, 5),
        ("10:35", "15:00", 180, 4),
        ("08:40", "12:30", 180, 4),
        ("12:30", "13:30", 0, 0),  # only over lunch
        ("15:00", "15:10", 0, 0),
    ],
)
def test_only_time_with_content_counts(come, left, minutes, units):
    found = worth(DAY, [(moment(come), moment(left))])

    assert (found.minutes, found.of_minutes, found.units) == (minutes, 270, units)


def test_sessions_side_by_side_count_once():
    beside = [*DAY, (moment("11:00"), moment("12:00")), (moment("11:00"), moment("12:30"))]

    assert worth(beside, [(moment("08:00"), moment("18:00"))]).minutes == 270


def test_hours_have_one_place_and_the_share_is_never_rounded_up():
    found = worth(DAY, [(moment("09:00"), moment("12:09"))])

    assert (found.minutes, found.hours, found.percent) == (159, Decimal("2.7"), 58)


def test_the_hour_that_comes_twice_counts_twice():
    night = dt.date(2026, 10, 25)
    span = (moment("00:30", night), moment("04:30", night))

    assert worth([span], [span]).minutes == 300


def test_nothing_offered_is_worth_nothing():
    assert worth([], [(moment("09:00"), moment("10:00"))]).percent == 0


minutes = st.integers(0, 600)
spans = st.lists(st.tuples(minutes, minutes), max_size=6).map(
    lambda pairs: [
        (moment("08:00") + dt.timedelta(minutes=a), moment("08:00") + dt.timedelta(minutes=b))
        for a, b in pairs
    ]
)


@given(spans, spans)
@settings(max_examples=200, deadline=None)
def test_nobody_gets_more_than_was_offered_and_more_presence_is_never_worth_less(content, present):
    found = worth(content, present)

    assert 0 <= found.minutes <= found.of_minutes
    assert worth(content, present[1:]).minutes <= found.minutes
    whole = united(content)
    assert all(a[1] < b[0] for a, b in pairwise(whole))

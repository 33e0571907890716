"""How a briefing would spread: drawn from recorded times, the same each time, held against what really came."""

import pytest

from network.spreading import Sent, spread


def sent(*days, age=60, through=False):
    return [Sent(age, day, through) for day in days]


def test_what_is_always_passed_on_at_once_arrives_everywhere_but_where_nobody_is():
    found = spread(8, 0, 2, sent(1, 1, 2, 2, 3))

    assert [point.expected for point in found.points] == [80, 80, 80, 80]
    assert [point.real for point in found.points] == [100, 100, 100, 100]
    assert (found.steps, found.never) == (((8, 2), (0, None)), 2)


def test_half_of_it_passed_on_late_comes_late_and_half():
    found = spread(100, 0, 0, sent(20, 20, 20, 20, 20, None, None, None, None, None))
    seven, fourteen, twentyeight, last = found.points

    assert (seven.expected, fourteen.expected) == (0, 0)
    assert 45 <= twentyeight.expected <= 55
    assert twentyeight.low < twentyeight.expected < twentyeight.high
    assert (last.expected, last.real) == (twentyeight.expected, 50)


def test_houses_of_a_provider_have_times_of_their_own():
    found = spread(10, 10, 0, [*sent(1, 1, 1), *sent(30, 30, through=True)])

    assert [point.expected for point in found.points] == [50, 50, 50, 100]
    assert found.steps == ((10, 1), (10, 30))


def test_what_has_not_been_on_its_way_for_so_long_says_nothing_of_it():
    found = spread(5, 0, 0, sent(1, 2, 3, 4, 5, age=10))

    assert [point.real for point in found.points] == [100, None, None, None]


@pytest.mark.parametrize(
    ("own", "carried", "rows"), [(5, 0, sent(1, 2, 3, 4)), (0, 0, sent(1, 2, 3, 4, 5)), (0, 0, [])]
)
def test_too_little_is_no_figure(own, carried, rows):
    assert spread(own, carried, 3, rows) is None


def test_the_same_gives_the_same():
    rows = sent(3, 9, 12, 20, 40, None)

    assert spread(30, 5, 4, rows) == spread(30, 5, 4, rows)

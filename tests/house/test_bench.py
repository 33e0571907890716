"""The bench counts right: a figure nobody can trust is worse than none."""

import pytest

from tests.bench.measure import Figures, Row, median_ms, result, table


def row(unit: str, goal: float) -> Row:
    return Row("Work", unit, "the floor", goal, lambda: Figures(0))


@pytest.mark.parametrize(
    ("unit", "ours", "reached"),
    [("rows/s", 2600, "yes"), ("rows/s", 2400, "NO"), ("ms", 60, "yes"), ("ms", 80, "NO")],
)
def test_rates_must_be_above_the_goal_and_times_below(unit, ours, reached):
    goal = 2500 if unit == "rows/s" else 70

    assert row(unit, goal).reached(Figures(ours)) == reached


def test_the_table_shows_ours_beside_the_reference(capsys):
    line = table(
        [{"database": "sqlite", **result(row("ms", 70), Figures(ours=30, reference=15, note="1,000 rows"))}]
    )

    cells = [cell.strip() for cell in line.splitlines()[-1].strip("| ").split("|")]
    assert cells == ["Work", "ms", "sqlite", "30.0", "15.0", "2.00", "the floor", "70.0", "yes", "1,000 rows"]


def test_the_median_leaves_out_the_warming_round():
    calls = []

    median_ms(lambda: calls.append(1), rounds=3)

    assert len(calls) == 4

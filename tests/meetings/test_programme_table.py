"""The table of a day: every session once, side by side what runs side by side, every place covered exactly once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.programme import table_of
from tests.meetings.programmes import a_day, programme, slot


def words(table):
    return [[[one.title for one in cell.slots] for cell in row.cells] for row in table.rows]


def covered(table):
    """Each (row, column) → how often a cell covers it, as a browser lays a table out."""
    places: dict[tuple[int, int], int] = {}
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (number, column) in places:
                column += 1
            for down in range(cell.rows):
                for across in range(cell.columns):
                    place = (number + down, column + across)
                    places[place] = places.get(place, 0) + 1
            column += cell.columns
    return places


def test_a_day_with_workshops_side_by_side():
    one = a_day()
    table = table_of(one, one.days[0])

    assert table.columns == ["Kita", "Schule", "Gesundheit"]
    assert words(table) == [
        [["Begrüßung"]],
        [["Vortrag"]],
        [["Pause"]],
        [["Workshop B"], ["Workshop A"], ["Workshop C"]],
        [[], []],
    ]
    assert [cell.columns for cell in table.rows[0].cells] == [3]
    assert [cell.rows for cell in table.rows[3].cells] == [1, 1, 2]


def test_without_tracks_rooms_tell_apart_and_without_rooms_nothing_is_lost():
    by_room = programme(slot(1, "09:00", "10:00", room="A"), slot(2, "09:00", "10:00", room="B"))
    bare = programme(slot(1, "09:00", "10:00"), slot(2, "09:30", "10:30"))

    assert table_of(by_room, by_room.days[0]).columns == ["A", "B"]
    table = table_of(bare, bare.days[0])
    assert table.columns == ["", ""]
    assert words(table) == [[["Sitzung 1"], []], [["Sitzung 2"]], [[]]]


def test_a_day_without_sessions_is_an_empty_table():
    one = programme()

    assert table_of(one, one.days[0]).rows == []


hours = st.integers(9, 16)


@given(st.lists(st.tuples(hours, st.integers(1, 4), st.sampled_from("ABC"), st.booleans()), max_size=9))
@settings(max_examples=200, deadline=None)
def test_whatever_the_sessions_each_stands_once_and_no_two_cells_overlap(drawn):
    slots = [
        slot(number, f"{start:02}:00", f"{start + long:02}:00", track=track, is_plenary=plenary)
        for number, (start, long, track, plenary) in enumerate(drawn, 1)
    ]
    one = programme(*slots)
    table = table_of(one, one.days[0])

    shown = [each.title for row in table.rows for cell in row.cells for each in cell.slots]
    assert sorted(shown) == sorted(each.title for each in slots)
    places = covered(table)
    assert set(places.values()) <= {1}
    width = max(1, len(table.columns))
    assert all(column < width and row < len(table.rows) for row, column in places)

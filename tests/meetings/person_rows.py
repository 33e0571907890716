"""Rows of the room meetings about a person: each part has its own."""

from tests.meetings import person_rows_day, person_rows_events, person_rows_groups


def make(**people):
    person_rows_events.make(**people)
    person_rows_day.make(**people)
    person_rows_groups.make(**people)

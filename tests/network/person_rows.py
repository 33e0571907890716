"""Rows of the room network about a person: each part has its own."""

from tests.network import person_rows_concerns, person_rows_graph, person_rows_multipliers


def make(**people):
    person_rows_multipliers.make(**people)
    person_rows_concerns.make(**people)
    person_rows_graph.make(**people)

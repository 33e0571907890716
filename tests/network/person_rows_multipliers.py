"""Rows of multipliers, briefings and relays about a person, for tests/directory/seeded.py."""


def make(*, user, person, network, other_user):
    pass

"""Rows of the day itself and what comes after about a person, for tests/directory/seeded.py."""


def make(*, user, person, network, other_user):
    pass

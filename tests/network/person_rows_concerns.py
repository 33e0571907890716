"""Rows of concerns about a person, for tests/directory/seeded.py."""


def make(*, user, person, network, other_user):
    pass

"""Rows of handouts about a person."""


def make(*, user, person, network, other_user):
    pass

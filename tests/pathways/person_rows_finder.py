"""Rows of the finder and simulations about a person."""


def make(*, user, person, network, other_user):
    pass

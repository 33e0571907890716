"""Canaries of concerns."""


def fill(world, network):
    pass

"""Canaries of handouts."""


def fill(world, network):
    pass

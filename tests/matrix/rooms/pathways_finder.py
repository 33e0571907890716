"""Canaries of the finder and simulations."""


def fill(world, network):
    pass

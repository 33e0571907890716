"""Canaries of the day itself and what comes after."""


def fill(world, network):
    pass

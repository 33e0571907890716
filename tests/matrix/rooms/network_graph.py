"""Canaries of relations and the map."""


def fill(world, network):
    pass

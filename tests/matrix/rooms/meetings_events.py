"""Canaries of events, programme and registration."""


def fill(world, network):
    pass

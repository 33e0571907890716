"""Canaries of multipliers, briefings and relays."""


def fill(world, network):
    pass

"""Canaries of the finder and simulations."""

from coordination.lib.levels import Level
from coordination.pathways.services.deadends import refresh


def fill(world, network):
    world.keep(refresh(network), network, Level.COORDINATION)

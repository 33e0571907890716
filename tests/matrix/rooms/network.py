"""Canaries of the room network: each part has its own."""

from tests.matrix.rooms import network_concerns, network_graph, network_multipliers


def fill(world, network):
    network_multipliers.fill(world, network)
    network_concerns.fill(world, network)
    network_graph.fill(world, network)

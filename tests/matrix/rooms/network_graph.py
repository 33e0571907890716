"""Canaries of relations and the map."""

from coordination.lib.levels import Level
from tests.factories.network_graph import listed, tied


def fill(world, network):
    ends = [listed(network, f"Haus {number} {network.slug}") for number in range(2)]
    (relation,) = tied(
        network,
        ends,
        level=Level.COORDINATION,
        note=world.canary("relation.note", Level.COORDINATION, network, right="network.change_relation"),
    )
    world.keep(relation, network, Level.COORDINATION)

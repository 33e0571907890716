"""Canaries of relations and the map."""

from coordination.directory.models import ImportRun
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
    run = ImportRun.objects.create(
        network=network, by=world.coordinator(network), subject=ImportRun.Subject.RELATIONS, file_hash="0",
        state=ImportRun.State.CHECKED, counts={"rows": 1}, header=["Von", "Nach"],
        file_name=world.canary("ties.file_name", Level.COORDINATION, network, right="directory.view_importrun"),
    )  # fmt: skip
    world.keep(run, network, Level.COORDINATION, state="relations")

"""Canaries of the overview: reported barriers."""

from coordination.lib.levels import Level
from coordination.overview.services import report_barrier


def fill(world, network):
    reads = "overview.view_barrier"
    sender = world.canary("barrier.reply_to", Level.PUBLIC, network, right=reads)
    barrier = report_barrier(
        network=network,
        text=world.canary("barrier.text", Level.PUBLIC, network, right=reads),
        reply_to=f"{sender}@example.org",
    )
    world.keep(barrier, network, Level.COORDINATION)

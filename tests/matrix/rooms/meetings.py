"""Canaries of the room meetings: each part has its own."""

from tests.matrix.rooms import meetings_day, meetings_events, meetings_groups


def fill(world, network):
    meetings_events.fill(world, network)
    meetings_day.fill(world, network)
    meetings_groups.fill(world, network)

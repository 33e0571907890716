"""Canaries of groups, meetings and tasks."""


def fill(world, network):
    pass

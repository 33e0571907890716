"""Periodic work of this room; each part has its own list."""

from network import tasks_concerns, tasks_graph, tasks_multipliers  # noqa: F401 -- register their work

"""Periodic work of this room; each part has its own list."""

from meetings import tasks_events, tasks_groups  # noqa: F401 -- each registers its work

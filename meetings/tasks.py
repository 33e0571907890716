"""Periodic work of this room; each part has its own list."""

from meetings import tasks_groups  # noqa: F401 -- registers its work

"""What Django's constraints cannot say on both databases, for the room meetings."""

from meetings import guards_events, guards_groups  # noqa: F401 -- each registers its guards

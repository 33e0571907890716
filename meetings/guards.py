"""What Django's constraints cannot say on both databases, for the room meetings."""

from meetings import guards_events  # noqa: F401 -- registers its guards

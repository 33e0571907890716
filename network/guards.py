"""What Django's constraints cannot say on both databases, for the room network."""

from network import guards_multipliers  # noqa: F401 -- registers its guard

"""The interface of this room: who asks, what they may, networks, roles, the log."""

"""What Django's constraints cannot say on both databases, for the room meetings."""

from meetings import guards_events, guards_groups  # noqa: F401 -- each registers its guards
from network.guards_counting import counts

# Ties come from here too. Registrations count once their event is held, which changes the event.
_OF_THE_GROUP = "SELECT g.network_id FROM meetings_group g{more} WHERE g.id = {row}.group_id"
counts("meetings_event")
counts("meetings_group")
counts("meetings_seat", _OF_THE_GROUP)
counts("meetings_seatterm", _OF_THE_GROUP)

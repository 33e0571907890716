"""Venues with their rooms."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings.models import Room, Venue


@transaction.atomic
def save_venue(*, by: Any, venue: Venue, rooms: list[dict[str, Any]]) -> Venue:
    """Save a venue; rooms are known by their name, those no longer named go unless a session is in them."""
    venue.save()
    there = {row.name.lower(): row for row in venue.rooms.all()}
    for values in rooms:
        room = there.pop(values["name"].lower(), None) or Room(venue=venue)
        if room.pk and all(getattr(room, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(room, name, value)
        room.save()
    for room in there.values():
        if room.sessions.exists():
            raise RuleBroken(
                _("“%(room)s” stands in a programme and cannot go.") % {"room": room}, code="room_in_use"
            )
        room.delete()
    return venue

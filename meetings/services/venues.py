"""Venues with their rooms."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.undo import Undone, undo
from meetings.models import Event, Room, Session, Venue


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
            raise _in_a_programme(room)
        room.delete()
    return venue


@transaction.atomic
def delete_venue(*, by: Any, venue: Venue) -> None:
    """Delete a venue with its rooms; it comes back from its change set. What an event or a programme needs stays."""
    taken = Session.objects.filter(room__venue=venue).select_related("room").first()
    if taken is not None and taken.room is not None:
        raise _in_a_programme(taken.room)
    event = Event.objects.filter(venue=venue).order_by("-starts_at", "-id").first()
    if event is not None:
        raise RuleBroken(
            _("“%(event)s” takes place here; this venue stays.") % {"event": event}, code="venue_in_use"
        )
    venue.delete()


def _in_a_programme(room: Room) -> RuleBroken:
    return RuleBroken(
        _("“%(room)s” stands in a programme and cannot go.") % {"room": room}, code="room_in_use"
    )


def take_back(*, by: Any, venue_id: int, change_set: ChangeSet) -> Undone:
    """Take back what a change did to a venue and its rooms."""
    return undo(change_set, by=by, unit=(Venue._meta.label_lower, venue_id))

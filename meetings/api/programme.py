"""The programme in the interface: venues with their rooms, items, speakers, in the working version of an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.api import pages
from coordination.directory.api.base import Writable
from coordination.directory.api.reading import in_order
from coordination.directory.api.shapes import reason
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import wrong_fields
from coordination.lib.api.shapes import Shape, flag, number, shown, text
from meetings.forms.moments import written
from meetings.models import Room, Session, Speaker, Venue
from meetings.views import programme_forms, venues

UID, NUMBER, MOMENT = serializers.UUIDField, serializers.IntegerField, serializers.DateTimeField
MOST_ROOMS, MOST_SPEAKERS = 100, 50


class OfPlanning(Writable):
    """A noun of the working version; its pages delete by a form without inputs."""

    room = "meetings"
    permission = "meetings.view_event"
    fixed = ("event",)

    def _values(self, page: Any, data: dict[str, Any], *, whole: bool) -> pages.Values:
        """Moments as people write them: the pages' forms read nothing else."""
        values = super()._values(page, data, whole=whole)
        return {
            name: written(value) if isinstance(value, dt.datetime) else value
            for name, value in values.items()
        }

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, None, [], reason=reason)


def in_network(page: Any, user: Any, slug: str) -> None:
    """Let a page that adds something do so in this network; only where there are several must it be named."""
    rows = Network.objects.filter(pk__in=scope_of(user).may(page.permission, reach=Reach.OWN))
    known = {network.slug: network for network in rows.order_by("name", "id")}
    if slug not in known and (slug or len(known) > 1):
        raise pages.unknown_network(slug, known)
    page.network = known[slug] if slug else page.network


def known_ids(rows: QuerySet[Any], uids: Sequence[Any], pointer: str) -> list[int]:
    """Return the ids of some of ``rows`` in their order; what is none of them is named at its place in the body."""
    found = dict(rows.filter(uid__in=uids).values_list("uid", "pk"))
    if missing := [str(uid) for uid in uids if uid not in found]:
        sentence = _("“%(value)s” is not known here.") % {"value": missing[0]}
        raise wrong_fields([{"pointer": pointer, "code": "unknown", "detail": sentence}])
    return [found[uid] for uid in uids]


class RoomShape(Shape):
    """A room of a venue; known by its name."""

    uid = shown(UID)
    name = serializers.RegexField(r"^[^;\n]+$", max_length=80, help_text="Once per venue; without semicolon.")
    seats = number(999_999, "A limit for warnings; the places of a workshop stand on its item.")
    is_step_free, has_hearing_loop = flag(), flag()
    accessibility = text(300)


class VenueShape(Shape):
    """A house in which events take place, with its rooms. Never a protected place."""

    uid, version = shown(UID), shown(NUMBER)
    network = text(60, "Slug of the network.")
    name = text(160, required=True)
    address, travel, accessibility = text(200), text(1000), text(1000)
    rooms = serializers.ListField(
        child=RoomShape(),
        required=False,
        max_length=MOST_ROOMS,
        help_text="All rooms; what is not named goes.",
    )
    reason = reason()


class VenueViewSet(OfPlanning):
    """Venues of the networks whose events one plans, by name, with their rooms."""

    permission = "meetings.change_event"
    shape = VenueShape
    edit_page, delete_page = venues.VenueEdit, venues.VenueDelete
    fixed = ("network",)
    parameters = (Parameter("network", "Slug of the network.", lookup="network__slug"),)
    sorts = {"name": ("name",)}
    sort = "name"

    def get_queryset(self) -> Any:
        return venues.own_venues(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        rows = Venue.objects.filter(pk__in=ids).select_related("network").prefetch_related("rooms")
        words = ("uid", "version", "name", "address", "travel", "accessibility")
        of_room = ("uid", "name", "seats", "is_step_free", "has_hearing_loop", "accessibility")
        there = {
            venue.pk: {name: getattr(venue, name) for name in words}
            | {
                "network": venue.network.slug,
                "rooms": [{name: getattr(room, name) for name in of_room} for room in venue.rooms.all()],
            }
            for venue in rows
        }
        return in_order(ids, there)

    def add_page(self, data: dict[str, Any]) -> Any:
        page = pages.opened(venues.VenueAdd, self.request)
        in_network(page, self.request.user, data.get("network", ""))
        return page

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = dict(data)
        if "rooms" in values:
            values["rooms"] = "\n".join(_line(room) for room in values["rooms"])
        return values


def _line(room: dict[str, Any]) -> str:
    yes = {True: "ja", False: "nein"}
    return "; ".join(
        [
            room["name"],
            str(room.get("seats") or ""),
            yes[room.get("is_step_free", False)],
            yes[room.get("has_hearing_loop", False)],
            " ".join(room.get("accessibility", "").split()),
        ]
    )


class SpeakerShape(Shape):
    """Somebody who speaks at an event; needs no account. The mail address is for the organisers."""

    uid, version = shown(UID), shown(NUMBER)
    event = UID(help_text="Id of the event; set once.")
    name = text(120, required=True)
    title, bio = text(200, "Function, organisation."), text(1500)
    email = text(254)
    reason = reason()


class SpeakerViewSet(OfPlanning):
    """Speakers in the working version of programmes, by name."""

    shape = SpeakerShape
    edit_page, delete_page = programme_forms.SpeakerEdit, programme_forms.SpeakerDelete
    parameters = (Parameter("event", "Id of the event.", "uid", lookup="event__uid"),)
    sorts = {"name": ("name",)}
    sort = "name"

    def get_queryset(self) -> Any:
        return Speaker.objects.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        words = ("uid", "version", "name", "title", "bio", "email")
        rows = Speaker.objects.filter(pk__in=ids).select_related("event")
        there = {
            one.pk: {name: getattr(one, name) for name in words} | {"event": one.event.uid} for one in rows
        }
        return in_order(ids, there)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(programme_forms.SpeakerAdd, self.request, uid=data.pop("event"))


class SessionShape(Shape):
    """An item of the programme in its working version; the public reads what was released."""

    uid, version = shown(UID), shown(NUMBER)
    event = UID(help_text="Id of the event; set once.")
    kind = serializers.ChoiceField(choices=Session.Kind.values, required=False)
    title, abstract, track = text(160, required=True), text(2000), text(60)
    room = UID(required=False, allow_null=True, help_text="Id of a room of the event's venue.")
    starts_at, ends_at = MOMENT(help_text="ISO 8601."), MOMENT(help_text="Not included.")
    capacity = number(100_000, "With a number people book places in it.")
    is_online_too = flag()
    speakers = serializers.ListField(
        child=UID(), required=False, max_length=MOST_SPEAKERS, help_text="Ids of speakers of the event."
    )
    reason = reason()


class SessionViewSet(OfPlanning):
    """Items in the working version of programmes, in the order of time."""

    shape = SessionShape
    edit_page, delete_page = programme_forms.SessionEdit, programme_forms.SessionDelete
    parameters = (
        Parameter("event", "Id of the event.", "uid", lookup="event__uid"),
        Parameter("kind", "Of this kind.", choices=tuple(Session.Kind.values)),
    )
    sorts = {"starts_at": ("starts_at",), "title": ("title",)}
    sort = "starts_at"

    def get_queryset(self) -> Any:
        return Session.objects.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        words = ("uid", "version", "kind", "title", "abstract", "track", "starts_at", "ends_at", "capacity",
                 "is_online_too")  # fmt: skip
        rows = Session.objects.filter(pk__in=ids).select_related("event", "room")
        there = {
            one.pk: {name: getattr(one, name) for name in words}
            | {
                "event": one.event.uid,
                "room": one.room.uid if one.room else None,
                "speakers": [row.speaker.uid for row in one.speaking.all()],
            }
            for one in rows.prefetch_related("speaking__speaker")
        }
        return in_order(ids, there)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(programme_forms.SessionAdd, self.request, uid=data.pop("event"))

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = {name: value for name, value in data.items() if name != "event"}
        user = self.request.user
        if values.get("room"):
            rooms = Room.objects.filter(venue__in=Venue.objects.visible_to(user))
            (values["room"],) = known_ids(rooms, [values["room"]], "/room")
        if "speakers" in values:
            values["speakers"] = known_ids(Speaker.objects.visible_to(user), values["speakers"], "/speakers")
        return values


NOUNS: dict[str, Any] = {"venues": VenueViewSet, "sessions": SessionViewSet, "speakers": SpeakerViewSet}

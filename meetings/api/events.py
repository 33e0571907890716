"""Events and registrations in the interface, reading. Special needs are not handed out here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.accounts.permissions import scope_of
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from meetings.models import Event, Registration

UID, MOMENT, NUMBER = serializers.UUIDField, serializers.DateTimeField, serializers.IntegerField


class EventShape(Shape):
    """An event with its places. Moments are ISO 8601 with offset, the end not included."""

    uid, version = shown(UID), shown(NUMBER)
    network, slug = shown(help_text="Slug of the network."), shown()
    kind = shown(serializers.ChoiceField, choices=Event.Kind.values)
    state = shown(serializers.ChoiceField, choices=Event.State.values)
    mode = shown(serializers.ChoiceField, choices=Event.Mode.values)
    title, summary, description, edition = shown(), shown(), shown(help_text="Markdown."), shown()
    cancel_reason = shown()
    series = shown(help_text="Name of the series.", allow_null=True)
    starts_at, ends_at = shown(MOMENT), shown(MOMENT)
    venue, address = shown(), shown()
    is_public, is_interdisciplinary = shown(serializers.BooleanField), shown(serializers.BooleanField)
    registration_opens_at, registration_closes_at = (
        shown(MOMENT, allow_null=True),
        shown(MOMENT, allow_null=True),
    )
    capacity, capacity_online = shown(NUMBER, allow_null=True), shown(NUMBER, allow_null=True)


class EventViewSet(Listed, Shown):
    """Events of one's networks, soonest first; drafts for those who plan them."""

    room = "meetings"
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("kind", "Of this kind.", choices=tuple(Event.Kind.values)),
        Parameter("state", "In this state.", choices=tuple(Event.State.values)),
    )
    sorts = {"starts_at": ("starts_at",), "title": ("title",)}
    sort = "starts_at"

    def get_serializer_class(self) -> type[Shape]:
        return EventShape

    def get_queryset(self) -> Any:
        return Event.objects.of_networks_of(self.request.user).select_related("network", "series", "venue")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = (
            "uid", "version", "slug", "kind", "state", "mode", "title", "summary", "description", "edition",
            "cancel_reason", "starts_at", "ends_at", "is_public", "is_interdisciplinary", "registration_opens_at",
            "registration_closes_at", "capacity", "capacity_online",
        )  # fmt: skip
        return [
            {name: getattr(event, name) for name in same}
            | {
                "network": event.network.slug,
                "series": event.series.name if event.series else None,
                "venue": event.venue.name if event.venue else "",
                "address": event.venue.address if event.venue else "",
            }
            for event in page
        ]


class RegistrationShape(Shape):
    """Who is registered for an event. Mail addresses for those who run the list alone."""

    uid, event = shown(UID), shown(UID)
    state = shown(serializers.ChoiceField, choices=Registration.State.values)
    mode = shown(serializers.ChoiceField, choices=Registration.Mode.values)
    place_no = shown(NUMBER, "Number of the place.", allow_null=True)
    first_name, last_name = shown(), shown()
    email = shown(help_text="Null where it is not yours to know.", allow_null=True)
    institution = shown(help_text="Name of the institution.")
    profession = shown(help_text="Code of the profession.", allow_null=True)
    registered_at, confirmed_at = shown(MOMENT), shown(MOMENT, allow_null=True)
    consent_list, consent_photo = shown(serializers.BooleanField), shown(serializers.BooleanField)


class RegistrationViewSet(Listed, Shown):
    """Registrations that one may see, by name."""

    room = "meetings"
    permission = "meetings.view_participant"
    parameters = (
        Parameter("event", "Id of the event.", "uid", lookup="event__uid"),
        Parameter("state", "In this state.", choices=tuple(Registration.State.values)),
    )
    sorts = {"name": ("sort_key",), "registered_at": ("registered_at",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return RegistrationShape

    def get_queryset(self) -> Any:
        rows = Registration.objects.visible_to(self.request.user)
        return rows.filter(event__network__in=scope_of(self.request.user).networks).select_related(
            "event", "institution", "profession"
        )

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        everything = scope_of(self.request.user).may("meetings.view_participant")
        same = (
            "uid", "state", "mode", "place_no", "first_name", "last_name", "registered_at", "confirmed_at",
            "consent_list", "consent_photo",
        )  # fmt: skip
        return [
            {name: getattr(one, name) for name in same}
            | {
                "event": one.event.uid,
                "email": one.email
                if one.event.network_id in everything or one.user_id == self.request.user.pk
                else None,
                "institution": one.house,
                "profession": one.profession.code if one.profession else None,
            }
            for one in page
        ]

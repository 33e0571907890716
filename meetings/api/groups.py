"""Groups, meetings, agenda items, decisions and tasks in the interface; tasks can be finished and put off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from meetings.api.group_tasks import OF_GROUP, TaskViewSet
from meetings.models import AgendaItem, Decision, Group, Meeting
from meetings.services.minutes import log_reading

UID = serializers.UUIDField
DAY, MOMENT = serializers.DateField, serializers.DateTimeField


class SteeringGroupShape(Shape):
    """A body of a network with its mandate."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    network = shown(help_text="Slug of the network.")
    kind = shown(serializers.ChoiceField, choices=Group.Kind.values)
    name, short, mandate, decided_by = shown(), shown(), shown(), shown()
    mandate_from, mandate_until = shown(DAY, allow_null=True), shown(DAY, allow_null=True)
    reports_to = shown(UID, "Group it reports to.", allow_null=True)
    rhythm = shown(help_text="Recurrence rule (RFC 5545).")
    ended_on = shown(DAY, allow_null=True)


class GroupViewSet(Listed, Shown):
    """Groups of one's networks by name."""

    room = "meetings"
    permission = "meetings.view_group"
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("kind", "Of this kind.", choices=tuple(Group.Kind.values)),
    )
    sorts = {"name": ("name",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return SteeringGroupShape

    def get_queryset(self) -> Any:
        return Group.objects.visible_to(self.request.user).select_related("network", "reports_to")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = ("uid", "version", "kind", "name", "short", "mandate", "decided_by", "mandate_from", "mandate_until",
                "rhythm", "ended_on")  # fmt: skip
        return [
            {name: getattr(group, name) for name in same}
            | {
                "network": group.network.slug,
                "reports_to": str(group.reports_to.uid) if group.reports_to else None,
            }
            for group in page
        ]


class MeetingShape(Shape):
    """A sitting of a group."""

    uid, version, group = shown(UID), shown(serializers.IntegerField), shown(UID)
    number = shown(serializers.IntegerField)
    starts_at, ends_at = shown(MOMENT), shown(MOMENT)
    place = shown()
    state = shown(serializers.ChoiceField, choices=Meeting.State.values)
    minutes_state = shown(serializers.ChoiceField, choices=Meeting.Minutes.values)


class MeetingViewSet(Listed, Shown):
    """Meetings one may see, soonest first."""

    room = "meetings"
    permission = "meetings.view_group"
    parameters = (OF_GROUP, Parameter("state", "In this state.", choices=tuple(Meeting.State.values)))
    sorts = {"starts_at": ("starts_at",)}
    sort = "starts_at"

    def get_serializer_class(self) -> type[Shape]:
        return MeetingShape

    def get_queryset(self) -> Any:
        return Meeting.objects.visible_to(self.request.user).select_related("group")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = (
            "uid",
            "version",
            "number",
            "starts_at",
            "ends_at",
            "place",
            "state",
            "minutes_state",
        )
        return [{name: getattr(one, name) for name in same} | {"group": str(one.group.uid)} for one in page]


class ItemShape(Shape):
    """A point of an agenda with its minutes. Confidential ones are for members of the group; each reading is logged."""

    uid, meeting = shown(UID), shown(UID)
    position, minutes = shown(serializers.IntegerField), shown(serializers.IntegerField, "Minutes planned.")
    title, text = shown(), shown()
    kind = shown(serializers.ChoiceField, choices=AgendaItem.Kind.values)
    is_confidential, is_proposal = shown(serializers.BooleanField), shown(serializers.BooleanField)
    minutes_text = shown(help_text="What was discussed, in Markdown.")
    done_at = shown(MOMENT, allow_null=True)


class ItemViewSet(Listed, Shown):
    """Agenda items one may see, in the order of their meetings."""

    room = "meetings"
    permission = "meetings.view_group"
    parameters = (Parameter("meeting", "Id of the meeting.", "uid", lookup="meeting__uid"),)
    sorts = {"position": ("meeting__starts_at", "position")}
    sort = "position"

    def get_serializer_class(self) -> type[Shape]:
        return ItemShape

    def get_queryset(self) -> Any:
        rows = AgendaItem.objects.visible_to(self.request.user)
        return rows.select_related("meeting__group", "minute")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        items = list(page)
        log_reading(by=self.request.user, items=items)
        same = (
            "uid",
            "position",
            "minutes",
            "title",
            "text",
            "kind",
            "is_confidential",
            "is_proposal",
            "done_at",
        )
        return [
            {name: getattr(item, name) for name in same}
            | {
                "meeting": str(item.meeting.uid),
                "minutes_text": getattr(getattr(item, "minute", None), "text", ""),
            }
            for item in items
        ]


class DecisionShape(Shape):
    """What a group has decided."""

    uid, version, group, meeting = shown(UID), shown(serializers.IntegerField), shown(UID), shown(UID)
    number, text = shown(), shown()
    result = shown(serializers.ChoiceField, choices=Decision.Result.values)
    votes_for = shown(serializers.IntegerField, allow_null=True)
    votes_against = shown(serializers.IntegerField, allow_null=True)
    votes_abstain = shown(serializers.IntegerField, allow_null=True)
    votes_present = shown(serializers.IntegerField)
    has_quorum = shown(serializers.BooleanField)
    decided_on = shown(DAY)
    due, review_on = shown(DAY, allow_null=True), shown(DAY, allow_null=True)
    supersedes = shown(UID, allow_null=True)
    published_at = shown(MOMENT, "When it was released for everybody.", allow_null=True)


class DecisionViewSet(Listed, Shown):
    """Decisions one may read, newest first."""

    room = "meetings"
    permission = "meetings.view_minutes"
    parameters = (
        OF_GROUP,
        Parameter("current", "Only those in force (true), or the others.", "flag", narrow=lambda rows, on: (
            rows.current() if on else rows.exclude(pk__in=rows.current().values("pk"))
        )),
    )  # fmt: skip
    sorts = {"decided_on": ("decided_on", "serial")}
    sort = "-decided_on"

    def get_serializer_class(self) -> type[Shape]:
        return DecisionShape

    def get_queryset(self) -> Any:
        rows = Decision.objects.visible_to(self.request.user)
        return rows.select_related("group", "meeting", "supersedes")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = ("uid", "version", "number", "text", "result", "votes_for", "votes_against", "votes_abstain",
                "votes_present", "has_quorum", "decided_on", "due", "review_on", "published_at")  # fmt: skip
        return [
            {name: getattr(one, name) for name in same}
            | {
                "group": str(one.group.uid),
                "meeting": str(one.meeting.uid),
                "supersedes": str(one.supersedes.uid) if one.supersedes else None,
            }
            for one in page
        ]


NOUNS: dict[str, Any] = {
    "groups": GroupViewSet,
    "group-meetings": MeetingViewSet,
    "agenda-items": ItemViewSet,
    "decisions": DecisionViewSet,
    "tasks": TaskViewSet,
}

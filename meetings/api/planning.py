"""Planning events in the interface: made and changed as on the pages, their steps, releasing the programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.directory.api import pages
from coordination.directory.api.reading import in_order
from coordination.directory.api.shapes import reason
from coordination.directory.models import InstitutionType, Profession
from coordination.lib import history
from coordination.lib.api.shapes import Shape, WordsField, flag, number, shown, text
from coordination.lib.models import ChangeSet
from meetings.api.events import EventShape, EventViewSet
from meetings.api.programme import OfPlanning, in_network, known_ids
from meetings.models import Event, Venue
from meetings.services import events as verbs
from meetings.services.programme import release_programme
from meetings.views import bin, event_forms

UID, NUMBER, MOMENT = serializers.UUIDField, serializers.IntegerField, serializers.DateTimeField


def moment(help_text: str = "", **options: Any) -> serializers.DateTimeField:
    return MOMENT(help_text=help_text, **options)


class EventPlanShape(EventShape):
    """An event with its places. Moments are ISO 8601 with offset, the end not included.

    It begins as a draft; its state changes by the step alone. Fewer places than booked are refused.
    """

    network = text(60, "Slug of the network.")
    kind = serializers.ChoiceField(choices=Event.Kind.values, required=False)
    mode = serializers.ChoiceField(choices=Event.Mode.values, required=False)
    title, summary, description, edition = (
        text(160, required=True),
        text(300),
        text(5000, "Markdown."),
        text(40),
    )
    starts_at, ends_at = moment(), moment()
    venue_uid = UID(required=False, allow_null=True, help_text="Id of a venue of the network.")
    is_public, is_interdisciplinary = flag(), flag()
    registration_opens_at = moment(required=False, allow_null=True)
    registration_closes_at = moment(required=False, allow_null=True)
    capacity, capacity_online = number(100_000, "Null: no limit."), number(100_000, "Null: no limit.")
    max_per_institution = number(32_000, "Null: no limit.")
    offer_hours = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=336,
        help_text="How long who moves up may think; 0: not at all.",
    )
    who_may = serializers.ChoiceField(choices=Event.Rule.values, required=False)
    needs_approval = flag()
    types = WordsField(InstitutionType, help_text="Codes of types of institutions it is for; empty: all.")
    professions = WordsField(Profession, help_text="Codes of professions it is for; empty: all.")
    reason = reason()


MORE = ("max_per_institution", "offer_hours", "who_may", "needs_approval")


class EventStepShape(Shape):
    step = serializers.ChoiceField(choices=verbs.STEPS, help_text="The next step on its way.")


class EventReasonShape(Shape):
    reason = text(300, "Stands in the mail and on the public page.", required=True)


class ProgrammeNoteShape(Shape):
    note = text(300, "What has changed.")


class ReleasedShape(Shape):
    """The programme as the public reads it from now on."""

    uid, number = shown(UID), shown(NUMBER, "Version.")
    released_at = shown(MOMENT)
    changes = serializers.ListField(child=serializers.CharField(), read_only=True)


class EventPlanViewSet(EventViewSet, OfPlanning):
    """Events of one's networks, soonest first; drafts for those who plan them, who change them here as on the pages."""

    shape = EventPlanShape
    edit_page, delete_page = event_forms.EventEdit, bin.EventRemove
    fixed = ("network",)

    def get_serializer_class(self) -> type[Shape]:
        return EventPlanShape

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("audience__institution_type", "audience__profession")

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        events = list(self.get_queryset().filter(pk__in=ids).order_by())
        there = {}
        for event, row in zip(events, self.rows(events), strict=True):
            audience = list(event.audience.all())
            there[event.pk] = row | {name: getattr(event, name) for name in MORE} | {
                "venue_uid": event.venue.uid if event.venue else None,
                "types": [one.institution_type.code for one in audience if one.institution_type],
                "professions": [one.profession.code for one in audience if one.profession],
            }  # fmt: skip
        return in_order(ids, there)

    def add_page(self, data: dict[str, Any]) -> Any:
        page = pages.opened(event_forms.EventAdd, self.request)
        in_network(page, self.request.user, data.get("network", ""))
        return page

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = dict(data)
        if "venue_uid" in values:
            uid = values.pop("venue_uid")
            rows = Venue.objects.visible_to(self.request.user)
            values["venue"] = known_ids(rows, [uid], "/venue_uid")[0] if uid else None
        return values

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, reason, reason=reason)

    def _mine(self) -> Event:
        """An event the asker may publish; 404 else, as on the pages."""
        event = pages.opened(event_forms.EventEdit, self.request, uid=self.kwargs["uid"]).event
        if not verbs.may_publish(self.request.user, event):
            raise Http404
        return event

    @extend_schema(request=EventStepShape, responses=EventPlanShape)
    @action(detail=True, methods=["post"])
    def step(self, request: Any, **kwargs: Any) -> Response:
        """Go one step on its way: announce, open and close registration, mark as held, as documented."""
        step = EventStepShape(data=request.data).validated()["step"]
        event = self._mine()
        with history.changes(by=request.user, source=ChangeSet.Source.API):
            verbs.take_step(by=request.user, event=event, step=step)
        return Response(self.record())

    @extend_schema(request=EventReasonShape, responses=EventPlanShape)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Any, **kwargs: Any) -> Response:
        """Call it off; everybody who is registered gets a mail."""
        why = EventReasonShape(data=request.data).validated()["reason"][:300]
        event = self._mine()
        with history.changes(by=request.user, source=ChangeSet.Source.API):
            verbs.call_off(by=request.user, event=event, reason=why)
        return Response(self.record())

    @extend_schema(request=ProgrammeNoteShape, responses={201: ReleasedShape})
    @action(detail=True, methods=["post"], url_path="release-programme")
    def release_programme(self, request: Any, **kwargs: Any) -> Response:
        """Freeze the programme as it stands; from now on the public reads this."""
        note = ProgrammeNoteShape(data=request.data).validated().get("note", "")[:300]
        event = self._mine()
        with history.changes(by=request.user, source=ChangeSet.Source.API):
            made = release_programme(by=request.user, event=event, note=note)
            event.save()  # the calendar entry counts up with the programme
        row = {name: getattr(made, name) for name in ("uid", "number", "released_at", "changes")}
        return Response(row, status=201)


NOUNS: dict[str, Any] = {"events": EventPlanViewSet}

"""Appointments, briefings and relays in the interface: read as on the pages, relays answered by their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.directory.models import Institution
from coordination.lib.api.forms import posted
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import Shape, shown, text
from coordination.lib.api.views import Listed, Shown
from network.forms.relays import ANSWERS, AnswerForm
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from network.services import relays as verbs
from network.views.appointments import places_of

UID, DAY = serializers.UUIDField, serializers.DateField
STATES = tuple(Relay.State.values)


class SpokenForShape(Shape):
    institution = shown(UID)
    role = shown(serializers.ChoiceField, choices=AppointmentInstitution.Role.values)


class AppointmentShape(Shape):
    """Who speaks for which institutions in a network."""

    uid = shown(UID)
    network = shown(help_text="Slug of the network.")
    person = shown(UID, "Id of the person in the directory.")
    name = shown()
    state = shown(serializers.ChoiceField, choices=Appointment.State.values)
    valid_from, valid_until = shown(DAY, allow_null=True), shown(DAY, "Inclusive.", allow_null=True)
    institutions = SpokenForShape(many=True, read_only=True)


class BriefingShape(Shape):
    """What the network wants carried into its institutions."""

    uid = shown(UID)
    network = shown(help_text="Slug of the network.")
    title = shown()
    key_points = serializers.ListField(child=serializers.CharField(), read_only=True)
    body, mail_text, link = shown(), shown(help_text="Suggested mail to colleagues."), shown()
    state = shown(serializers.ChoiceField, choices=Briefing.State.values)
    is_duty = shown(serializers.BooleanField, "Has to be passed on; else it is an offer.")
    due_on = shown(DAY, allow_null=True)
    issued_at = shown(serializers.DateTimeField, allow_null=True)


class RelayShape(Shape):
    """A briefing on its way into one institution."""

    uid, briefing, institution = shown(UID), shown(UID), shown(UID)
    appointment = shown(UID, "Who carries it; null: nobody, or not to be shown.", allow_null=True)
    title = shown(help_text="Title of the briefing.")
    state = shown(serializers.ChoiceField, choices=STATES)
    due_on, planned_for, done_on = (shown(DAY, allow_null=True) for _day in range(3))
    format = shown(serializers.ChoiceField, choices=["", *Relay.Format.values])
    reach = shown(serializers.ChoiceField, "Band of people reached.", choices=["", *Relay.Reach.values])
    questions, why, help_text = shown(), shown(), shown()
    answered_at = shown(serializers.DateTimeField, allow_null=True)


class RelayAnswer(Shape):
    """What became of it. Only what belongs to the state is read."""

    state = serializers.ChoiceField(choices=[str(state) for state in ANSWERS.values()])
    done_on = serializers.DateField(required=False, allow_null=True, help_text="Default: today.")
    planned_for = serializers.DateField(required=False, allow_null=True)
    format = serializers.ChoiceField(choices=["", *Relay.Format.values], required=False, default="")
    reach = serializers.ChoiceField(choices=["", *Relay.Reach.values], required=False, default="")
    questions = text(1000, "Questions that came up; nothing about single children or families.")
    why = text(300, "Why it does not fit.")
    help_text = text(300, "What would help.")


class AppointmentViewSet(Listed, Shown):
    """Multipliers the caller may see, by name."""

    room = "network"
    parameters = (
        Parameter("state", "In this state.", choices=tuple(Appointment.State.values)),
        Parameter("network", "Slug of the network.", lookup="network__slug"),
    )
    sorts = {"name": ("person__sort_key",), "valid_until": ("valid_until",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return AppointmentShape

    def get_queryset(self) -> Any:
        rows = Appointment.objects.visible_to(self.request.user).select_related("person", "network")
        return rows.prefetch_related(places_of(self.request.user))

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                "uid": one.uid,
                "network": one.network.slug,
                "person": one.person.uid,
                "name": str(one.person),
                "state": one.state,
                "valid_from": one.valid_from,
                "valid_until": one.valid_until,
                "institutions": [
                    {"institution": place.institution.uid, "role": place.role} for place in one.places
                ],
            }
            for one in page
        ]


class BriefingViewSet(Listed, Shown):
    """Briefings the caller may see, newest first."""

    room = "network"
    parameters = (
        Parameter("state", "In this state.", choices=tuple(Briefing.State.values)),
        Parameter("network", "Slug of the network.", lookup="network__slug"),
    )
    sorts = {"issued_at": ("issued_at",), "due_on": ("due_on",)}
    sort = "-issued_at"

    def get_serializer_class(self) -> type[Shape]:
        return BriefingShape

    def get_queryset(self) -> Any:
        return Briefing.objects.visible_to(self.request.user).select_related("network")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = (
            "uid",
            "title",
            "key_points",
            "body",
            "mail_text",
            "link",
            "state",
            "is_duty",
            "due_on",
            "issued_at",
        )
        return [{name: getattr(one, name) for name in same} | {"network": one.network.slug} for one in page]


class RelayViewSet(Listed, Shown):
    """Relays the caller may see, multipliers their own and those of their institutions; what is due first on top."""

    room = "network"
    permissions = {"answer": "network.change_relay"}
    parameters = (
        Parameter("state", "In this state.", choices=STATES),
        Parameter("briefing", "Id of the briefing.", "uid", lookup="briefing__uid"),
        Parameter("network", "Slug of the network.", lookup="briefing__network__slug"),
    )
    sorts = {"due_on": ("briefing__due_on",), "answered_at": ("answered_at",)}
    sort = "due_on"

    def get_serializer_class(self) -> type[Shape]:
        return RelayShape

    def get_queryset(self) -> Any:
        user = self.request.user
        rows = Relay.objects.visible_to(user).filter(institution__in=Institution.objects.visible_to(user))
        return rows.select_related("briefing", "institution", "appointment")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        found = list(page)
        seen = Appointment.objects.visible_to(self.request.user)
        shown_ids = set(
            seen.filter(pk__in=[one.appointment_id for one in found]).values_list("pk", flat=True)
        )
        same = ("uid", "state", "planned_for", "done_on", "format", "reach", "questions", "why", "help_text",
                "answered_at")  # fmt: skip
        return [
            {name: getattr(one, name) for name in same}
            | {
                "briefing": one.briefing.uid,
                "institution": one.institution.uid,
                "appointment": one.appointment.uid if one.appointment_id in shown_ids else None,
                "title": one.briefing.title,
                "due_on": one.briefing.due_on,
            }
            for one in found
        ]

    @extend_schema(request=RelayAnswer, responses=RelayShape)
    @action(detail=True, methods=["post"])
    def answer(self, request: Any, **kwargs: Any) -> Response:
        """Say what became of it. What is answered already is refused with the code “already_answered”."""
        relay = self.get_object()
        verbs.require_answer(request.user, relay)
        data = RelayAnswer(data=request.data).validated()
        state = data.pop("state")
        word = next(word for word, known in ANSWERS.items() if known == state)
        form = AnswerForm(posted({name: one for name, one in data.items() if one}), answer=word)
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        verbs.answer(by=request.user, relay=relay, source="api", **form.given())
        return Response(self.rows([self.get_object()])[0])


NOUNS: dict[str, Any] = {
    "appointments": AppointmentViewSet,
    "briefings": BriefingViewSet,
    "relays": RelayViewSet,
}

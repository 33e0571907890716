"""Concerns in the interface: read, raise, join; the coordination moves them on with the verbs of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.accounts.permissions import scope_of
from coordination.lib.api import idempotency
from coordination.lib.api.forms import posted
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import Shape, shown, text
from coordination.lib.api.views import Listed, Shown
from network.forms.concerns import (
    AnswerForm,
    ConcernForm,
    DecisionForm,
    DeclineForm,
    PromiseForm,
)
from network.models import Concern
from network.services import concerns as verbs

UID = serializers.UUIDField


class StepShape(Shape):
    kind, sentence = shown(), shown()
    at = shown(serializers.DateTimeField)


class ConcernShape(Shape):
    """What practice asks of a network, about structures, never about a child."""

    uid = shown(UID)
    network = text(60, "Slug of the network; needed only where several are possible.")
    institution = text(300, "Id or name of the institution; reads null where it may not be known.")
    institution_type = shown(help_text="Code of its type.", allow_null=True)
    title = text(140, "In one sentence.", required=True)
    text = text(3000, "What should change, and why.", required=True)
    state = shown(serializers.ChoiceField, choices=Concern.State.values)
    raised_at = shown(serializers.DateTimeField)
    is_released = shown(serializers.BooleanField, "A second person has read it; others may read it.")
    is_own, is_joined = shown(serializers.BooleanField), shown(serializers.BooleanField)
    voices = shown(serializers.IntegerField, "Who raised it and who joined.")
    promised_on = shown(serializers.DateField, allow_null=True)
    group = shown(help_text="The group that deals with it.")
    meeting_on = shown(serializers.DateField, allow_null=True)
    decision, answer, reason = shown(), shown(), shown(help_text="Why it was declined.")
    answered_at = shown(serializers.DateTimeField, allow_null=True)
    declined_at = shown(serializers.DateTimeField, allow_null=True)
    steps = StepShape(many=True, read_only=True, help_text="Every hop, oldest first.")


class Answer(Shape):
    answer = text(3000, "What everybody who asked is told.", required=True)


class Decision(Shape):
    decision = text(3000, "What was decided.", required=True)
    publish = serializers.BooleanField(
        required=False, default=False, help_text="Whoever reads the concern may read the decision."
    )


class Reason(Shape):
    reason = text(3000, "Why the network does not see to it.", required=True)


class Promise(Shape):
    day = serializers.DateField(help_text="Until when the answer is promised.")


class ConcernViewSet(Listed, Shown):
    """Concerns of one's networks: one's own, one's institution's, joined and released ones; oldest first."""

    room = "network"
    permissions = {
        "create": "network.add_concern",
        "join": "network.add_concern",
        "leave": "network.add_concern",
    }
    parameters = (
        Parameter("state", "In this state.", choices=tuple(Concern.State.values)),
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("open", "Only open (true) or closed ones.", "flag", narrow=lambda rows, on: (
            rows.open() if on else rows.closed()
        )),
    )  # fmt: skip
    sorts = {"raised_at": ("raised_at",), "promised_on": ("promised_on",)}
    sort = "raised_at"

    def get_serializer_class(self) -> type[Shape]:
        return ConcernShape

    def get_queryset(self) -> Any:
        user = self.request.user
        rows = Concern.objects.visible_to(user).marked_for(user).with_voices()
        return rows.select_related("network", "institution__type").prefetch_related("steps")

    def count(self, rows: Any) -> int:
        return rows.order_by().values("pk").count()

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        return [self._row(concern) for concern in page]

    def _row(self, concern: Any) -> dict[str, Any]:
        same = ("uid", "title", "text", "state", "raised_at", "is_released", "is_joined", "promised_on",
                "meeting_on", "answer", "reason", "answered_at", "declined_at")  # fmt: skip
        house = concern.institution
        reads_decision = concern.is_public or concern.is_known or concern.is_joined
        return {name: getattr(concern, name) for name in same} | {
            "network": concern.network.slug,
            "institution": str(house.uid) if house and concern.is_known else None,
            "institution_type": house.type.code if house else None,
            "is_own": concern.raised_by_id == self.request.user.pk,
            "voices": concern.joined + 1,
            "group": concern.group_name,
            "decision": concern.decision if reads_decision else "",
            "steps": [
                {"kind": step.kind, "sentence": step.sentence(), "at": step.at}
                for step in concern.steps.all()
            ],
        }

    # --- verbs
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Raise a concern. What may tell of a single child is refused with the code “case_data” and not kept."""
        status, answer, location = idempotency.once(request, self._create)
        self.kwargs["uid"] = answer["uid"]
        response = Response(self.record(), status=status)
        response["Location"] = location
        return response

    def _create(self) -> idempotency.Outcome:
        data = ConcernShape(data=self.request.data).validated()
        begun = ConcernForm(user=self.request.user)
        values = {name: begun.get_initial_for_field(begun.fields[name], name) for name in begun.fields}
        form = ConcernForm(
            posted(values | {name: one for name, one in data.items() if one}), user=self.request.user
        )
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        told = {name: form.cleaned_data[name] for name in ("institution", "title", "text")}
        concern = verbs.raise_concern(by=self.request.user, network=form.network_chosen(), **told)
        return 201, {"uid": str(concern.uid)}, f"{self.request.path}/{concern.uid}"

    @extend_schema(request=None, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def join(self, request: Any, **kwargs: Any) -> Response:
        """“Me too”: hear of every hop and of the answer."""
        return self._do(verbs.join)

    @extend_schema(request=None, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def leave(self, request: Any, **kwargs: Any) -> Response:
        """Take “me too” back."""
        verbs.leave(by=request.user, concern=self.get_object())
        return Response(self._again())

    @extend_schema(request=None, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def release(self, request: Any, **kwargs: Any) -> Response:
        """The second look: others of the network may read and join it."""
        return self._do(verbs.release)

    @extend_schema(request=None, responses=ConcernShape)
    @action(detail=True, methods=["post"], url_path="take-up")
    def take_up(self, request: Any, **kwargs: Any) -> Response:
        """Say that the coordination sees to it."""
        return self._do(verbs.take_up)

    @extend_schema(request=Promise, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def promise(self, request: Any, **kwargs: Any) -> Response:
        """Promise an answer until a day."""
        return self._do(verbs.promise, Promise, PromiseForm)

    @extend_schema(request=Decision, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def decide(self, request: Any, **kwargs: Any) -> Response:
        """Keep what was decided."""
        return self._do(verbs.decided, Decision, DecisionForm)

    @extend_schema(request=Answer, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def answer(self, request: Any, **kwargs: Any) -> Response:
        """Answer everybody who raised or joined it."""
        return self._do(verbs.answer_back, Answer, AnswerForm)

    @extend_schema(request=Reason, responses=ConcernShape)
    @action(detail=True, methods=["post"])
    def decline(self, request: Any, **kwargs: Any) -> Response:
        """Say why the network does not see to it."""
        return self._do(verbs.decline, Reason, DeclineForm)

    def _do(self, verb: Callable[..., Any], shape: Any = None, form_of: Any = None) -> Response:
        """The verb with what the page's form makes of the body; only who may do it on the page."""
        concern, user = self.get_object(), self.request.user
        if verb is not verbs.join and concern.network_id not in scope_of(user).may("network.change_concern"):
            self.permission_denied(self.request)
        told: dict[str, Any] = {}
        if shape is not None:
            form = form_of(posted(shape(data=self.request.data).validated()))
            if not form.is_valid():
                raise wrong_fields(of_form(form))
            told = form.cleaned_data
        verb(by=user, concern=concern, **told)
        return Response(self._again())

    def _again(self) -> dict[str, Any]:
        return self.rows([self.get_object()])[0]


NOUNS: dict[str, Any] = {"concerns": ConcernViewSet}

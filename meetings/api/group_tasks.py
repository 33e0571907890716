"""Tasks of groups in the interface: read, finish, put off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.lib.api.forms import posted
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import Shape, shown, text
from coordination.lib.api.views import Listed, Shown
from meetings.forms.sittings import DoneForm, LaterForm
from meetings.models import Task
from meetings.services import tasks as verbs
from meetings.services.decisions import concern_of

UID = serializers.UUIDField
DAY, MOMENT = serializers.DateField, serializers.DateTimeField
OF_GROUP = Parameter("group", "Id of the group.", "uid", lookup="group__uid")


class TaskShape(Shape):
    """What a seat or a person sees to."""

    uid, version, group = shown(UID), shown(serializers.IntegerField), shown(UID)
    title, seat, person = (
        shown(),
        shown(help_text="Label of the seat."),
        shown(help_text="Name of the person."),
    )
    state = shown(serializers.ChoiceField, choices=Task.State.values)
    due = shown(DAY, allow_null=True)
    times_postponed = shown(serializers.IntegerField)
    result = shown()
    done_at = shown(MOMENT, allow_null=True)
    decision = shown(UID, allow_null=True)


class Finish(Shape):
    result = text(500, "What came of it.")
    answer = text(3000, "The answer to all who raised the concern behind it.")


class Postpone(Shape):
    until = serializers.DateField(help_text="The new day.")


class TaskViewSet(Listed, Shown):
    """Tasks one may see, by their day."""

    room = "meetings"
    permission = "meetings.view_task"
    parameters = (
        OF_GROUP,
        Parameter("open", "Only open ones (true) or done ones.", "flag", narrow=lambda rows, on: (
            rows.to_do() if on else rows.done()
        )),
    )  # fmt: skip
    sorts = {"due": ("due",)}
    sort = "due"

    def get_serializer_class(self) -> type[Shape]:
        return TaskShape

    def get_queryset(self) -> Any:
        rows = Task.objects.visible_to(self.request.user)
        return rows.select_related("group__network", "seat", "person", "decision", "item__meeting__group")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        same = ("uid", "version", "title", "state", "due", "times_postponed", "result", "done_at")
        return [
            {name: getattr(task, name) for name in same}
            | {
                "group": str(task.group.uid),
                "seat": str(task.seat or ""),
                "person": str(task.person or ""),
                "decision": str(task.decision.uid) if task.decision else None,
            }
            for task in page
        ]

    @extend_schema(request=Finish, responses=TaskShape)
    @action(detail=True, methods=["post"])
    def finish(self, request: Any, **kwargs: Any) -> Response:
        """Note a task as done."""
        task = self.get_object()
        concern = concern_of(task.item) if task.item is not None else None
        told = Finish(data=request.data).validated()
        form = DoneForm(posted(told), with_answer=concern is not None and concern.is_open)
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        verbs.finish_task(by=request.user, task=task, **form.cleaned_data)
        return Response(self.rows([self.get_object()])[0])

    @extend_schema(request=Postpone, responses=TaskShape)
    @action(detail=True, methods=["post"])
    def postpone(self, request: Any, **kwargs: Any) -> Response:
        """Put a task off."""
        task = self.get_object()
        form = LaterForm(posted(Postpone(data=request.data).validated()))
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        verbs.postpone_task(by=request.user, task=task, until=form.cleaned_data["until"])
        return Response(self.rows([self.get_object()])[0])

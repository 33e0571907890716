"""Background work one has started: how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from coordination.lib.models import Job


class JobShape(Shape):
    uid, title = shown(serializers.UUIDField), shown()
    state = shown(serializers.ChoiceField, choices=Job.State.values)
    done, total = shown(serializers.IntegerField), shown(serializers.IntegerField)
    percent = shown(serializers.IntegerField, "Unknown while the total is.", allow_null=True)
    rest_seconds = shown(serializers.IntegerField, allow_null=True)
    message, error = shown(), shown(help_text="Why it ended without a result.")
    result_url = shown(help_text="The page with the result.")
    created_at = shown(serializers.DateTimeField)
    started_at = shown(serializers.DateTimeField, allow_null=True)
    ended_at = shown(serializers.DateTimeField, allow_null=True)


class JobViewSet(Listed, Shown):
    """One's own background work of the last 30 days, newest first."""

    parameters = (Parameter("state", "In this state.", choices=tuple(Job.State.values)),)
    sorts = {"created_at": ("created_at",)}
    sort = "-created_at"
    columns = (
        "uid", "title", "state", "done", "total", "percent", "rest_seconds", "message", "error", "result_url",
        "created_at", "started_at", "ended_at",
    )  # fmt: skip

    def get_serializer_class(self) -> type[Shape]:
        return JobShape

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner=self.request.user.pk)

    def rows(self, page: Iterable[Job]) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in self.columns} for row in page]

"""The bin: what was removed in the last 30 days, and taking it out again."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Value
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.directory.api.shapes import UID
from coordination.directory.models import Institution
from coordination.directory.services.bin import restore
from coordination.directory.views.bin import in_bin, rows_of
from coordination.directory.views.records import NOUNS
from coordination.lib import history
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed
from coordination.lib.models import ChangeSet

KINDS = tuple(NOUNS)


class BinShape(Shape):
    """Something that can be restored until a day, with everything that belongs to it."""

    uid = shown(UID)
    kind, name = shown(serializers.ChoiceField, choices=KINDS), shown()
    removed_at = shown(serializers.DateTimeField)
    until = shown(serializers.DateTimeField, "Then it is deleted for good.")
    removed_by = shown(help_text="Empty: somebody of another network.")
    reason = shown()


class RestoredShape(Shape):
    """What is back, and where it stands."""

    uid = shown(UID)
    kind, name = shown(serializers.ChoiceField, choices=KINDS), shown()


class BinViewSet(Listed):
    """Institutions, people and services of one's networks that were removed, newest first."""

    room = "directory"
    permission = "directory.delete_institution"
    permissions = {"restore": "directory.delete_institution"}
    parameters = (Parameter("kind", "Only of this kind.", choices=KINDS),)

    def get_serializer_class(self) -> type[Shape]:
        return BinShape

    def get_queryset(self) -> Any:
        return Institution.objects.in_bin_of(self.request.user)

    def narrowed(self, rows: Any) -> Any:
        """Day, id and kind of everything in the bin, by one question."""
        wanted = self.request.query_params.get("kind")
        if wanted is not None:
            wanted = self.parameters[0].value(wanted)
        first, *others = (
            in_bin(noun, self.request.user)
            .order_by()
            .annotate(in_bin=Value(name, CharField()))
            .values_list("removed_at", "id", "in_bin")
            for name, noun in NOUNS.items()
            if wanted in {None, name}
        )
        return first.union(*others, all=True).order_by("-removed_at", "-id")

    def rows(self, page: Any) -> list[dict[str, Any]]:
        keys = [(kind, pk) for _day, pk, kind in page]
        there = {
            (kind, row.pk): row
            for kind in {kind for kind, _pk in keys}
            for row in in_bin(NOUNS[kind], self.request.user).filter(
                pk__in=[pk for one, pk in keys if one == kind]
            )
        }
        found = [(key[0], there[key]) for key in keys if key in there]
        return [
            {
                "uid": row["record"].uid,
                "kind": row["noun"],
                "name": str(row["record"]),
                "removed_at": row["at"],
                "until": row["until"],
                "removed_by": row["who"],
                "reason": getattr(row["change_set"], "reason", ""),
            }
            for row in rows_of(self.request.user, found)
        ]

    @extend_schema(request=None, responses=RestoredShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Any, **kwargs: Any) -> Response:
        """Take it out of the bin, with contacts, functions and services as they were."""
        uid = self.kwargs["uid"]
        holding = (
            name for name, noun in NOUNS.items() if in_bin(noun, request.user).filter(uid=uid).exists()
        )
        kind = next(holding, KINDS[0])
        record = get_object_or_404(in_bin(NOUNS[kind], request.user), uid=uid)
        with history.changes(by=request.user, source=ChangeSet.Source.API):
            restore(by=request.user, record=record)
        return Response({"uid": record.uid, "kind": kind, "name": str(record)})

"""Imports: send a sheet, say what its columns are, look at the errors, take it over, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from coordination.directory.api.bulk import network_of
from coordination.directory.columns import BY_KEY
from coordination.directory.models import ImportRow, ImportRun, InstitutionType, Listing
from coordination.directory.services import imports
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import wrong_fields
from coordination.lib.api.shapes import LevelField, Shape, WordField, shown, text
from coordination.lib.api.views import Listed, Shown
from coordination.lib.errors import RuleBroken

OUTCOME = Parameter("outcome", "Rows of this outcome.", choices=tuple(ImportRow.Outcome.values))


class ImportShape(Shape):
    """One sheet on its way into the directory of one network."""

    uid = shown(serializers.UUIDField)
    network = shown(help_text="Slug of the network.")
    state = shown(serializers.ChoiceField, choices=ImportRun.State.values)
    file_name, made_at = shown(), shown(serializers.DateTimeField)
    header = shown(serializers.ListField, child=serializers.CharField(allow_blank=True))
    mapping = shown(
        serializers.DictField, "Position of a column → what it is.", child=serializers.CharField()
    )
    notes = shown(serializers.ListField, child=serializers.CharField())
    counts = shown(
        serializers.DictField, "Rows by outcome, and what came of them.", child=serializers.IntegerField()
    )
    to_take = shown(serializers.IntegerField, "Rows that a take-over would write now.")
    job = shown(serializers.UUIDField, "See /jobs.", allow_null=True)
    has_stopped = shown(serializers.BooleanField, "Its background work has ended without a result.")
    problem = shown(help_text="Why it stopped.")
    taken_at = shown(serializers.DateTimeField, allow_null=True)
    conflicts = shown(
        serializers.ListField, "What had to stay when it was taken back.", child=serializers.JSONField()
    )


class Upload(Shape):
    """A sheet: XLSX, CSV, ODS or a JSON list."""

    sheet = serializers.FileField(help_text="At most 20,000 rows.")
    network = text(60, "Slug of the network; needed only where several are possible.")


class Columns(Shape):
    """Which column is what, and what holds for rows that do not say it. Empty: as guessed."""

    mapping = serializers.DictField(
        child=serializers.ChoiceField(["", *BY_KEY]),
        required=False,
        help_text="Position of a column → what it is.",
    )
    type = WordField(InstitutionType, required=False, allow_null=True, help_text="Of rows without one.")
    status = serializers.ChoiceField(Listing.Status.values, required=False, help_text="Of new entries.")
    level = LevelField(required=False, help_text="New entries are visible for.")
    contact_level = LevelField(required=False, help_text="Their telephone, mail, website are visible for.")
    scheme = text(40, "The list the numbers come from.")
    source = text(120)
    erase = serializers.BooleanField(required=False, help_text="Empty cells empty the entry.")


class ProblemShape(Shape):
    column = shown(help_text="Heading in the file.", allow_null=True)
    field, detail = shown(), shown(help_text="What is wrong, and what would be right.")


class RowShape(Shape):
    """A row of the sheet: what is wrong with it, what it would change."""

    number = shown(serializers.IntegerField)
    outcome = shown(serializers.ChoiceField, choices=ImportRow.Outcome.values)
    decision = shown(serializers.ChoiceField, choices=ImportRow.Decision.values)
    name = shown()
    problems = ProblemShape(many=True, read_only=True)
    differences = shown(serializers.DictField, "Field → stored, new.", child=serializers.JSONField())


class Imports(Listed, Shown):
    """What all imports share: how they stand, their rows, taking over and taking back."""

    subject = ImportRun.Subject.INSTITUTIONS
    parameters = (Parameter("state", "In this state.", choices=tuple(ImportRun.State.values)),)
    sorts = {"made_at": ("made_at",)}
    sort = "-made_at"

    def get_serializer_class(self) -> type[Shape]:
        return ImportShape

    def get_queryset(self) -> Any:
        return (
            ImportRun.objects.visible_to(self.request.user).of(self.subject).select_related("network", "job")
        )

    def rows(self, page: Iterable[ImportRun]) -> list[dict[str, Any]]:
        page = list(page)
        to_take = imports.to_take_of(page)
        return [
            {
                name: getattr(run, name)
                for name in ("uid", "state", "file_name", "made_at", "header", "mapping")
            }
            | {
                "network": run.network.slug,
                "notes": run.notes,
                "counts": {name: count for name, count in run.counts.items() if isinstance(count, int)},
                "to_take": to_take.get(run.pk, 0),
                "job": run.job.uid if run.job else None,
                "has_stopped": run.has_stopped,
                "problem": (run.job.error if run.job else "") or run.problem,
                "taken_at": run.taken_at,
                "conflicts": run.conflicts,
            }
            for run in page
        ]

    def words(self) -> Sequence[Parameter]:
        if self.action == "lines":
            return (OUTCOME, Parameter("page", ""), Parameter("page_size", ""))
        return super().words()

    def get_parsers(self) -> list[Any]:
        """A sheet comes as a form with a file; everything else is JSON."""
        is_upload = getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(responses=RowShape(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="rows")
    def lines(self, request: Any, **kwargs: Any) -> Response:
        """What was found in each row, in the order of the sheet."""
        run = get_object_or_404(self.get_queryset(), uid=self.kwargs["uid"])
        rows = run.rows.order_by("number", "id")
        if "outcome" in request.query_params:
            rows = OUTCOME.applied(rows, [request.query_params["outcome"]])
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([_line(run, row) for row in page])

    @extend_schema(request=None, responses={202: ImportShape})
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Any, **kwargs: Any) -> Response:
        """Write what was checked and not skipped: all of it or nothing."""
        run = self._mine()
        self.write(run)
        return self._told(run, status=202)

    @extend_schema(request=None, responses={202: ImportShape})
    @action(detail=True, methods=["post"])
    def undo(self, request: Any, **kwargs: Any) -> Response:
        """Take the whole import back; what somebody changed since stays and is listed."""
        run = self._mine()
        imports.undo_import(by=request.user, run=run)
        return self._told(run, status=202)

    @extend_schema(request=None, responses=ImportShape)
    @action(detail=True, methods=["post"])
    def discard(self, request: Any, **kwargs: Any) -> Response:
        """Give it up before anything was taken over."""
        run = self._mine()
        imports.discard(by=request.user, run=run)
        return self._told(run)

    def write(self, run: ImportRun) -> None:
        imports.take_over(by=self.request.user, run=run)

    def _mine(self) -> ImportRun:
        return get_object_or_404(
            ImportRun.objects.editable_by(self.request.user).of(self.subject), uid=self.kwargs["uid"]
        )

    def _told(self, run: ImportRun, *, status: int = 200) -> Response:
        return Response(self.rows([self.get_queryset().get(pk=run.pk)])[0], status=status)

    def _created(self, run: ImportRun) -> Response:
        response = self._told(run, status=201)
        response["Location"] = f"{self.request.path}/{run.uid}"
        return response


class ImportViewSet(Imports):
    """Imports of one's networks, newest first. Nothing is taken over before “take-over”; all can be taken back."""

    room, permission = "directory", "directory.view_importrun"

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: ImportShape})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Send a sheet. It is read and kept for 30 days; its columns are guessed, see “mapping”."""
        data = Upload(data=request.data).validated()
        network = network_of(request.user, data.get("network", ""), "directory.add_importrun")
        try:
            run = imports.begin_import(by=request.user, network=network, upload=data["sheet"])
        except RuleBroken as refused:
            said = {"pointer": "/sheet", "code": refused.code, "detail": " ".join(refused.messages)}
            raise wrong_fields([said]) from None
        return self._created(run)

    @extend_schema(request=Columns, responses={202: ImportShape})
    @action(detail=True, methods=["post"])
    def check(self, request: Any, **kwargs: Any) -> Response:
        """Fix the columns and start the check; the answer names the job to be watched."""
        run, data = self._mine(), Columns(data=request.data).validated()
        mapping = data.pop("mapping", None)
        if kind := data.pop("type", None):
            data["type"] = kind.pk
        imports.match_columns(
            by=request.user,
            run=run,
            mapping=run.mapping if mapping is None else mapping,
            defaults=run.defaults | data,
        )
        return self._told(run, status=202)


def _line(run: ImportRun, row: ImportRow) -> dict[str, Any]:
    problems = [
        {
            "column": run.header[each[0]] if each[0] is not None and each[0] < len(run.header) else None,
            "field": each[1],
            "detail": each[2],
        }
        for each in row.problems
    ]
    kept = {name: getattr(row, name) for name in ("number", "outcome", "decision", "name", "differences")}
    return kept | {"problems": problems}

"""Lists of ties in the interface: sent, checked, taken over and taken back, as on the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coordination.directory.api.bulk import network_of
from coordination.directory.api.imports import Imports, ImportShape
from coordination.directory.models import ImportRun
from coordination.lib.api.problems import wrong_fields
from coordination.lib.api.shapes import LevelField, Shape, text
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from network.models import Relation
from network.services import relation_imports


class TiesUpload(Shape):
    """A list of ties: CSV, XLSX, ODS or GraphML with the columns “Source” and “Target”, or “Von” and “Nach”."""

    sheet = serializers.FileField(help_text="At most 20,000 ties.")
    nodes = serializers.FileField(
        required=False, help_text="A sheet with the columns Id and Label, if the list names ids of its own."
    )
    kind = serializers.ChoiceField(
        Relation.Kind.values,
        required=False,
        default=Relation.Kind.COOPERATION,
        help_text="Of rows without one.",
    )
    level = LevelField(required=False, help_text="New ties are visible for. Default: the network.")
    network = text(60, "Slug of the network; needed only where several are possible.")


class TieImportViewSet(Imports):
    """Imports of ties, newest first. The check starts by itself; nothing is taken over before “take-over”."""

    room, permission = "network", "network.change_relation"
    subject = ImportRun.Subject.RELATIONS

    @extend_schema(request={"multipart/form-data": TiesUpload}, responses={201: ImportShape})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Send a list. Every row is checked in the background, see “job” and then “rows”."""
        data = TiesUpload(data=request.data).validated()
        network = network_of(request.user, data.get("network", ""), "network.change_relation")
        try:
            run = relation_imports.begin(
                by=request.user,
                network=network,
                upload=data["sheet"],
                nodes=data.get("nodes"),
                kind=data["kind"],
                level=data.get("level", Level.NETWORK),
            )
        except RuleBroken as refused:
            field = "nodes" if refused.code in {"no_nodes", "node_twice"} else "sheet"
            said = {"pointer": f"/{field}", "code": refused.code, "detail": " ".join(refused.messages)}
            raise wrong_fields([said]) from None
        return self._created(run)

    def write(self, run: ImportRun) -> None:
        relation_imports.take_over(by=self.request.user, run=run)


NOUNS: dict[str, Any] = {"tie-imports": TieImportViewSet}

"""The search of the pages for programs: the same engine, the same rights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import wrong_parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import HouseView
from coordination.lib.finding import Found
from coordination.lib.search.documents import kinds
from coordination.lib.search.engine import search

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LONGEST, MOST, FEW = 200, 100, 5


class HitShape(Shape):
    uid = shown(serializers.UUIDField, allow_null=True)
    title, text, url = shown(), shown(), shown(help_text="The page of the record.")


class GroupShape(Shape):
    kind, label, count = shown(), shown(), shown(serializers.IntegerField)
    hits = HitShape(many=True, read_only=True)


class FindingsShape(Shape):
    """What was found, grouped by kind of record; the best first."""

    text, count = shown(), shown(serializers.IntegerField)
    is_partial = shown(serializers.BooleanField, "Not all words occur together anywhere.")
    did_you_mean = shown()
    groups = GroupShape(many=True, read_only=True)


class Search(HouseView):
    """Search over everything one may see. With ``kind`` all hits of one kind by pages, else the first few of each."""

    room = "search"

    def words(self) -> Sequence[Parameter]:
        return (
            Parameter("q", "Words, a number, a paragraph. At most 200 signs."),
            Parameter("kind", "Only this kind of record.", choices=tuple(kind.code for kind in kinds())),
            Parameter("page", "With “kind”: which page.", "number"),
            Parameter("page_size", "With “kind”: hits on a page, 25 if not said, 100 at most.", "number"),
        )

    @extend_schema(responses=FindingsShape, operation_id="search")
    def get(self, request: Any) -> Response:
        given = {
            each.name: each.value(request.query_params[each.name])
            for each in self.words()
            if each.name in request.query_params
        }
        if not given.get("q", "").strip():
            raise wrong_parameter("q", "required", _("Please say in “q” what is searched for."))
        size, number = given.get("page_size", 25), given.get("page", 1)
        if not 1 <= size <= MOST:
            raise wrong_parameter(
                "page_size",
                "too_large",
                _("“%(name)s” is at most %(most)s.") % {"name": "page_size", "most": MOST},
            )
        if not 1 <= number <= 10_000:
            raise wrong_parameter(
                "page", "no_such_page", _("“%(name)s” is a whole number from 1.") % {"name": "page"}
            )
        whole = {"limit": size, "offset": (number - 1) * size} if given.get("kind") else {"limit": FEW}
        found = search(request.user, given["q"], code=given.get("kind", ""), **whole)
        return Response(
            {
                "text": found.text,
                "count": found.count,
                "is_partial": found.is_partial,
                "did_you_mean": found.did_you_mean,
                "groups": [_group(group) for group in found.groups],
            }
        )


def _group(group: Found) -> dict[str, Any]:
    hits = [
        {
            "uid": uid[0] if (uid := _UID.search(hit.url)) else None,
            "title": hit.title,
            "text": hit.text,
            "url": hit.url,
        }
        for hit in group.hits
    ]
    return {"kind": group.code, "label": str(group.label), "count": group.count, "hits": hits}

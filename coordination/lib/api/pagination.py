"""Pages of a list: ``page`` and ``page_size`` (1,000 at most), with the count and the addresses of the neighbours."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from coordination.lib.api.problems import Problem, wrong_parameter

USUAL, MOST = 50, 1_000
_DIGITS = 12  # no page has a longer number


class Pages(BasePagination):
    """Expects ``view.count(rows)``; a page beyond the last is a 404 that says how many there are."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        self.request = request
        self.size = _number(request, "page_size", USUAL, most=MOST)
        self.number = _number(request, "page", 1)
        self.total = view.count(queryset)
        self.last = max(1, -(-self.total // self.size))
        if self.number > self.last:
            sentence = _("There is no page %(page)s. The last one is page %(last)s.")
            told = sentence % {"page": self.number, "last": self.last}
            raise Problem(404, "no_such_page", told, last=self.last)
        start = (self.number - 1) * self.size
        return queryset[start : start + self.size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.total,
                "page": self.number,
                "pages": self.last,
                "next": self._address(self.number + 1) if self.number < self.last else None,
                "previous": self._address(self.number - 1) if self.number > 1 else None,
                "results": data,
            }
        )

    def _address(self, number: int) -> str:
        return replace_query_param(self.request.build_absolute_uri(), "page", number)

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "page", "pages", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "How many there are on all pages."},
                "page": {"type": "integer"},
                "pages": {"type": "integer"},
                "next": address,
                "previous": address,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []  # lib/api/schema.py names them with all others


def _number(request: Any, name: str, usual: int, *, most: int | None = None) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0):
        raise wrong_parameter(
            name, "not_a_number", _("“%(name)s” is a whole number from 1.") % {"name": name}
        )
    if most is not None and int(text) > most:
        sentence = _("“%(name)s” is at most %(most)s.") % {"name": name, "most": most}
        raise wrong_parameter(name, "too_large", sentence)
    return int(text)

"""The base of every endpoint: language, problems, methods; lists with declared words; records with ETags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from coordination.lib.api import etags
from coordination.lib.api.language import language_asked, speak
from coordination.lib.api.parameters import COMMON, Parameter, ordering, refuse_unknown

# Of the pages' and of the interface's answers alike: nothing of it belongs to everybody.
VARY = ("Accept-Language", "Authorization", "Cookie")


class HouseView(APIView):
    """One endpoint. ``room``: of which scope of a token it is part (none: of every token's); ``permission``: the right
    that is needed to read here (accounts/api/permissions.py)."""

    room = ""
    permission: str | None = None

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        speak(language_asked(request))
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        del response.headers["Vary"]
        patch_vary_headers(response, VARY)
        response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Only which methods there are (``Allow``); what they take stands in the OpenAPI description."""
        return Response(status=204)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, [each.name for each in self.words()])

    def words(self) -> Sequence[Parameter]:
        """The words of the address that this endpoint knows, for whoever asks."""
        return ()


class HouseViewSet(HouseView, GenericViewSet):
    """A noun: list and record. ``get_queryset`` is what the asker may see, ``rows`` makes plain dicts of some of it."""

    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parameters: tuple[Parameter, ...] = ()
    sorts: dict[str, tuple[str, ...]] = {}
    sort = ""

    def rows(self, page: Any) -> list[dict[str, Any]]:
        raise NotImplementedError

    def count(self, rows: QuerySet) -> int:
        return rows.count()

    def narrowed(self, rows: QuerySet) -> QuerySet:
        """Apply the words of the address."""
        for parameter in self.parameters:
            if values := self.request.query_params.getlist(parameter.name):
                rows = parameter.applied(rows, values)
        return rows.order_by(*ordering(self.request.query_params.get("sort", ""), self.sorts, self.sort))

    def words(self) -> Sequence[Parameter]:
        if self.action != "list":
            return ()
        return (*self.parameters, *(Parameter(name, "") for name in COMMON if name != "sort" or self.sorts))


class Listed(HouseViewSet):
    """A noun that has a list."""

    def documented(self) -> Sequence[Parameter]:
        """The words of the list, for its description; they may depend on who asks."""
        return self.parameters

    def orders(self) -> Sequence[str]:
        return list(self.sorts) if self.action == "list" else []

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.narrowed(self.get_queryset()))
        return self.get_paginated_response(self.rows(page))


class Shown(HouseViewSet):
    """A noun whose single record can be asked for."""

    def record(self) -> dict[str, Any]:
        """The record of the address as the asker sees it; foreign, missing and forbidden are the same 404."""
        found = get_object_or_404(self.get_queryset(), **{self.lookup_field: self.kwargs[self.lookup_field]})
        return self.rows([found])[0]

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        row = self.record()
        return etags.answer(request, row) if "version" in row else Response(row)

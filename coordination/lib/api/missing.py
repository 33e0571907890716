"""Addresses that are none: a problem like every other, not a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema

from coordination.lib.api.views import HouseView


@extend_schema(exclude=True)
class Missing(HouseView):
    """Everything below the interface's address that is not there."""

    permission_classes: list[Any] = []
    authentication_classes: list[Any] = []

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        raise Http404

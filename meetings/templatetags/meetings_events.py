"""Small helpers of the event templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key; empty if nothing does."""
    return values.get(key, "")

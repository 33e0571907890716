"""Filters of the pathway pages."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def stored(steps: dict[str, Any], code: str) -> Any:
    """The stored step of a code, for buttons; none for readers and in the emergency branch."""
    return (steps or {}).get(code)

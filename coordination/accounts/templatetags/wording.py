"""Names of our lists in a network's own words."""

from __future__ import annotations

from typing import Any

from django import template

from coordination.accounts import wording

register = template.Library()


@register.filter
def in_words_of(text: object, network: Any) -> str:
    return wording.in_words_of(network, text)

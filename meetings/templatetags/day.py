"""Bars of marks: a share in percent as top and height in a drawing of 24 units."""

from django import template

register = template.Library()
TALL = 24


@register.filter
def bar_height(share: float) -> str:
    return f"{TALL * share / 100:.2f}"


@register.filter
def bar_top(share: float) -> str:
    return f"{TALL - TALL * share / 100:.2f}"

"""Boxes to tick, drawn the same everywhere: a few in a row; many in columns, under headings, with a search.

The search and „alle wählen“ are shown by script (``boxes.js``). Without it the boxes are there all the same.
"""

from __future__ import annotations

from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.lib.templatetags.house import icon

FEW = 8  # up to here they simply stand in a row
Options = list[dict[str, Any]]


def boxes(widget: dict[str, Any], attributes: Any) -> SafeString:
    """Draw a ``CheckboxSelectMultiple`` from what Django hands to its template; ``attributes`` writes an option's."""
    groups = _groups(widget)
    drawn = [
        (title, SafeString("".join(_box(one, attributes) for one in options))) for title, options in groups
    ]
    if sum(len(options) for _title, options in groups) <= FEW:
        heads = SafeString(
            "".join(
                format_html('<p class="sn-optgroup">{}</p>{}', title, rows) if title else rows
                for title, rows in drawn
            )
        )
        return format_html('<div class="kern-fieldset__body">{}</div>', heads)
    name = widget["attrs"].get("id") or f"id_{widget['name']}"
    parts = (_group(f"{name}-g{number}", title, rows) for number, (title, rows) in enumerate(drawn))
    inside = SafeString("".join(parts))
    return format_html(
        '<div class="sn-boxes" data-boxes>{}<div class="sn-boxes__all">{}</div></div>', _find(), inside
    )


def _groups(widget: dict[str, Any]) -> list[tuple[str, Options]]:
    """Options under their headings; those without one together."""
    found: list[tuple[str, Options]] = []
    for group, options, _index in widget["optgroups"]:
        title = str(group or "")
        if found and found[-1][0] == title:
            found[-1][1].extend(options)
        else:
            found.append((title, list(options)))
    return found


def _box(option: dict[str, Any], attributes: Any) -> SafeString:
    return format_html(
        '<div class="kern-form-check"><input type="checkbox" name="{}" value="{}"{}>'
        '<label class="kern-label" for="{}">{}</label></div>',
        option["name"],
        option["value"],
        attributes(option["attrs"]),
        option["attrs"].get("id", ""),
        conditional_escape(option["label"]),
    )


def _group(name: str, title: str, rows: SafeString) -> SafeString:
    if not title:
        return format_html('<div class="sn-boxes__group" data-boxes-group>{}</div>', rows)
    return format_html(
        '<div class="sn-boxes__group" role="group" aria-labelledby="{}" data-boxes-group>'
        '<p class="sn-boxes__head"><b id="{}">{}</b>{}</p>{}</div>',
        name,
        name,
        title,
        _all(title),
        rows,
    )


def _find() -> SafeString:
    words = _("Find in this list")
    return format_html(
        '<div class="sn-boxes__find" hidden data-boxes-find><div class="sn-find">{}'
        '<input type="search" autocomplete="off" aria-label="{}" placeholder="{}"></div>{}'
        '<span class="small muted" role="status" data-boxes-count="{}"></span></div>',
        icon("search"),
        words,
        _("Find …"),
        _all(""),
        _("%(n)s of %(all)s ticked"),
    )


def _all(title: str) -> SafeString:
    """Ticks all boxes of a group, or takes all ticks away: shown by script."""
    words, none = _("Tick all"), _("Tick none")
    return format_html(
        '<button class="sn-boxes__tick" type="button" hidden data-boxes-tick="{}" data-none="{}"{}>{}</button>',
        words,
        none,
        format_html(' data-about="{}" aria-label="{}: {}"', title, words, title) if title else "",
        words,
    )

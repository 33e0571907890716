"""Filters of the pathway pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from coordination.pathways.paper_rows import as_far_as, cut

GERMAN_MARK = SafeString('<b class="de">DE</b> ')

register = template.Library()


@register.filter
def stored(steps: dict[str, Any], code: str) -> Any:
    """The stored step of a code, for buttons; none for readers and in the emergency branch."""
    return (steps or {}).get(code)


@register.filter
def tongue(text: Any) -> Any:
    """A text with its language and direction where they are not the page's."""
    spoken = getattr(text, "tongue", None)
    if spoken is None:
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', spoken.code, spoken.direction, text)


@register.filter
def paragraphs(text: Any) -> SafeString:
    """The same for a text of several lines."""
    inside = linebreaks_filter(str(text))
    spoken = getattr(text, "tongue", None)
    if spoken is None:
        return inside
    return format_html('<div lang="{}" dir="{}">{}</div>', spoken.code, spoken.direction, inside)


@register.filter
def on_paper(text: Any) -> Any:
    """A text with its language. On a sheet in another language a German one that nobody has translated has a mark."""
    spoken = getattr(text, "tongue", None)
    if spoken is None:
        return text
    mark = GERMAN_MARK if spoken.code == "de" else ""
    return format_html('<span lang="{}" dir="{}">{}{}</span>', spoken.code, spoken.direction, mark, text)


@register.filter
def on_paper_lines(text: Any) -> SafeString:
    """The same for a text of several lines."""
    inside = linebreaks_filter(str(text))
    spoken = getattr(text, "tongue", None)
    if spoken is None:
        return inside
    if spoken.code == "de":
        inside = SafeString(inside.replace("<p>", f"<p>{GERMAN_MARK}", 1))
    return format_html('<div lang="{}" dir="{}">{}</div>', spoken.code, spoken.direction, inside)


@register.filter
def shortened(text: str, room: int) -> str:
    return cut(text, room)


@register.filter
def in_sentences(text: str, room: int) -> str:
    return as_far_as(text, room)


@register.filter
def in_parts(text: str, room: int) -> str:
    """Hours as far as there is room, whole parts between semicolons: never half a weekend."""
    kept, *rest = text.split("; ")
    for part in rest:
        if len(kept) + 2 + len(part) > room:
            break
        kept += f"; {part}"
    return cut(kept, room)


_MARKS = {
    "same": ("", "{}"),
    "removed": (gettext_lazy("removed:"), '<del class="sn-is"><span class="sr">{} </span>{}</del>'),
    "added": (gettext_lazy("added:"), '<ins class="sn-is"><span class="sr">{} </span>{}</ins>'),
}


@register.filter
def marked(pieces: Any) -> SafeString:
    """Words that came and went, with colour, stroke and a word for ears; blanks between them stay as they are."""
    found = SafeString("")
    for one in pieces:
        word, frame = _MARKS[one.kind]
        found += format_html(frame, word, one.text) if word else format_html(frame, one.text)
    return found

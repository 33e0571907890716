"""Markdown of people becomes HTML without anything active in it.

Two doors, one behind the other: the parser knows no HTML (what looks like a tag is text), and what it writes passes an
allow-list. No pictures (a picture at a foreign address tells it who reads), links to web, mail and telephone only.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}
LONGEST = 100_000


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- loads slowly

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    return parser.disable(["image", "html_block", "html_inline"])


def to_html(text: str, *, breaks: bool = False) -> SafeString:
    """Return safe HTML of a Markdown text. The page has the first heading: ``#`` becomes h2, and so on to h4.

    ``breaks``: each line of the text is a line on the page, as in an address. Raises ``ValueError`` for more than
    100,000 signs.
    """
    if len(text) > LONGEST:
        raise ValueError(f"More than {LONGEST} signs of Markdown.")
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    options = type(_parser().options)({**_parser().options, "breaks": breaks})
    return clean(_parser().renderer.render(tokens, options, {}))


def clean(html: str) -> SafeString:
    """Return HTML with nothing in it but what the list allows."""
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math"},
    )
    return mark_safe(safe)  # noqa: S308 -- it just went through the allow-list

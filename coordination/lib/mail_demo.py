"""The demo sends nothing: its page shows every mail as it would arrive, and the second-factor codes valid now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import nh3
from django.conf import settings
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from coordination.lib.models.mail import OutboxMail

TAGS = {
    "h3",
    "h4",
    "p",
    "a",
    "b",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "br",
    "hr",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
}
Hints = Callable[[], Sequence[tuple[str, str]]]
_hints: list[Hints] = []


def demo_hint(function: Hints) -> Hints:
    """Register what the demo's page of mails shows above them: pairs of (login, code that is valid now)."""
    _hints.append(function)
    return function


def demo_hints() -> list[tuple[str, str]]:
    return [pair for function in _hints for pair in function()] if settings.DEMO else []


def with_local_links(html: str) -> str:
    """Let links to the site work on whatever host the demo was opened."""
    return html.replace(f'="{settings.SITE_ADDRESS.rstrip("/")}/', '="/')


def shown(mail: OutboxMail) -> SafeString:
    """The mail's HTML without styles and scripts, fit for a page of ours; the text, with links, if there is no HTML."""
    html = mail.html or linebreaks(urlize(mail.text, autoescape=True))
    # The page has its own first heading; those of the mail stand below the mail's subject.
    html = (
        html.replace("<h2", "<h4").replace("</h2>", "</h4>").replace("<h1", "<h3").replace("</h1>", "</h3>")
    )
    clean = nh3.clean(
        with_local_links(html),
        tags=TAGS,
        clean_content_tags={"script", "style", "head", "title"},
        attributes={"a": {"href", "class"}, "table": {"role"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 -- cleaned by allow-list in the line above

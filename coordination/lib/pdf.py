"""The door to paper: a template becomes a tagged PDF (PDF/UA-1) in our own type, kept as long as its content holds.

Templates extend ``print/base.html``. Drawing takes seconds: pages for many people go through ``kept_pdf``, others
through a job.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.lib import files
from coordination.lib.errors import RuleBroken
from coordination.lib.models import StoredFile
from coordination.lib.pdf_fetch import BASE, content_of
from coordination.lib.pdf_languages import teach

PURPOSE = "print"
VARIANT = "pdf/ua-1"
LONGEST = 3_000_000  # signs of HTML
_SHEET = re.compile(r'<link rel="stylesheet" href="(css/[^":]+)">')


@files.purpose(PURPOSE, types=[files.PDF], keep_for=timedelta(days=30))
def _may_read(user: Any, file: StoredFile) -> bool:
    """Nobody by its address: the page that made it hands it out and asks for the rights itself."""
    return False


def html_of(template: str, context: Mapping[str, Any], language: str = settings.LANGUAGE_CODE) -> str:
    """Return the page as it goes to paper: in German mostly, with today's date and the mark of the demo."""
    with translation.override(language):
        facts = {"as_of": timezone.localdate(), "demo": settings.DEMO, **context}
        return render_to_string(template, facts)


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Return a tagged A4 PDF of ``template``. Its title is the page's ``<title>``, its language the page's ``lang``."""
    return draw(html_of(template, context))


def draw(html: str) -> bytes:
    """Return the PDF of a page; raises ``RuleBroken`` for one that would hold a worker for minutes."""
    return bind([laid_out(html)])


def bind(parts: Sequence[Any]) -> bytes:
    """Return one PDF of pages that were laid out by ``laid_out``, one after the other; a part may stand in many."""
    from weasyprint import pdf  # noqa: PLC0415 -- slow import

    teach(pdf, pdf.tags)
    pages = [page for part in parts for page in part.pages]
    return parts[0].copy(pages).write_pdf(pdf_variant=VARIANT)


def laid_out(html: str, beside: Any = None) -> Any:
    """Return a page with everything in its place but not yet on paper; this is most of the work of ``draw``.

    ``beside``: another one laid out before, whose fonts are used again; needed where both come into one PDF.
    """
    if len(html) > LONGEST:
        raise RuleBroken(_("This is too long for one PDF. Please choose fewer entries."), code="paper_size")
    for noisy in (
        "fontTools",
        "weasyprint",
        "weasyprint.progress",
    ):  # they name every glyph and every address
        logging.getLogger(noisy).propagate = False
    from weasyprint import HTML  # noqa: PLC0415 -- slow import, and it speaks while it is loaded

    fonts = beside.font_config if beside is not None else None
    html, sheets = (html, []) if fonts is None else _read_once(html, fonts)
    page = HTML(string=html, base_url=BASE, url_fetcher=_fetcher())
    return page.render(font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT)


def _read_once(html: str, fonts: Any) -> tuple[str, list[Any]]:
    """Take the style sheets out of a page and return them read: pages with the same fonts share them."""
    from weasyprint import CSS  # noqa: PLC0415 -- slow import

    known = fonts.__dict__.setdefault("our_sheets", {})
    for address in (found := _SHEET.findall(html)):
        if address not in known:
            known[address] = CSS(url=BASE + address, url_fetcher=_fetcher(), font_config=fonts)
    return _SHEET.sub("", html), [known[address] for address in found]


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- slow import

    class OurFetcher(URLFetcher):
        """Looks up in our lists, never opens: no handler of the network is left in it."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=False)
            self.handlers.clear()

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            content, kind = content_of(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind}, 200)

    return OurFetcher()


def kept_pdf(template: str, context: Mapping[str, Any], *, by: Any = None) -> StoredFile:
    """Return the PDF from the store if this very content was drawn in the last 30 days, else draw and keep it."""
    html = html_of(template, context)
    name = f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    there = StoredFile.objects.filter(purpose=PURPOSE, name=name).order_by("-id").first()
    if there is not None and there.path.is_file():
        return there
    return files.keep(draw(html), purpose=PURPOSE, by=by, name=name)

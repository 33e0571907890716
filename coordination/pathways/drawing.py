"""A handout becomes its PDF: drawn once, kept under a name made of content, code and layout, served from the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.lib import codes, files, qr
from coordination.lib.models import StoredFile
from coordination.lib.pdf import bind, draw, html_of, laid_out
from coordination.pathways.flow import read
from coordination.pathways.handout import hash_of, language_of
from coordination.pathways.models import Handout
from coordination.pathways.paper import Sheet
from coordination.pathways.tongues import GERMAN, told_in, tongue_of

LAYOUT = 3  # counted up when a template changes what stands where: kept sheets are then drawn anew
PURPOSE = "handout"
KEPT = dt.timedelta(days=90)


@files.purpose(PURPOSE, types=[files.PDF], keep_for=KEPT)
def _may_read(user: Any, file: StoredFile) -> bool:
    """Nobody by the address of the file: the page of the handout hands it out."""
    return False


def name_of(handout: Handout) -> str:
    """What a kept file must have been drawn as to be this handout's; without a question to the database."""
    facts = f"{LAYOUT}\n{handout.code}\n{handout.format}\n{handout.content_hash}\n{settings.DEMO}"
    return hashlib.sha256(facts.encode()).hexdigest()


def kept(handout: Handout) -> StoredFile | None:
    """Return the drawn file if it is there and still of today's layout."""
    file = handout.file
    if file is None or handout.drawn_as != name_of(handout) or not file.path.is_file():
        return None
    return file


def drawn(handout: Handout) -> StoredFile:
    """Return the PDF from the store, or draw and keep it. Twice at once draws twice and harms nothing."""
    if (file := kept(handout)) is not None:
        return file
    name = name_of(handout)
    file = files.keep(
        pdf_of(handout), purpose=PURPOSE, by=None, network_id=handout.network_id, name=f"{name}.pdf"
    )
    handout.keep_file(file, name)
    return file


def pdf_of(handout: Handout) -> bytes:
    return Press().pdf_of(handout) if handout.house else draw(page_of(handout))


def page_of(handout: Handout) -> str:
    """Return the HTML that goes to paper. Of one made for an institution what follows its first page."""
    return _html(f"pathways/print/{handout.format}.html", handout)


class Press:
    """Draws sheets for many institutions: each has a first page of its own, the way behind it is laid out once.

    The way is shared by those with the same version, place and contacts; code and phrase stand on the first page alone.
    """

    def __init__(self) -> None:
        self._ways: dict[tuple[str, dt.date, str], Any] = {}
        self._blank: Any = None

    def pdf_of(self, handout: Handout) -> bytes:
        return bind(self.parts_of(handout))

    def parts_of(self, handout: Handout, *, whole_sheets: bool = False) -> list[Any]:
        """First page and way; ``whole_sheets``: filled up with an empty page, so that the next begins on new paper."""
        way = self._way_of(handout)
        parts = [laid_out(_html("pathways/print/cover.html", handout), beside=way), way]
        if whole_sheets and sum(len(part.pages) for part in parts) % 2:
            parts.append(self._empty_page(way))
        return parts

    def _way_of(self, handout: Handout) -> Any:
        content = {**handout.content, "for": ""}
        key = (handout.format, timezone.localdate(handout.issued_at), hash_of(content))
        if key not in self._ways:
            self._ways[key] = laid_out(page_of(handout), beside=next(iter(self._ways.values()), None))
        return self._ways[key]

    def _empty_page(self, beside: Any) -> Any:
        if self._blank is None:
            self._blank = laid_out(html_of("pathways/print/blank.html", {}), beside=beside)
        return self._blank


def _html(template: str, handout: Handout) -> str:
    logo, sheet = handout.network.logo, sheet_of(handout)
    with translation.override(sheet.page_language):
        return html_of(
            template,
            {
                "sheet": sheet,
                "handout": handout,
                "logo": logo.get_absolute_url() if logo is not None else "",
                "code": qr.qr_svg(address_of(handout), title=_code_title(handout), size_mm=27),
                "ten": range(10),
            },
            sheet.page_language,
        )


def sheet_of(handout: Handout) -> Sheet:
    flow, tongue = read(handout.release.content), tongue_of(language_of(handout.content))
    if tongue != GERMAN:
        flow = told_in(flow, handout.content["texts"], tongue, rest=GERMAN)
    return Sheet(
        flow=flow,
        content=handout.content,
        code=handout.code,
        phrase=handout.phrase,
        address=address_of(handout).removeprefix("https://").removeprefix("http://"),
        issued_on=timezone.localdate(handout.issued_at),
        tongue=tongue,
    )


def address_of(handout: Handout) -> str:
    """Where the code leads: at the network's own host if it has one."""
    with translation.override("de"):
        path = reverse("ways:currency", args=[codes.shown(handout.code)])
    return f"{_site_of(handout.network)}{path}"


def _site_of(network: Network) -> str:
    host = network.hosts.order_by("id").values_list("host", flat=True).first()
    scheme, _sep, default = settings.SITE_ADDRESS.rstrip("/").partition("://")
    return f"{scheme}://{host or default}"


def _code_title(handout: Handout) -> str:
    return _("QR code: leads to the page that says whether handout %(code)s still holds") % {
        "code": handout.shown
    }

"""A handout becomes its PDF: drawn once, kept under a name made of content, code and layout, served from the store."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.lib import codes, files, qr
from coordination.lib.models import StoredFile
from coordination.lib.pdf import draw, html_of
from coordination.pathways.flow import read
from coordination.pathways.models import Handout
from coordination.pathways.paper import Sheet

LAYOUT = 1  # counted up when a template changes what stands where: kept sheets are then drawn anew
PURPOSE = "handout"
KEPT = timedelta(days=90)


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
    return draw(page_of(handout))


def page_of(handout: Handout) -> str:
    """Return the HTML that goes to paper, in German."""
    logo = handout.network.logo
    with translation.override("de"):
        return html_of(
            f"pathways/print/{handout.format}.html",
            {
                "sheet": sheet_of(handout),
                "handout": handout,
                "logo": logo.get_absolute_url() if logo is not None else "",
                "code": qr.qr_svg(address_of(handout), title=_code_title(handout), size_mm=27),
                "ten": range(10),
            },
        )


def sheet_of(handout: Handout) -> Sheet:
    return Sheet(
        flow=read(handout.release.content),
        content=handout.content,
        code=handout.code,
        phrase=handout.phrase,
        address=address_of(handout).removeprefix("https://").removeprefix("http://"),
        issued_on=timezone.localdate(handout.issued_at),
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

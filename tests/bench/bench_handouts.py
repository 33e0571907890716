"""A handout on paper, from the store, and the page behind its code."""

from __future__ import annotations

import datetime as dt
from functools import cache
from time import process_time
from typing import Any

from django.test import Client
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.accounts.roles import Role
from coordination.directory.catchment import Place
from coordination.directory.models import Service
from coordination.lib.levels import Level
from coordination.lib.pdf import draw
from coordination.pathways import drawing
from coordination.pathways.handout import made as content_of
from coordination.pathways.models import Handout
from coordination.pathways.services import handouts
from coordination.pathways.services.parcels import print_for
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place


@cache
def issued() -> Handout:
    """One pathway of a small network, printed as a chart for one town."""
    network = NetworkFactory(name="Netzwerk auf Papier", slug="papier")
    town = place("53997", "05382997", "Papierort")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    service(network, osm="Mo-Th 08:30-16:00", phone="+492241900997")
    ada, ben = (MembershipFactory(role=Role.COORDINATOR, network=network).user for _one in range(2))
    release = published(pathway(network, slug="papier"), by=ada, second=ben)
    return handouts.issue(by=None, release=release, place=Place(town, "53997"), format="flow")


def _plain(html: str) -> bytes:
    """The library alone on the same page: its own fetcher would ask the network, so ours hands out the styles."""
    from weasyprint import HTML

    from coordination.lib.pdf import _fetcher
    from coordination.lib.pdf_fetch import BASE

    return HTML(string=html, base_url=BASE, url_fetcher=_fetcher()).write_pdf(pdf_variant="pdf/ua-1")


@bench("A handout drawn (template and PDF)", unit="ms", against="plain WeasyPrint, same page, same run")
def drawn() -> Figures:
    handout = issued()
    html = drawing.page_of(handout)
    draw(html)
    reference = median_ms(lambda: _plain(html), rounds=5)
    ours = median_ms(lambda: drawing.pdf_of(handout), rounds=5)
    return Figures(
        ours, reference, note=f"goal: at most 1.1 × the library; {len(drawing.pdf_of(handout)) // 1024} KB"
    )


@bench("A handout from the store", unit="ms", goal=5)
def stored() -> Figures:
    handout = issued()
    drawing.drawn(handout)
    row = Handout.objects.select_related("file")

    def work() -> Any:
        file = drawing.kept(row.get(pk=handout.pk))
        assert file is not None
        return file.path.read_bytes()

    return Figures(median_ms(work))


@bench("Page behind a printed code", unit="ms", goal=20)
def looked_up() -> Figures:
    url, client = reverse("ways:currency", args=[issued().shown]), Client()
    return Figures(median_ms(lambda: client.get(url)))


@bench("400 handouts compared with today after a change", unit="ms")
def compared() -> Figures:
    first = issued()
    formats = Handout.Format.values
    rows = [
        handouts.issue(
            by=None,
            release=first.release,
            place=Place(first.municipality, "53997", f"Teil {n}"),
            format=formats[n % 6],
        )
        for n in range(400)
    ]
    assert Service.objects.exists()
    began = dt.datetime.now(tz=dt.UTC)
    handouts.check(rows)
    ms = (dt.datetime.now(tz=dt.UTC) - began).total_seconds() * 1000
    assert (
        content_of(first.release, Place(first.municipality, "53997"), first.network).hash
        == first.content_hash
    )
    return Figures(ms, note="each for its own part of the town: 400 resolved")


@bench("400 handouts for institutions, drawn as one PDF", unit="s", goal=180)
def for_many() -> Figures:
    """The whole job without the queue: contacts of each, a row each, first pages and the way behind them on paper."""
    first = issued()
    kind = InstitutionTypeFactory(code="school")
    for number in range(400):
        house = InstitutionFactory(
            name=f"Schule {number}", type=kind, municipality=first.municipality, postcode="53997", city="Papierort",
            street="Weg", house_number=str(number + 1),
        )  # fmt: skip
        ListingFactory(institution=house, network=first.network, level=Level.PUBLIC)
    by = MembershipFactory(role=Role.COORDINATOR, network=first.network).user
    began = process_time()
    asked = {
        "release": str(first.release.uid),
        "format": "flow",
        "types": ["school"],
        "town": "",
        "form": "pdf",
    }
    print_for(_Job(by), **asked)
    return Figures(process_time() - began, note="seconds of CPU; the same way behind all")


class _Job:
    """What a job sees of its row, for one that nobody waits for."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def progress(self, *_words: Any, **_more: Any) -> None:
        pass

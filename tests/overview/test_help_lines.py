"""The help lines on paper: the same for everybody, drawn once, no cookie."""

from __future__ import annotations

import pytest

from coordination.directory.models import ContactPoint, Service
from coordination.lib import pdf
from coordination.lib.levels import Level
from coordination.lib.models import StoredFile
from tests.factories.accounts import NetworkFactory
from tests.factories.directory import ContactPointFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(network):
    service = ServiceFactory(
        name="Hilfe-Telefon Probe",
        provider=None,
        catchment=Service.Catchment.NATION,
        level=Level.PUBLIC,
        hours_text="Tag und Nacht",
    )
    ContactPointFactory(
        institution=None,
        service=service,
        kind=ContactPoint.Kind.PHONE,
        value="+498005550100",
        display="0800 5550100",
        level=Level.PUBLIC,
    )
    return service


@pytest.fixture
def drawn(monkeypatch):
    """What would be drawn; the drawing itself is proved in tests/lib/test_pdf.py."""
    pages = []
    monkeypatch.setattr(pdf, "draw", lambda html: pages.append(html) or b"%PDF-1.7 paper\n%%EOF\n")
    return pages


def fetched(client):
    response = client.get("/hilfe-telefone.pdf")
    response.content_read = b"".join(response)
    return response


def test_the_sheet_shows_every_line_with_its_number(client, line, drawn, settings):
    settings.DEMO = True
    response = fetched(client)

    assert response["Content-Type"] == "application/pdf"
    assert response.content_read.startswith(b"%PDF")
    assert "Hilfe-Telefon Probe" in drawn[0]
    assert "0800 5550100" in drawn[0]
    assert "Tag und Nacht" in drawn[0]
    assert "Netzwerk Kinderschutz Musterstadt" in drawn[0]
    assert "paper-demo" in drawn[0]


def test_caches_keep_it_for_an_hour_and_it_sets_no_cookie(client, line, drawn):
    response = fetched(client)

    assert response["Cache-Control"] == "public, max-age=3600"
    assert not response.cookies


def test_it_is_drawn_once_until_something_changes(client, line, drawn):
    fetched(client)
    fetched(client)
    assert len(drawn) == StoredFile.objects.count() == 1

    line.name = "Hilfe-Telefon Neu"
    line.save()
    fetched(client)
    assert len(drawn) == 2


def test_what_is_not_public_stays_off_the_sheet(client, line, drawn):
    ContactPointFactory(
        institution=None,
        service=line,
        kind=ContactPoint.Kind.PHONE,
        value="+498005550199",
        network=NetworkFactory(),
        level=Level.NETWORK,
    )
    fetched(client)

    assert "0199" not in drawn[0]


def test_the_start_page_leads_to_it(client, line):
    assert 'href="/hilfe-telefone.pdf"' in client.get("/").content.decode()

"""A record in the browser: edit, read what happened, take it back; accessible in both themes, wide and narrow."""

import pytest
from django.test import Client
from django.urls import reverse

from coordination.directory.models import Institution, Topic
from coordination.lib import history
from coordination.lib.levels import Level
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    ServiceFactory,
)


@pytest.fixture
def kita(ada, network):
    with history.changes(by=ada, source="form"):
        kita = InstitutionFactory(
            name="Kita Sonnenblume", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf"
        )
        ListingFactory(institution=kita, network=network, level=Level.PUBLIC, confirmed_on="2026-11-19")
        ContactPointFactory(institution=kita, purpose="Zentrale", value="+4922419000", display="02241 9000")
        AffiliationFactory(institution=kita, is_contact=True)
        ServiceFactory(provider=kita, name="Offene Sprechstunde")
    Topic.objects.create(code="violence", name="Häusliche Gewalt")
    return kita


@pytest.fixture
def visit(live_server, context, page, ada):
    """Open a page as Ada; ``visit.complaints`` is what the browser had to say against it."""
    client = Client()
    client.force_login(ada)
    context.add_cookies(
        [{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": live_server.url}]
    )
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def go(path, *, theme="light", width=1280):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{path}")
        return page

    go.complaints = complaints
    return go


def test_a_correction_shows_in_the_time_line_and_goes_back_by_one_click(visit, kita):
    page = visit(reverse("directory:institution-edit", args=[kita.uid]))
    page.locator("#id_name").fill("Kita Sonnenhut")
    page.locator("summary", has_text="Themen").click()
    page.get_by_label("Häusliche Gewalt").check()
    page.locator("#id_reason").fill("Umbenannt")
    page.locator("main form button[type=submit]").click()

    assert page.locator("h1").inner_text() == "Kita Sonnenhut"
    assert page.locator("[data-toast]").is_visible()
    entry = page.locator(".sn-time > li").first
    assert "Kita Sonnenblume" in entry.inner_text()
    assert "Kita Sonnenhut" in entry.inner_text()
    assert "Häusliche Gewalt" in entry.inner_text()
    assert "Umbenannt" in entry.inner_text()

    entry.get_by_role("button").click()

    assert page.locator("h1").inner_text() == "Kita Sonnenblume"
    assert not Institution.objects.get().topics.exists()
    assert visit.complaints == []


def test_ticking_the_protected_place_takes_the_address_fields_away(visit, kita):
    InstitutionTypeFactory(code="shelter", name="Frauenhaus", protected_by_default=True)
    page = visit(reverse("directory:institution-edit", args=[kita.uid]))
    assert page.locator("#id_street").is_visible()

    page.locator("#id_protected_place").check()

    assert not page.locator("#id_street").is_visible()
    assert page.locator("#id_name").is_visible()

    page = visit(reverse("directory:institution-add"))
    page.locator("#id_type").select_option(label="Frauenhaus")
    assert page.locator("#id_protected_place").is_checked()
    assert not page.locator("#id_street").is_visible()
    assert page.locator("#no-address").is_visible()
    page.locator("#id_type").select_option(label=kita.type.name)
    assert not page.locator("#id_protected_place").is_checked()
    assert page.locator("#id_street").is_visible()


def test_the_provider_is_offered_while_typing(visit, kita, network):
    ListingFactory(network=network, institution__name="AWO Kreisverband", institution__city="Siegburg")
    page = visit(reverse("directory:institution-edit", args=[kita.uid]))

    page.locator("#id_parent").press_sequentially("kreisv")

    page.locator("[role=option]", has_text="AWO Kreisverband").click()
    assert page.locator("#id_parent").input_value() == "AWO Kreisverband (Siegburg)"
    assert visit.complaints == []


PAGES = {
    "record": ("institution-detail", ""),
    "people": ("institution-detail", "?bereich=personen"),
    "time line": ("institution-detail", "?bereich=verlauf"),
    "form": ("institution-edit", ""),
    "contact": ("institution-contact-add", ""),
    "service": ("institution-service-add", ""),
    "person": ("institution-person-add", ""),
    "question": ("institution-protect", ""),
    "a person": ("person-detail", ""),
    "a service": ("service-detail", ""),
    "bin": ("bin", ""),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_accessible_in_both_themes_and_never_scrolls_sideways(visit, axe, kita, name):
    address, query = PAGES[name]
    records = {"person": kita.affiliations.get().person, "service": kita.services.get()}
    record = records.get(address.partition("-")[0], kita)
    path = reverse(f"directory:{address}", args=[] if address == "bin" else [record.uid]) + query

    for theme, width in (("light", 1280), ("dark", 1280), ("light", 390), ("light", 320)):
        page = visit(path, theme=theme, width=width)
        assert axe(page) == [] if width != 320 else True
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert visit.complaints == []

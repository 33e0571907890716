"""From the start page to paper in the browser: four clicks, a tagged PDF with the right number, then its code."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import ContactPoint
from coordination.pathways.models import Handout
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

OLD, NEW = "+492241900111", "+492241900222"


@pytest.fixture
def released(network, ada, ben):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    service(network, osm="24/7", phone=OLD)
    return published(pathway(network), by=ada, second=ben)


@pytest.mark.both_databases
def test_four_clicks_to_a_print_whose_code_later_says_that_a_number_changed(page, live_server, released):
    import page as pdf_ua

    clicks = 0

    def click(where):
        nonlocal clicks
        clicks += 1
        page.locator(where).first.click()

    page.goto(live_server.url + reverse("site:start"))
    click(f'a[href="{reverse("ways:list")}"]:visible')
    click(f'main a[href="{reverse("ways:detail", args=["schule"])}"]')
    page.locator("#id_plz").fill("53840")
    click('main form:has(#id_plz) button[type="submit"], main form:has(#id_plz) button:not([type])')
    link = page.locator('main a[href*="format=flow"]').first
    answer = page.request.get(live_server.url + link.get_attribute("href"))
    clicks += 1

    assert clicks == 4
    assert page.context.cookies() == []
    assert pdf_ua.validate_pdf_bytes(answer.body()).is_compliant
    handout = Handout.objects.get()
    assert handout.content["contacts"][0]["number"].endswith("111")

    contact = ContactPoint.objects.get(value=OLD)
    contact.value, contact.display = NEW, ""
    contact.save()
    page.goto(live_server.url + reverse("ways:currency", args=[handout.shown]))
    expect(page.locator("h1")).to_contain_text("überholt")
    expect(page.locator("main")).to_contain_text("900222")
    expect(page.locator("main")).to_contain_text(handout.phrase)

"""The list of institutions in the browser: chips, saved views, bulk action by keyboard and its undo; accessible."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coordination.directory.models import Listing
from coordination.lib import history
from coordination.lib.levels import Level
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory
from tests.factories.places import MunicipalityFactory

LIST = "directory:institution-list"


@pytest.fixture
@transaction.atomic
def houses(network, ada):
    with history.changes(by=ada):  # one change for all: the search follows once
        build_houses(network)


def build_houses(network):
    town = MunicipalityFactory()
    for number in range(60):
        house = InstitutionFactory(name=f"Haus {number:02}", municipality=town if number % 2 else None)
        ListingFactory(
            institution=house, network=network, level=Level.NETWORK, status="active" if number else "paused"
        )
        ContactPointFactory(institution=house, level=Level.NETWORK)


@pytest.fixture
def page_of(live_server, context, page, ada, houses):
    """Open a page as Ada; ``page_of.complaints`` is what the browser had to say against it."""
    client = Client()
    client.force_login(ada)
    cookie = client.cookies["sitzung"].value
    context.add_cookies([{"name": "sitzung", "value": cookie, "url": live_server.url}])
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def go(name=LIST, query="", *, theme="light", width=1280):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{reverse(name)}{query}")
        return page

    go.complaints = complaints
    return go


def count(page):
    return page.locator(".sn-chipline [role=status]").inner_text()


def test_a_filter_becomes_a_chip_and_goes_by_its_cross(page_of):
    page = page_of()
    page.locator(".sn-chip--add").click()
    page.locator("select[name=gemeinde]").select_option("05382068")
    page.locator(".sn-chipline .sn-pop button[type=submit]").click()

    assert re.search(r"\b30\b.*\b60\b", count(page))
    chip = page.locator("a.sn-chip")
    assert "Troisdorf" in chip.inner_text()

    chip.click()

    assert page.locator("a.sn-chip").count() == 0
    assert count(page).startswith("60")
    assert page_of.complaints == []


def test_a_list_is_saved_as_a_view_and_opens_by_itself(page_of):
    page = page_of(query="?status=paused")
    page.locator(".sn-listbar summary").first.click()
    page.locator("main .sn-pop__end a").click()
    page.locator("input[name=name]").fill("Pausiert")
    page.locator("input[name=is_start]").check()
    page.locator("main form button[type=submit]").first.click()

    page = page_of()
    assert count(page).startswith("1 ")
    assert "Pausiert" in page.locator(".sn-listbar summary").first.inner_text()

    page.locator(".sn-listbar summary").first.click()
    page.locator(".sn-listbar .sn-pop a").first.click()
    assert count(page).startswith("60")


def test_a_bulk_action_by_keyboard_with_preview_and_undo(page_of):
    page = page_of()
    page.locator("[data-pick]").nth(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.locator("button[name=was][value=level]").focus()
    page.keyboard.press("Enter")

    assert "Haus 00" in page.locator("main").inner_text()
    assert "Haus 01" not in page.locator("main").inner_text()
    page.locator("input[name=wert]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator("#h-cases").wait_for()  # what would happen, before it does
    assert not Listing.objects.filter(level=Level.PUBLIC).exists()
    page.locator("#grund").focus()
    page.keyboard.press("Enter")

    page.locator("[data-toast]").wait_for()
    assert Listing.objects.filter(level=Level.PUBLIC).count() == 1

    page.locator("[data-toast] .sn-toast__undo").focus()
    page.keyboard.press("Enter")
    page.locator("[data-toast]").wait_for()
    assert not Listing.objects.filter(level=Level.PUBLIC).exists()
    assert page_of.complaints == []


def test_all_hits_are_all_hits_of_the_search(page_of):
    page = page_of(query="?status=active")
    page.locator("[data-pick-all]").check()
    page.locator("[data-all]").check()
    page.locator("button[name=was][value=confirm]").click()
    assert "59" in page.locator("h1").inner_text()
    page.locator("main form button[type=submit]").first.click()

    page.locator("[data-toast]").wait_for()
    assert Listing.objects.filter(confirmed_on__isnull=False).count() == 59


def test_without_script_the_bulk_bar_works_too(browser, browser_context_args, live_server, page_of):
    cookies = page_of().context.cookies()
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse(LIST)}")
    page.locator("input[name=selected]").nth(2).check()
    page.locator("button[name=was][value=confirm]").click()

    assert "Haus 02" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("name", "query"),
    [(LIST, "?status=active"), (LIST, "?q=zzz"), ("directory:person-list", ""), ("directory:service-list", ""),
     ("overview:today", ""), ("directory:export-ask", "?was=institution&art=xlsx"),
     ("accounts:view-add", "?seite=directory:institution-list")],
)  # fmt: skip
def test_pages_are_accessible_in_both_themes_and_never_scroll_sideways(
    page_of, axe, monkeypatch, name, query
):
    monkeypatch.setattr("coordination.directory.exports.MANY", 10)
    for theme, width in (("light", 1280), ("dark", 1280), ("light", 390), ("light", 320)):
        page = page_of(name, query, theme=theme, width=width)
        if page.locator("[data-pick]").count():
            page.locator("[data-pick]").first.check()
        for summary in page.locator("main summary").all()[:4]:
            summary.click()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (theme, width)
    assert page_of.complaints == []

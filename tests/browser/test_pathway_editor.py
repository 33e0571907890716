"""The editor by keyboard alone: move a step, add a decision, see the chart follow, publish by a second person."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from coordination.accounts.models import CatchmentMunicipality
from coordination.pathways.models import Release
from tests.factories.hours import service
from tests.factories.pathways import pathway
from tests.factories.places import place

PATIENCE = 60_000  # a busy machine takes its time


@pytest.fixture
def way(network):
    CatchmentMunicipality.objects.create(
        network=network, municipality=place("53840", "05382068", "Troisdorf")
    )
    service(network, osm="24/7")
    return pathway(network)


@pytest.fixture
def desk(live_server, browser, browser_context_args):
    """Call it with a person: a page of their own, signed in."""
    opened = []

    def sit_down(user):
        client = Client()
        client.force_login(user)
        context = browser.new_context(**browser_context_args)
        context.add_cookies(
            [{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": live_server.url}]
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield sit_down
    for context in opened:
        context.close()


def tab_to(page, selector, *, key="Tab"):
    """Press Tab until the focus stands there: what cannot be reached so is no control for everybody."""
    wanted = page.locator(selector).first.element_handle()
    for _press in range(150):
        if page.evaluate("one => document.activeElement === one", wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by the keyboard.")


def choose(page, selector, words):
    tab_to(page, selector)
    page.keyboard.type(words)


def boxes(page):
    return " | ".join(page.locator(".sn-chart__box").all_inner_texts())


def test_a_pathway_is_edited_by_keyboard_and_published_by_a_second_person(
    desk, live_server, axe, way, ada, ben
):
    page = desk(ada)
    page.goto(f"{live_server.url}{way.get_absolute_url()}")
    assert axe(page) == []

    # move a step: the chart follows without loading the page, the focus stays on the button, the place is said
    page.evaluate("() => { window.same = true }")
    tab_to(page, "#ab-mitteilung")
    page.keyboard.press("Enter")
    expect(page.locator("#gesagt")).to_contain_text("Mitteilung", timeout=PATIENCE)
    assert boxes(page).index("Begleiten") < boxes(page).index("Mitteilung")
    assert page.evaluate("() => window.same && document.activeElement.id") == "ab-mitteilung"
    tab_to(page, "#auf-mitteilung", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".sn-chart__box").nth(2)).to_contain_text("Mitteilung", timeout=PATIENCE)

    # a decision with two exits: the chart shows it while it is typed
    tab_to(page, "a[href*='nach=beobachten']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_title")
    choose(page, "#id_kind", "entsch")
    choose(page, "#id_title", "Sind andere Kinder betroffen?")
    choose(page, "#id_yes_to", "Jetzt")
    choose(page, "#id_no_to", "Mitteilung")
    tab_to(page, "#id_no_label")
    expect(page.locator(".sn-chart__box--question").first).to_contain_text("andere Kinder", timeout=PATIENCE)
    expect(page.locator(".sn-chart__side").first).to_contain_text("Mitteilung", timeout=PATIENCE)
    assert way.steps.count() == 4  # nothing is written yet
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-toast]")
    assert (
        boxes(page).index("Wahrnehmen") < boxes(page).index("andere Kinder") < boxes(page).index("Jetzt in")
    )
    exits = way.steps.get(title__startswith="Sind andere").exits.exclude(kind="emergency")
    assert {(one.kind, one.to_step.code) for one in exits} == {("yes", "akut"), ("no", "mitteilung")}

    # into review by her, published by somebody else
    tab_to(page, "a[href$='/vorlegen/']")
    page.keyboard.press("Enter")
    tab_to(page, "#id_note")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2#h-facts")

    second = desk(ben)
    second.goto(f"{live_server.url}{Release.objects.get().get_absolute_url()}")
    tab_to(second, "a[href$='/freigeben/']")
    second.keyboard.press("Enter")
    second.wait_for_selector("#id_note")
    choose(second, "#id_note", "Steuerungsgruppe")
    second.keyboard.press("Enter")
    second.wait_for_selector("a[href$='/veroeffentlichen/']")
    tab_to(second, "a[href$='/veroeffentlichen/']")
    second.keyboard.press("Enter")
    second.wait_for_selector("main form button[type=submit]")
    tab_to(second, "main form button[type=submit]")
    second.keyboard.press("Enter")
    second.wait_for_selector("[data-toast]")
    assert Release.objects.get().state == Release.State.PUBLISHED


def test_without_script_the_editor_moves_steps_and_shows_the_chart(browser, live_server, way, ada):
    client = Client()
    client.force_login(ada)
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    context.add_cookies(
        [{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{live_server.url}{way.get_absolute_url()}")
    page.locator("#ab-mitteilung").click()
    page.wait_for_url("**#schritt-mitteilung")
    assert boxes(page).index("Begleiten") < boxes(page).index("Mitteilung")
    context.close()

"""„Wer hilft?“ in the browser: few clicks, without script, without net; the young people's way keeps nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coordination.accounts.models import CatchmentMunicipality
from coordination.pathways.models import Pathway
from coordination.pathways.services.deadends import refresh
from tests.factories.hours import OFFICE, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

LOOKS = [("light", 1280), ("dark", 390)]
NUMBER = "+492241900111"


@pytest.fixture
def ways(network, ada, ben):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    service(network, osm="24/7", phone=NUMBER)
    made = pathway(network)
    published(made, by=ada, second=ben)
    young = pathway(network, slug="fuer-dich", code="P13", title="Wenn dir jemand weh tut")
    young.voice, young.who = Pathway.Voice.YOUNG, "Kinder und Jugendliche"
    young.save()
    published(young, by=ada, second=ben)
    return made


@pytest.fixture
def at(live_server):
    """The address of a page at localhost: only there and under https a browser installs pages."""
    return lambda path: live_server.url.replace("127.0.0.1", "localhost") + path


def cut_off(context, page):
    """Without net, and without what the browser holds of the last minute by itself."""
    context.new_cdp_session(page).send("Network.clearBrowserCache")
    context.set_offline(True)


def to_the_result(page, at):
    page.goto(at(reverse("site:start")))
    page.locator("#f-ich").select_option("schule")
    page.locator("#f-plz").fill("53840")
    page.locator(".sn-finder button").click()
    page.locator(".sn-choose a").last.click()


def test_two_clicks_from_the_start_page_show_who_answers_and_no_cookie_is_set(page, at, ways):
    to_the_result(page, at)
    expect(page.locator(f'.sn-card--now a[href="tel:{NUMBER}"]')).to_be_visible()
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_everything_works_without_script(browser, at, ways):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    to_the_result(page, at)
    expect(page.locator(f'.sn-card--now a[href="tel:{NUMBER}"]')).to_be_visible()
    context.close()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_nothing_speaks_against_the_pages(browser, at, ways, axe, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    way, young = (reverse("ways:finder-way", args=[slug]) for slug in ("schule", "fuer-dich"))
    paths = [
        reverse("ways:finder"), way, f"{way}?akut=ja", f"{way}?akut=nein", f"{way}?akut=nein&plz=1",
        f"{way}?akut=nein&plz=53840", f"{young}?akut=nein&plz=53840", reverse("ways:finder-way", args=["andere"]),
        reverse("ways:finder-offline"), reverse("ways:finder-embed"),
    ]  # fmt: skip
    for path in paths:
        page.goto(at(path))
        assert axe(page) == [], path
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    context.close()


def test_without_net_the_emergency_numbers_open_if_somebody_wanted_it(context, page, at, ways):
    page.goto(at(reverse("ways:finder")))
    page.locator("[data-install]").click()
    expect(page.locator("[data-device-done]")).to_be_visible()
    cut_off(context, page)
    page.goto(at(reverse("ways:finder")))
    expect(page.locator('.sn-call a[href="tel:110"]')).to_be_visible()
    page.goto(at(reverse("ways:finder-way", args=["schule"]) + "?akut=nein&plz=53840"))
    expect(page.locator('.sn-call a[href="tel:110"]')).to_be_visible()
    context.set_offline(False)
    page.goto(at(reverse("ways:finder")))
    page.locator("[data-device] [data-forget]").click()
    expect(page.locator("[data-install]")).to_be_visible()
    assert page.evaluate("caches.keys()") == []


def test_the_last_result_stays_only_where_somebody_tapped_for_it(context, page, at, ways):
    to_the_result(page, at)
    page.locator("[data-keep]").click()
    expect(page.locator("[data-forget]").first).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    url = page.url
    page.reload()
    cut_off(context, page)
    page.goto(url)
    expect(page.locator(f'.sn-card--now a[href="tel:{NUMBER}"]')).to_be_visible()
    page.goto(at(reverse("ways:finder")))
    expect(page.locator("[data-kept-link]")).to_be_visible()
    context.set_offline(False)


def test_a_young_person_leaves_quickly_and_no_step_stays_in_the_history(context, page, at, ways):
    context.route("https://de.wikipedia.org/**", lambda route: route.fulfill(body="<title>Lexikon</title>"))
    page.goto("about:blank")
    page.goto(at(reverse("ways:finder-way", args=["fuer-dich"])))
    before = page.evaluate("history.length")
    page.locator(".sn-choose a").last.click()
    page.wait_for_url("**akut=nein")
    page.locator("#id_plz").fill("53840")
    page.locator("form[data-quiet] button").click()
    page.wait_for_url("**plz=53840**")
    assert page.evaluate("history.length") == before
    assert page.locator("[data-keep], [data-install]").count() == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    page.locator("[data-leave]").click()
    page.wait_for_url("https://de.wikipedia.org/**")
    page.go_back()
    assert "wer-hilft" not in page.url


def test_the_heat_map_and_the_simulation_hold_in_both_looks(
    browser, at, ways, axe, client, network, ada, settings
):
    service(network, "insofa_consultation", osm=OFFICE, name="InsoFa")
    refresh(network)
    client.force_login(ada)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    for scheme, width in LOOKS:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": at("/")}])
        page = context.new_page()
        played = f"{reverse('pathways:simulation')}?weg={ways.uid}&plz=53840&wann=freitag"
        for path in (
            reverse("pathways:dead-ends"),
            f"{reverse('pathways:dead-ends')}?weg={ways.uid}",
            played,
        ):
            page.goto(at(path))
            assert axe(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        context.close()

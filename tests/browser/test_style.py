"""The style page in both themes, wide and narrow: accessible, nothing blocked, nothing sideways, works by keyboard."""

import pytest

pytestmark = pytest.mark.urls("tests.browser.style_urls")


@pytest.fixture
def style(live_server, settings, page):
    """Opens /stil/ and keeps what the browser complains about."""
    settings.DEBUG = True
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def visit(*, theme="light", width=1280):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/stil/")
        return page

    visit.complaints = complaints
    return visit


@pytest.mark.parametrize("width", [1280, 390])
def test_every_part_is_accessible_in_both_themes(style, axe, width):
    assert axe(style(theme="light", width=width)) + axe(style(theme="dark", width=width)) == []


def test_axe_would_name_a_picture_without_words(style, axe):
    page = style()
    page.evaluate("document.querySelector('main').prepend(document.createElement('img'))")

    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]


def test_nothing_is_blocked_or_broken(style):
    style()

    assert style.complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1600])
def test_nothing_sticks_out_sideways(style, width):
    page = style(width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_error_summary_has_the_focus_and_leads_to_the_field(style):
    page = style()
    assert page.evaluate("document.activeElement.classList.contains('kern-alert')")

    page.get_by_role("link", name="Postleitzahl:").click()

    assert page.evaluate("document.activeElement.id") == "id_postcode"


def test_bulk_bar_appears_with_the_first_choice_and_counts(style):
    page = style()
    bar = page.locator("[data-bulk]")
    assert not bar.is_visible()

    page.locator("[data-pick]").first.check()
    page.locator("[data-pick]").nth(1).check()
    assert bar.locator("[data-count]").inner_text() == "2"

    page.locator("[data-pick-all]").check()
    assert bar.locator("[data-count]").inner_text() == "3"

    bar.locator("[data-clear]").click()
    assert not bar.is_visible()


def test_menu_closes_by_escape_and_gives_the_focus_back(style):
    page = style()
    menu = page.locator(".sn-me")
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None

    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.closest('.sn-me') !== null")


def test_dark_is_kept_in_the_browser_without_a_cookie(style, context):
    page = style()
    page.locator(".sn-me summary").click()
    page.locator("[data-theme=dark]").click()
    before = len(context.cookies())

    page.reload()

    assert page.locator("html").get_attribute("data-kern-theme") == "dark"
    assert len(context.cookies()) == before


def test_style_page_is_not_there_in_production(live_server, settings, page):
    settings.DEBUG = False

    assert page.goto(f"{live_server.url}/stil/").status == 404

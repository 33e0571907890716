"""Public pages in the browser: nothing against them in both themes and widths, read aloud, print, without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coordination.directory.models import Proposal
from coordination.lib import guests
from coordination.lib.levels import Level
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

LOOKS = [("light", 1280), ("dark", 390)]

# Stands in for a voice of the device: says nothing, notes what it was given, ends each sentence when told.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => VOICES,
  speak: (one) => { window.said.push(one.text); window.now = one; },
  cancel: () => { window.now = null; },
  addEventListener: () => {},
}});
"""
LOCAL = '[{ localService: true, lang: "de-DE" }]'
REMOTE = '[{ localService: false, lang: "de-DE" }]'


@pytest.fixture
def entry(network):
    record = InstitutionFactory(
        name="Kita Sonne", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf",
        description="Wir sind eine Kita. Wir haben auf! Kommen Sie?",
    )  # fmt: skip
    ListingFactory(institution=record, network=network, level=Level.PUBLIC)
    for kind, value in (
        ("phone", "+4930231250"),
        ("mail", "kita@example.org"),
        ("web", "https://kita.example.org"),
    ):
        ContactPointFactory(institution=record, kind=kind, value=value, level=Level.PUBLIC)
    service = ServiceFactory(
        provider=record, hours_text="Mo 9–11 Uhr", fee="free", is_anonymous=True, level=Level.PUBLIC
    )
    ContactPointFactory(institution=None, service=service, level=Level.PUBLIC)
    AffiliationFactory(institution=record, person=PersonFactory(level=Level.PUBLIC))
    return record


@pytest.fixture
def browse(live_server, page):
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


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_nothing_speaks_against_any_public_page(browse, entry, axe, theme, width):
    paths = ["/", reverse("public:list"), reverse("public:list") + "?q=nichts", reverse("public:places"),
             reverse("public:types"), reverse("public:detail", args=[entry.uid]),
             reverse("public:wrong", args=[entry.uid]), reverse("public:wrong-thanks", args=[entry.uid]),
             *(reverse(f"site:{name}") for name in
               ("about", "easy", "imprint", "privacy", "accessibility", "barrier", "barrier-thanks")),
             f"/en/akteure/{entry.uid}/"]  # fmt: skip
    found = {}
    for path in paths:
        page = browse(path, theme=theme, width=width)
        found[path] = axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            found[path].append(f"{wider} px too wide")
    assert {path: what for path, what in found.items() if what} == {}
    assert browse.complaints == []  # the block of data for machines among them: no complaint of the policy


def test_the_narrowest_screen_needs_no_sideways_scrolling(browse, entry):
    for path in ("/", reverse("public:list"), reverse("public:detail", args=[entry.uid])):
        page = browse(path, width=320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_page_is_read_sentence_by_sentence_with_pause_and_stop(browse, entry, page):
    page.add_init_script(VOICE.replace("VOICES", LOCAL))
    browse(reverse("public:detail", args=[entry.uid]))
    button, pause = page.locator("[data-read-aloud]"), page.locator("[data-read-pause]")
    expect(pause).to_be_hidden()

    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("said[0]") == "Kita Sonne"
    for _ in range(30):
        page.evaluate("now && now.onend()")
    said = page.evaluate("said")
    assert {"Wir sind eine Kita.", "Wir haben auf!", "Kommen Sie?"} <= set(said)
    expect(pause).to_be_hidden()

    button.click()
    page.evaluate("now.onend()")
    expect(page.locator(".is-read")).to_have_count(1)
    pause.click()
    before = page.evaluate("said.length")
    expect(pause).to_have_attribute("aria-pressed", "true")
    pause.click()
    assert page.evaluate("said.length") == before + 1
    assert page.evaluate("said[said.length - 1] === said[said.length - 2]")
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("now") is None


@pytest.mark.parametrize("voices", [REMOTE, "[]"])
def test_without_a_voice_of_the_device_nobody_offers_to_read(browse, entry, page, voices):
    page.add_init_script(VOICE.replace("VOICES", voices))
    browse(reverse("public:detail", args=[entry.uid]))

    expect(page.locator("[data-read-aloud]")).to_be_hidden()


def test_on_paper_stands_the_entry_with_its_code(browse, entry, page):
    browse(reverse("public:detail", args=[entry.uid]))
    expect(page.locator(".sn-onpaper")).to_be_hidden()

    page.emulate_media(media="print")

    expect(page.locator(".sn-onpaper svg")).to_be_visible()
    expect(page.locator(".sn-mainnav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_hint_is_given_without_script_and_without_cookie(browser, live_server, entry, monkeypatch):
    monkeypatch.setattr(guests, "FASTEST", -1)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.fill("input[name=q]", "sonne")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="Kita Sonne").click()
    page.get_by_role("link", name="Dieser Eintrag stimmt nicht").click()
    page.fill("textarea[name=text]", "Die Nummer ist falsch.")
    page.locator("main form button.kern-btn--primary").click()

    expect(page.locator("h1")).to_have_text("Danke für den Hinweis")
    assert Proposal.objects.get().text == "Die Nummer ist falsch."
    assert context.cookies() == []
    context.close()

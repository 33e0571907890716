"""Signing in with the second factor, an invitation from mail to workspace, and the pages of administration."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coordination.accounts.demo import PASSWORD
from coordination.accounts.roles import Role
from coordination.accounts.services.people import invite
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, UserFactory, code_now

WIDTHS = {"light": 390, "dark": 1280}
SUBMIT = "main form button.kern-btn--primary"


@pytest.fixture(autouse=True)
def _demo(settings, live_server):
    cache.clear()
    settings.DEMO = True
    settings.SITE_ADDRESS = live_server.url


@pytest.fixture
def browse(live_server, page):
    """Open a page; ``browse.complaints`` is what the browser had to say against it."""
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


@pytest.fixture
def signed_in(live_server, context):
    def let_in(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sitzung"].value
        context.add_cookies([{"name": "sitzung", "value": cookie, "url": live_server.url}])

    return let_in


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def test_the_coordinator_signs_in_from_the_demo_with_password_and_code(browse, ada):
    with_password(ada)
    page = browse("/demo/")
    code = page.locator(f"#code-{ada.uid}").inner_text()
    page.locator("a[href*='ada%40example.org']").click()
    assert page.locator("#id_login").input_value() == ada.email

    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.fill("#id_code", "000000")
    page.click(SUBMIT)
    expect(page.locator("[data-focus]")).to_be_focused()

    page.fill("#id_code", code)
    page.click(SUBMIT)
    page.wait_for_url("**/arbeit/")

    assert "Beispiel" in page.locator("h1").inner_text()
    assert browse.complaints == []


def test_codes_of_the_demo_renew_themselves(browse, page, ada, monkeypatch):
    page.clock.install()
    browse("/demo/")
    monkeypatch.setattr("coordination.accounts.demo.code_now", lambda user: "123456")

    page.clock.fast_forward(10_000)

    expect(page.locator(f"#code-{ada.uid}")).to_have_text("123456")
    assert browse.complaints == []


def test_an_invitation_goes_from_the_form_by_mail_into_the_workspace(
    browse, signed_in, context, ada, network
):
    signed_in(ada)
    page = browse(reverse("accounts:people"))
    page.locator("a[href$='/einladen/']").click()
    page.fill("#id_email", "nele.neu@example.org")
    page.fill("#id_first_name", "Nele")
    page.select_option("#id_role", Role.COORDINATOR)
    page.click(SUBMIT)
    expect(page.locator("main")).to_contain_text("nele.neu@example.org")

    browse("/mails/")
    page.locator("main a", has_text=re.compile("Musterstadt")).first.click()
    link = page.locator("a[href*='/einladung/']").first.get_attribute("href")
    context.clear_cookies()
    browse(link)
    page.fill("#id_last_name", "Neu")
    page.fill("#id_password", "kurz")
    page.fill("#id_repeat", "kurz")
    page.click(SUBMIT)
    expect(page.locator("[data-focus]")).to_be_focused()
    assert page.locator("#id_last_name").input_value() == "Neu", "nothing typed is lost"

    for field in ("#id_password", "#id_repeat"):
        page.fill(field, "ein langer Satz mit Sinn")
    page.click(SUBMIT)
    page.wait_for_url("**/einrichten/")
    page.fill("#id_code", code_now(page.locator(".sn-secret").inner_text()))
    page.click(SUBMIT)
    page.wait_for_url("**/ersatzcodes/")
    assert page.locator(".sn-codes li").count() == 10

    browse("/arbeit/")
    assert "Nele Neu" in page.locator("h1").inner_text()
    assert browse.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_before_one_is_in_are_accessible(browse, axe, ada, theme):
    with_password(ada)
    found = {}
    for name in (
        "accounts:demo",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ):
        found[name] = axe(browse(reverse(name), theme=theme, width=WIDTHS[theme]))
    page = browse(reverse("account_login"), theme=theme)
    found["login"] = axe(page)
    page.click(SUBMIT)
    expect(page.locator("[data-focus]")).to_be_focused()
    found["login refused"] = axe(page)
    page.fill("#id_login", ada.email)
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url("**/pruefen/")
    found["second factor"] = axe(page)

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert browse.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_administration_are_accessible(browse, signed_in, axe, ada, mira, network, theme):
    invite(by=ada, network=network, email="nele.neu@example.org", role=Role.MULTIPLIER)
    signed_in(ada)
    pages = [
        reverse("accounts:people"),
        reverse("accounts:invite"),
        reverse("accounts:membership-end", args=[mira.memberships.get().uid]),
        reverse("accounts:network", args=[network.uid]),
        reverse("accounts:log"),
        reverse("accounts:profile"),
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_list_webauthn"),
        reverse("accounts:sessions"),
        reverse("accounts:address-ask"),
        reverse("accounts:locks"),
        reverse("account_reauthenticate"),
        reverse("account_logout"),
    ]
    found = {}
    for path in pages:
        page = browse(path, theme=theme, width=WIDTHS[theme])
        found[path] = axe(page)
        if page.evaluate("document.documentElement.scrollWidth") > WIDTHS[theme]:
            found[path].append("sticks out sideways")
        if page.locator("h1").count() != 1:
            found[path].append("not one heading of the first level")

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert browse.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_set_up_of_the_second_factor_is_accessible_and_has_a_way_out(browse, axe, network, theme):
    person = with_password(UserFactory())
    MembershipFactory(user=person, network=network, second_factor=False)
    page = browse(reverse("account_login"), theme=theme)
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url("**/einrichten/")

    assert axe(page) == []

    page.locator("button[form=leave]").click()
    page.wait_for_url("**/anmelden/")
    assert browse.complaints == []
    assert not OutboxMail.objects.exists()

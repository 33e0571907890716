"""Passkeys with Chromium's own virtual key, sessions that end under one's hands, nothing left after signing out."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coordination.accounts.models import UserSession
from coordination.accounts.services.address import ask_for_address
from coordination.lib.models import OutboxMail
from tests.accounts.authority import CLIENT, SECRET, Authority
from tests.factories.accounts import MembershipFactory, UserFactory

PASSWORD = "ein langer Satz mit Sinn"
SUBMIT = "main form button.kern-btn--primary"


@pytest.fixture
def person(network):
    """A new coordinator: her role needs a second factor, she has none."""
    cache.clear()
    user = UserFactory(email="nele@example.org", first_name="Nele")
    user.set_password(PASSWORD)
    user.save()
    MembershipFactory(user=user, network=network, second_factor=False)
    return user


@pytest.fixture
def complaints(page):
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def key(page, context):
    """A key in the browser that knows fingerprints, as a telephone or a laptop has one."""
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    number = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def refuse(refused):
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": not refused})

    return refuse


@pytest.fixture
def local(live_server, settings):
    """Passkeys need a name: localhost, never 127.0.0.1; and without TLS the permission for it."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page, local, person):
    page.goto(f"{local}/konto/anmelden/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)


def test_a_passkey_is_set_up_and_opens_the_workspace_without_a_password(
    page, local, person, key, complaints, axe
):
    sign_in(page, local, person)
    page.wait_for_url("**/app/einrichten/")
    page.locator("a[href$='/passkey/neu/']").click()
    assert axe(page) == []
    page.fill("#id_name", "Diensthandy")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/ersatzcodes/")

    page.goto(f"{local}/konto/zweiter-faktor/")
    expect(page.locator("main")).to_contain_text("Diensthandy")
    assert axe(page) == []
    page.locator(".sn-me summary").click()
    page.locator(".sn-me form button").click()
    page.wait_for_url(f"{local}/")

    page.goto(f"{local}/konto/anmelden/?next=/arbeit/profil/")
    page.click("#passkey_login")
    expect(page).to_have_url(f"{local}/arbeit/profil/")
    expect(page.locator("#id_first_name")).to_have_value("Nele")
    assert complaints == []


def test_after_the_password_the_key_is_the_second_factor(page, local, person, key, complaints):
    sign_in(page, local, person)
    page.goto(f"{local}/konto/zweiter-faktor/passkey/neu/")
    page.uncheck("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/ersatzcodes/")
    page.context.clear_cookies()

    sign_in(page, local, person)
    page.wait_for_url("**/pruefen/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/arbeit/")

    assert complaints == []


def test_who_ends_it_at_the_device_is_told_so(page, local, person, key, complaints):
    sign_in(page, local, person)
    page.goto(f"{local}/konto/zweiter-faktor/passkey/neu/")
    key(True)
    page.click("#mfa_webauthn_add")

    expect(page.locator("#passkey-fehler")).to_be_visible()
    assert complaints == []


def test_the_button_leads_through_the_authoritys_server_and_back(page, local, mira, settings, complaints):
    server = Authority()
    server.claims = {"email": mira.email, "email_verified": True}
    app = {"provider_id": "oidc", "name": "Stadtkonto", "client_id": CLIENT, "secret": SECRET}
    settings.OIDC_SERVER = server.url
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [{**app, "settings": {"server_url": server.url}}],
        }
    }
    policy = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "form-action": ["'self'", server.origin]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}

    page.goto(f"{local}/konto/anmelden/?next=/arbeit/profil/")
    page.get_by_role("button", name="Stadtkonto").click()

    expect(page).to_have_url(f"{local}/arbeit/profil/")
    assert complaints == []
    server.close()


# --- The end of a session -----------------------------------------------------------------------------------------


@pytest.fixture
def inside(page, local, mira):
    client = Client()
    client.force_login(mira)
    cookie = client.cookies["sitzung"].value
    page.context.add_cookies([{"name": "sitzung", "value": cookie, "url": local}])
    return client


def run_down(client, seconds_left):
    session = client.session
    stamps = session["sign_in"]
    session["sign_in"] = {**stamps, "seen": stamps["seen"] - 7200 + seconds_left}
    session.save()


def test_before_the_end_the_page_warns_and_the_text_stays(page, local, inside, complaints, axe):
    page.clock.install()
    page.goto(f"{local}/arbeit/profil/")
    page.fill("#id_first_name", "Mira Maria")
    run_down(inside, 100)
    page.clock.fast_forward(7_081_000)
    box = page.locator("[data-session]")
    expect(box).to_be_visible()
    assert axe(page) == []

    box.locator("[data-go-on]").click()
    expect(box).to_be_hidden()
    assert inside.get(reverse("accounts:session")).json()["left"] > 7000

    run_down(inside, -5)
    page.clock.fast_forward(7_081_000)
    expect(box).to_contain_text("zu Ende")
    page.click(SUBMIT)
    page.wait_for_url("**/anmelden/**")
    expect(page.locator("main")).to_contain_text("noch da")
    assert complaints == []


def test_back_after_signing_out_shows_nothing(page, local, inside):
    page.goto(f"{local}/arbeit/profil/")
    page.goto(f"{local}/arbeit/profil/sitzungen/")
    page.locator(".sn-me summary").click()
    page.locator(".sn-me form button").click()
    page.wait_for_url(f"{local}/")

    page.go_back()

    page.wait_for_url("**/anmelden/**")
    assert "Mira" not in page.content()
    assert not UserSession.objects.exists()


# --- Pages seldom seen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_seldom_seen_are_accessible(page, local, inside, mira, settings, axe, theme):
    settings.OIDC_SERVER = "http://127.0.0.1:9/realms/stadt"
    settings.AXES_ENABLED = True
    AccessAttempt.objects.create(
        username="gesperrt@example.org", ip_address="127.0.0.1", user_agent="x", failures_since_start=8
    )
    key = Authenticator.objects.create(user=mira, type="webauthn", data={"name": "Stick", "credential": {}})
    ask_for_address(by=mira, email="neu@example.org")
    link = re.search(r"/konto/adresse/\S+/", OutboxMail.objects.get(to="neu@example.org").text)[0]
    session = inside.session
    session["typed"] = {
        "user": mira.pk,
        "path": "/arbeit/profil/",
        "values": [["first_name", "Mira Maria"]],
        "files": True,
        "until": time.time() + 600,
    }
    session.save()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390 if theme == "light" else 1280, "height": 900})
    found = {}
    for path in (
        "/konto/eingaben/",
        f"/konto/zweiter-faktor/passkey/{key.pk}/",
        f"/konto/zweiter-faktor/passkey/{key.pk}/entfernen/",
        "/konto/anmelden/behoerde/antwort/",
        link,
    ):
        page.goto(f"{local}{path}")
        found[path] = axe(page)
        if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
            found[path].append("sticks out sideways")
    page.context.clear_cookies()
    page.goto(f"{local}/konto/anmelden/?ende=frist")
    found["login"] = axe(page)
    page.fill("#id_login", "gesperrt@example.org")
    page.fill("#id_password", "falsch")
    page.click(SUBMIT)
    expect(page.locator("h1")).to_contain_text("Zu viele")
    found["locked"] = axe(page)

    assert {path: lines for path, lines in found.items() if lines} == {}

"""What tests of signing in share."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.authority import CLIENT, SECRET, Authority

PASSWORD = "ein langer Satz mit Sinn"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    """Attempts and used codes are counted in the cache."""
    cache.clear()


@pytest.fixture
def known(mira):
    """Mira, with a password; her role needs no second factor."""
    mira.set_password(PASSWORD)
    mira.save()
    return mira


@pytest.fixture
def sign_in(client):
    """Send the form of signing in; ``address``: from which the visitor comes."""

    def send(email, password=PASSWORD, *, address="192.0.2.1", **extra):
        values = {"login": email, "password": password, **extra}
        return client.post(reverse("account_login"), values, REMOTE_ADDR=address)

    return send


@pytest.fixture
def later(client):
    """Put the stamps of the client's session back: so many seconds since the beginning, since the last click."""

    def shift(*, began=0, seen=0):
        session = client.session
        stamps = session["sign_in"]
        session["sign_in"] = {**stamps, "began": stamps["began"] - began, "seen": stamps["seen"] - seen}
        session.save()

    return shift


@pytest.fixture
def authority(settings):
    cache.clear()
    server = Authority()
    settings.OIDC_SERVER = server.url
    app = {
        "provider_id": "oidc",
        "name": "Stadtkonto",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": server.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.close()


@pytest.fixture
def come(client, authority):
    """Walk from the button to the answer of the server; ``back`` changes what the browser brings back."""

    def walk(*, email="mira@example.org", next_url="", back=None, **claims):
        asked = client.post(reverse("oidc_login"), {"next": next_url} if next_url else {})
        if asked.status_code == 503:
            return asked
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
        authority.claims = {
            "email": email,
            "email_verified": True,
            "nonce": query["nonce"],
            **claims,
        }
        answer = {"code": "c0de", "state": query["state"]} | (back or {})
        return client.get(reverse("oidc_callback"), {k: v for k, v in answer.items() if v is not None})

    return walk

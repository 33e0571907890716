"""What tests of signing in share."""

import pytest
from django.core.cache import cache
from django.urls import reverse

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

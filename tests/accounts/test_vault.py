"""Secrets at rest: opened by the key of today and those before it, by nothing else."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from coordination.accounts import vault
from tests.factories.accounts import SECRET

pytestmark = pytest.mark.django_db


def test_a_secret_comes_back_and_never_looks_the_same_twice():
    kept = vault.encrypt(SECRET)

    assert vault.decrypt(kept) == SECRET
    assert SECRET not in kept
    assert vault.encrypt(SECRET) != kept


def test_a_replaced_key_still_opens_while_it_is_a_fallback(settings):
    kept = vault.encrypt(SECRET)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60

    assert vault.decrypt(kept) != SECRET
    settings.SECRET_KEY_FALLBACKS = [old]
    assert vault.decrypt(kept) == SECRET


def test_what_no_key_opens_becomes_another_secret_each_time(settings):
    """Never an empty one: its codes could be reckoned by anybody."""
    found = {vault.decrypt("unfug") for _ in range(5)}

    assert len(found) == 5
    assert all(len(secret) == 32 for secret in found)


def test_after_renewing_the_old_key_may_go(settings, ada, capsys):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60
    settings.SECRET_KEY_FALLBACKS = [old]

    call_command("renew_secrets")
    settings.SECRET_KEY_FALLBACKS = []

    assert vault.decrypt(Authenticator.objects.get(user=ada).data["secret"]) == SECRET
    assert "1 secrets" in capsys.readouterr().out


def test_renewing_without_the_old_key_says_what_is_lost(settings, ada):
    settings.SECRET_KEY = "n" * 60

    with pytest.raises(CommandError, match="1 secrets open with no key"):
        call_command("renew_secrets")

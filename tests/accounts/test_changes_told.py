"""Whoever changes an access is not alone in knowing it; and nobody learns from us who has an account."""

import re
import statistics
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.accounts.models import Link, User, UserSession
from coordination.accounts.services.address import ask_for_address, take_address
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from tests.factories.accounts import UserFactory, code_now

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"
NEW = "ein ganz neuer langer Satz"
DIFFERS = r'\S+@example.org|name="csrf[^>]+>|X-CSRFToken[^}]+|data-session="\d+"'


def told(to) -> list[str]:
    return [mail.text for mail in OutboxMail.objects.filter(to=to, template="accounts/mail/access_changed")]


def link_in(text, page) -> str:
    return re.search(rf"/konto/{page}/\S+/", text)[0]


# --- Told at once -------------------------------------------------------------------------------------------------


def test_a_changed_password_is_told(client, sign_in, known):
    sign_in(known.email)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
        REMOTE_ADDR="203.0.113.77",
    )

    (text,) = told(known.email)
    assert "Das Passwort wurde geändert." in text
    assert "Firefox · Windows" in text
    assert "203.0.113.x" in text
    assert "203.0.113.77" not in text


def test_a_reset_password_is_told_and_ends_every_session(client, known):
    other = Client()
    other.force_login(known)
    client.post(reverse("account_reset_password"), {"email": known.email})
    form = client.get(link_in(OutboxMail.objects.latest("id").text, "passwort/neu"), follow=True)

    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert "Mit dem Link aus einer Mail" in told(known.email)[0]
    assert not UserSession.objects.exists()
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_a_factor_set_up_and_removed_is_told(client, sign_in, known, django_capture_on_commit_callbacks):
    sign_in(known.email)
    page = client.get(reverse("mfa_activate_totp"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_now(page.context["form"].secret)})
        client.post(reverse("mfa_generate_recovery_codes"))
        client.post(reverse("mfa_deactivate_totp"))

    texts = " ".join(told(known.email))

    assert "eingerichtet" in texts
    assert "Ersatzcodes" in texts
    assert "entfernt" in texts


def test_every_word_allauth_may_send_is_known_here(root):
    """A notice that allauth learns to send must not end in a fault."""
    import allauth

    from coordination.accounts.changed import WHAT

    package = root.joinpath(allauth.__file__).parent
    names = set()
    for module in (package / "account", package / "mfa", package / "socialaccount"):
        for path in module.rglob("*.py"):
            names |= set(re.findall(r'send_notification_mail\(\s*"\w+/email/(\w+)"', path.read_text("utf-8")))
    ours = {"email_changed", "email_confirmed", "email_deleted"}  # pages of allauth that are not offered here

    assert names - ours <= set(WHAT)
    assert len(names) > 5


# --- A new address ------------------------------------------------------------------------------------------------


def test_a_new_address_counts_when_it_is_confirmed_and_both_are_told(client, sign_in, known):
    sign_in(known.email)
    old = known.email
    client.post(reverse("accounts:address-ask"), {"email": "Mira.Neu@example.org"})
    assert "neue E-Mail-Adresse" in told(old)[0]
    known.refresh_from_db()
    assert known.email == old
    address = link_in(OutboxMail.objects.get(to="mira.neu@example.org").text, "adresse")
    browser = Client()
    assert browser.get(address).status_code == 200
    known.refresh_from_db()
    assert known.email == old, "looking at it changes nothing"

    browser.post(address)

    known.refresh_from_db()
    assert known.email == "mira.neu@example.org"
    assert len(told(old)) == 2
    assert len(told(known.email)) == 1
    assert client.get(reverse("accounts:profile")).status_code == 302, "all sessions end"
    assert sign_in(known.email).status_code == 302
    assert browser.get(address).status_code == browser.post(address).status_code == 410


def test_an_address_with_an_account_gets_another_mail_and_the_page_says_the_same(
    client, sign_in, known, lang
):
    sign_in(known.email)
    pages = []
    for email in ("lena@example.org", "niemand@example.org"):
        page = client.post(reverse("accounts:address-ask"), {"email": email}, follow=True)
        pages.append(re.sub(DIFFERS, "", page.content.decode()))

    assert pages[0] == pages[1]
    assert "gehört bereits" in OutboxMail.objects.get(to="lena@example.org").text
    assert not Link.objects.usable().filter(recipient="lena@example.org").exists()


def test_only_the_newest_of_several_links_works(known):
    for email in ("eins@example.org", "zwei@example.org"):
        ask_for_address(by=known, email=email)

    assert Link.objects.usable().get().recipient == "zwei@example.org"


def test_an_address_taken_meanwhile_is_refused(known):
    ask_for_address(by=known, email="neu@example.org")
    UserFactory(email="neu@example.org")

    with pytest.raises(RuleBroken) as broken:
        take_address(link=Link.objects.usable().get())

    assert broken.value.code == "taken"


@pytest.mark.parametrize(
    "email",
    [
        "a@b.de\nBcc: x@evil.example",
        "a@b.de,x@evil.example",
        "Name <a@b.de>",
        "a@b.de\r\n\r\nText",
        "a@b",
        "",
        "@",
    ],
)
def test_line_breaks_and_lists_are_no_address(client, sign_in, known, email):
    sign_in(known.email)
    for page, field in (("accounts:address-ask", "email"), ("account_reset_password", "email")):
        browser = client if page.startswith("accounts") else Client()
        answer = browser.post(reverse(page), {field: email})
        assert answer.status_code == 200
        assert answer.context["form"].errors

    assert not OutboxMail.objects.exists()


def test_the_own_address_is_refused_in_words(client, sign_in, known):
    sign_in(known.email)

    page = client.post(reverse("accounts:address-ask"), {"email": known.email.upper()})

    assert "Das ist bereits Ihre Adresse." in page.content.decode()


def test_a_name_with_a_line_break_reaches_no_header(client, sign_in, known):
    known.first_name = "Mira\nBcc: x@evil.example"
    known.save()

    ask_for_address(by=known, email="neu@example.org")

    for mail in OutboxMail.objects.all():
        assert "\n" not in mail.subject
        assert mail.to in {known.email, "neu@example.org"}


# --- Nobody learns who has an account -----------------------------------------------------------------------------


class Work:
    """How much a request asks of the machine: passwords hashed, rows written."""

    def __init__(self, monkeypatch) -> None:
        self.hashes = 0
        encode = MD5PasswordHasher.encode

        def counted(hasher, password, salt):
            self.hashes += 1
            return encode(hasher, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def of(self, page, values) -> tuple[int, int]:
        self.hashes = 0
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post(reverse(page), values)
        writes = sum(one["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for one in asked.captured_queries)
        assert answer.status_code in {200, 302}
        return self.hashes, writes


def test_signing_in_costs_the_same_for_an_account_there_is_and_one_there_is_not(monkeypatch, known):
    work = Work(monkeypatch)
    costs = {
        work.of("account_login", {"login": email, "password": "falsch"})
        for email in (known.email, "niemand@example.org")
    }

    assert costs == {(1, 0)}


def test_a_locked_account_with_a_wrong_password_looks_like_none(monkeypatch, known):
    User.objects.filter(pk=known.pk).update(is_active=False)
    work = Work(monkeypatch)

    assert work.of("account_login", {"login": known.email, "password": "falsch"}) == (1, 0)


def test_without_that_hash_the_difference_would_be_seen(monkeypatch, known):
    """The counter-check."""
    from allauth.account.auth_backends import AuthenticationBackend

    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    work = Work(monkeypatch)

    assert work.of("account_login", {"login": known.email, "password": "falsch"})[0] == 1
    assert work.of("account_login", {"login": "niemand@example.org", "password": "falsch"})[0] == 0


def test_a_forgotten_password_costs_the_same_for_both(monkeypatch, known):
    work = Work(monkeypatch)
    costs = [
        work.of("account_reset_password", {"email": email}) for email in (known.email, "niemand@example.org")
    ]

    assert costs[0] == costs[1]
    assert OutboxMail.objects.count() == 2, "both are one mail in the outbox"


@pytest.mark.long
@pytest.mark.parametrize("path", ["account_login", "account_reset_password"])
def test_time_does_not_tell_either(settings, known, path):
    """200 addresses with an account and 200 without, alternating, with the real hash: medians within 5 %.

    Time of the processor, not of the clock: what else this machine does must not decide.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    people = UserFactory.create_batch(200)
    password = UserFactory.build()
    password.set_password(PASSWORD)
    User.objects.filter(pk__in=[one.pk for one in people]).update(password=password.password)
    took: dict[bool, list[float]] = {True: [], False: []}
    for n, person in enumerate(people):
        for is_known, email in ((True, person.email), (False, f"niemand{n}@example.org")):
            cache.clear()
            browser = Client()
            began = time.process_time()
            answer = browser.post(reverse(path), {"login": email, "email": email, "password": "falsch"})
            took[is_known].append(time.process_time() - began)
            assert answer.status_code in {200, 302}

    known_ms, unknown_ms = (statistics.median(took[one]) * 1000 for one in (True, False))
    print(f"{path}: known {known_ms:.2f} ms, unknown {unknown_ms:.2f} ms")  # noqa: T201
    assert abs(known_ms - unknown_ms) / known_ms < 0.05


# --- Secrets at rest ----------------------------------------------------------------------------------------------


def test_secrets_of_second_factors_are_not_readable_in_the_database(client, sign_in, known):
    sign_in(known.email)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    stored = " ".join(str(one.data) for one in Authenticator.objects.all())

    assert len(codes) == 10
    assert secret not in stored
    assert not any(code in stored for code in codes)

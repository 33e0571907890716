"""Wrong passwords lock one account from one address: never the account alone, and soon enough."""

import re

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from coordination.accounts import lockout
from coordination.accounts.models import AuditEntry
from coordination.lib.limits import address_of
from coordination.lib.models import OutboxMail

pytestmark = pytest.mark.django_db
ELSEWHERE = "198.51.100.9"


@pytest.fixture(autouse=True)
def _axes(settings):
    settings.AXES_ENABLED = True


def wrong(sign_in, email, count, **where):
    return [sign_in(email, f"falsch{n}", **where).status_code for n in range(count)]


def test_a_thousand_wrong_passwords_are_stopped_after_eight(sign_in, known):
    answers = wrong(sign_in, known.email, 40)

    assert answers.index(429) + 1 <= 10
    assert set(answers[answers.index(429) :]) == {429}
    assert AccessAttempt.objects.get().failures_since_start == 8, "who goes on fills no table"
    assert sign_in(known.email).status_code == 429, "even with the right password, from there"


@pytest.mark.long
def test_a_thousand_wrong_passwords_open_nothing(sign_in, known):
    answers = wrong(sign_in, known.email, 1000)

    assert answers.count(200) <= 10
    assert AccessAttempt.objects.count() == 1


def test_the_right_person_gets_in_from_another_address(sign_in, known):
    wrong(sign_in, known.email, 12)

    assert sign_in(known.email, address=ELSEWHERE).status_code == 302


def test_another_account_gets_in_from_the_same_address(sign_in, known, lang):
    wrong(sign_in, "lena@example.org", 12)

    assert sign_in(known.email).status_code == 302


def test_without_the_guard_guessing_goes_on_and_that_is_seen(sign_in, known, settings):
    """The counter-check."""
    settings.AXES_ENABLED = False

    assert 429 not in wrong(sign_in, known.email, 12)


def test_an_account_that_does_not_exist_is_locked_alike(sign_in, known, client):
    pages = []
    for email in (known.email, "niemand@example.org"):
        wrong(sign_in, email, 8)
        pages.append(sign_in(email))

    assert [page.status_code for page in pages] == [429, 429]
    assert pages[0].content == pages[1].content
    assert pages[0]["Retry-After"] == "1800"


def test_spelling_the_address_otherwise_does_not_help(sign_in, known):
    spellings = [known.email, known.email.upper(), f" {known.email} ", known.email.title()]
    answers = [sign_in(spellings[n % 4], "falsch").status_code for n in range(12)]

    assert answers.count(200) <= 10


def test_another_browser_does_not_help(client, sign_in, known):
    for n in range(8):
        client.post(
            reverse("account_login"),
            {"login": known.email, "password": "falsch"},
            REMOTE_ADDR="192.0.2.1",
            HTTP_USER_AGENT=f"Browser {n}",
        )

    assert sign_in(known.email).status_code == 429


def test_signing_in_forgets_the_wrong_passwords_before(sign_in, known):
    wrong(sign_in, known.email, 5)
    sign_in(known.email)

    assert not AccessAttempt.objects.exists()


def test_a_new_password_opens_the_lock(client, sign_in, known):
    wrong(sign_in, known.email, 9)
    client.post(reverse("account_reset_password"), {"email": known.email})
    link = re.search(r"/konto/passwort/neu/\S+/", OutboxMail.objects.latest("id").text)[0]
    form = client.get(link, follow=True)
    new = "ein ganz neuer langer Satz"

    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(known.email, new).status_code == 302


def test_the_lock_opens_by_itself(sign_in, known, settings):
    wrong(sign_in, known.email, 9)
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME)

    assert sign_in(known.email).status_code == 302


def test_asking_for_the_password_again_counts_too(client, known, later):
    client.force_login(known)
    later(began=2000)
    answers = [
        client.post(reverse("account_reauthenticate"), {"password": f"falsch{n}"}).status_code
        for n in range(12)
    ]

    assert 429 in answers


def test_wrong_codes_are_stopped_too(client, sign_in, ada):
    ada.set_password("ein langer Satz mit Sinn")
    ada.save()
    asked = sign_in(ada.email)

    pages = [client.post(asked.url, {"code": f"{n:06}"}).content.decode() for n in range(7)]

    assert pages[-1] != pages[0]
    assert "Zu viele" in pages[-1]


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (False, "203.0.113.7", "192.0.2.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (True, "6.6.6.6, unfug", "192.0.2.1"),
        (True, "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        (True, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_only_what_the_own_proxy_noted_is_believed(settings, behind_proxy, forwarded, expected):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == expected


@pytest.mark.parametrize(
    "login", ["\x00@example.org", "x" * 500 + "@example.org", "<b>@x", "a@b@c", "ä@ö.example"]
)
def test_odd_addresses_are_refused_without_a_fault(sign_in, login):
    assert sign_in(login, "falsch").status_code == 200


def test_who_manages_people_unlocks(client, sign_in, known, ada):
    wrong(sign_in, known.email, 9)
    client.force_login(ada)
    page = client.get(reverse("accounts:locks")).content.decode()
    assert str(known) in page
    assert "192.0.2.x" in page

    client.post(reverse("accounts:unlock", args=[known.uid]))

    assert not lockout.locked()
    assert AuditEntry.objects.get(did=AuditEntry.Did.UNLOCKED).to_uid == known.uid
    client.logout()
    assert sign_in(known.email).status_code == 302


def test_foreign_locks_are_neither_seen_nor_opened(client, sign_in, known, noor):
    wrong(sign_in, known.email, 9)
    client.force_login(noor)

    assert str(known) not in client.get(reverse("accounts:locks")).content.decode()
    assert client.post(reverse("accounts:unlock", args=[known.uid])).status_code == 404
    assert lockout.locked()


def test_multipliers_have_no_such_page(client, known):
    client.force_login(known)

    assert client.get(reverse("accounts:locks")).status_code == 403


def test_the_operator_unlocks_on_the_machine(sign_in, known, capsys):
    wrong(sign_in, known.email, 9)

    call_command("unlock_login", known.email.upper())

    assert not lockout.locked()
    assert known.email in capsys.readouterr().out
    call_command("unlock_login", known.email)
    with pytest.raises(CommandError):
        call_command("unlock_login", "niemand@example.org")


@pytest.mark.parametrize("locks", [1, 3])
def test_the_page_asks_the_database_equally_often(client, ada, locks, django_assert_num_queries):
    from tests.factories.accounts import MembershipFactory

    for n in range(locks):
        person = MembershipFactory(network=ada.memberships.get().network, role="multiplier").user
        AccessAttempt.objects.create(
            username=person.email, ip_address=f"192.0.2.{n}", user_agent="x", failures_since_start=8
        )
    client.force_login(ada)

    with django_assert_num_queries(5):
        page = client.get(reverse("accounts:locks")).content.decode()

    assert page.count("192.0.2.x") == locks

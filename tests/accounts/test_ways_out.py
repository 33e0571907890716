"""Nobody is led away from here, no foreign host gets into a mail, and odd input is refused in words."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from coordination.accounts.models import Membership
from coordination.lib.models import OutboxMail
from tests.factories.accounts import code_now

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"
EVIL = "evil.example"
AWAY = [
    f"https://{EVIL}",
    f"http://{EVIL}/",
    f"//{EVIL}",
    f"///{EVIL}",
    f"////{EVIL}/x",
    f"/\\{EVIL}",
    f"\\\\{EVIL}",
    f"\\/{EVIL}",
    f"/\t/{EVIL}",
    f"/\n/{EVIL}",
    f"/\r\n/{EVIL}",
    f" https://{EVIL}",
    f"\thttps://{EVIL}",
    f"https:{EVIL}",
    f"https:/{EVIL}",
    f"https:///{EVIL}",
    f"HTTPS://{EVIL}",
    f"https://testserver@{EVIL}",
    f"https://testserver:x@{EVIL}",
    f"https://testserver.{EVIL}",
    f"https://{EVIL}#testserver",
    f"https://{EVIL}?testserver",
    f"https://{EVIL}\\@testserver",
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    f"ftp://{EVIL}",
    f"https://[::1]@{EVIL}",
    f"https%3A%2F%2F{EVIL}",
    f"/%2F{EVIL}/..//{EVIL}",
    f"\x00https://{EVIL}",
]


def leads_away(address: str) -> bool:
    """Whether a browser would follow it to another host: it drops tabs and line breaks and turns \\ into /."""
    as_read = re.sub(r"[\t\r\n]", "", address).strip().replace("\\", "/")
    return as_read.startswith("//") or bool(re.match(r"[a-z][a-z0-9+.-]*:", as_read, re.IGNORECASE))


def test_there_are_thirty_ways_away_and_the_check_knows_them():
    """The counter-check: each would lead away if it were followed as it stands."""
    assert len(AWAY) >= 30
    harmless = {f"https%3A%2F%2F{EVIL}", f"/%2F{EVIL}/..//{EVIL}", f"\x00https://{EVIL}"}
    assert all(leads_away(address) for address in AWAY if address not in harmless)
    assert not leads_away("/arbeit/")


@pytest.mark.parametrize("address", AWAY)
def test_signing_in_leads_to_no_other_place(sign_in, known, address):
    answer = sign_in(known.email, next=address)

    assert answer.status_code == 302
    assert not leads_away(answer.url)


@pytest.mark.parametrize("address", AWAY[:12:3] + AWAY[12::4])
def test_nor_do_signing_out_confirming_and_the_code(client, sign_in, ada, later, address):
    ada.set_password(PASSWORD)
    ada.save()
    asked = sign_in(ada.email, next=address)
    opened = client.post(asked.url, {"code": code_now()})
    assert not leads_away(opened.url)
    later(began=2000)
    confirmed = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": address})
    assert not leads_away(confirmed.url)
    out = client.post(reverse("account_logout"), {"next": address})
    assert not leads_away(out.url)


@pytest.mark.parametrize(
    "host", [EVIL, f"testserver.{EVIL}", f"testserver@{EVIL}", "", "a b", "testserver:x"]
)
@pytest.mark.parametrize("page", ["account_reset_password", "account_login"])
def test_a_foreign_host_is_refused_and_no_mail_goes_out(known, host, page):
    values = {"email": known.email, "login": known.email, "password": PASSWORD}

    assert Client(HTTP_HOST=host).post(reverse(page), values).status_code == 400
    assert not OutboxMail.objects.exists()


def test_a_forwarded_host_changes_no_link(client, known):
    client.post(
        reverse("account_reset_password"),
        {"email": known.email},
        HTTP_X_FORWARDED_HOST=EVIL,
        HTTP_FORWARDED=f"host={EVIL}",
    )

    assert EVIL not in OutboxMail.objects.get().text


# --- Confirming before what counts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("accounts:invite", []),
        ("accounts:membership-end", ["role"]),
        ("accounts:address-ask", []),
        ("mfa_activate_totp", []),
        ("mfa_add_webauthn", []),
        ("mfa_generate_recovery_codes", []),
        ("directory:export-ask", []),
        ("directory:my-data-file", []),
        ("directory:my-account-erase", []),
    ],
)
def test_what_counts_asks_for_the_password_again(client, ada, mira, later, name, args):
    address = reverse(name, args=[Membership.objects.get(user=mira).uid] if args else [])
    client.force_login(ada)
    later(began=901)

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_it_does_not_ask_a_moment_after_signing_in(client, ada):
    """The counter-check: it is the age of the sign-in that asks."""
    client.force_login(ada)

    assert client.get(reverse("accounts:invite")).status_code == 200


def test_what_was_sent_is_carried_out_after_confirming(client, ada, mira, later):
    ada.set_password(PASSWORD)
    ada.save()
    client.force_login(ada)
    later(began=901)
    role = Membership.objects.get(user=mira)
    address = reverse("accounts:membership-end", args=[role.uid])

    asked = client.post(address, {"last_day": "31.12.2099"})
    wrong = client.post(asked.url, {"password": "falsch"})
    assert wrong.status_code == 200
    role.refresh_from_db()
    assert role.valid_until is None, "not before it is confirmed"
    done = client.post(asked.url, {"password": PASSWORD, "next": address})

    assert done.status_code == 302
    role.refresh_from_db()
    assert role.valid_until.year == 2099


def test_what_was_sent_to_an_address_with_a_question_mark_waits(client, ada, network, later):
    ada.set_password(PASSWORD)
    ada.save()
    client.force_login(ada)
    later(began=901)

    asked = client.post(reverse("accounts:invite") + "?rolle=x", {"email": "neu@example.org"})
    client.post(asked.url, {"password": PASSWORD, "next": reverse("accounts:typed")})

    assert "neu@example.org" in client.get(reverse("accounts:typed")).content.decode()


# --- Keys that send nonsense ----------------------------------------------------------------------------------------

NONSENSE = [
    "",
    "null",
    "[]",
    "{}",
    "1",
    '"x"',
    "{",
    "\x00",
    json.dumps({"id": "x", "response": []}),
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "\ud800x"}}),
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ"}}),
    json.dumps(
        {"id": 1, "rawId": {}, "type": [], "response": {"clientDataJSON": 5, "authenticatorData": None}}
    ),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "AA",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": "MQ",
            },
        }
    ),
    json.dumps({"id": "x" * 100_000}),
    "[" * 5000 + "]" * 5000,
]


@pytest.mark.parametrize("sent", NONSENSE)
def test_a_key_that_sends_nonsense_opens_nothing(client, sign_in, ada, sent):
    ada.set_password(PASSWORD)
    ada.save()
    client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")

    first = client.post(reverse("mfa_login_webauthn"), {"credential": sent})
    assert (first.status_code, first.url) == (302, reverse("account_login"))
    asked = sign_in(ada.email)
    second = client.post(asked.url, {"credential": sent})
    assert second.status_code == 200
    client.force_login(ada)
    third = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": sent})
    assert third.status_code == 200
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_foreign_keys_are_not_there(client, ada, ben):
    key = Authenticator.objects.get(user=ben)
    Authenticator.objects.filter(pk=key.pk).update(
        type="webauthn", data={"name": "Bens Schlüssel", "credential": {}}
    )
    client.force_login(ada)

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for pk in (key.pk, 999_999):
            assert client.get(reverse(name, args=[pk])).status_code == 404
            assert client.post(reverse(name, args=[pk]), {"name": "x"}).status_code == 404

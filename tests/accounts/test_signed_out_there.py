"""Signing out at the authority's server ends what it began here (back-channel logout), and nothing else does."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse

pytestmark = pytest.mark.django_db

EVENT = {"http://schemas.openid.net/event/backchannel-logout": {}}


def signed_out(client, authority, **claims):
    authority.claims = {"events": EVENT, "sid": "s1", **claims}
    return client.post(reverse("oidc_ended"), {"logout_token": authority.id_token()})


def test_who_signs_out_over_there_is_signed_out_here(client, come, mira, authority):
    come()
    assert client.get(reverse("accounts:profile")).status_code == 200

    assert signed_out(type(client)(), authority).status_code == 200

    assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"events": None},  # a token of a sign-in
        {"events": {"something": {}}},
        {"nonce": "of a sign-in"},
        {"aud": "another application"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_what_is_no_sign_out_of_ours_ends_nothing(client, come, mira, authority, claims):
    come()

    answer = signed_out(type(client)(), authority, **claims)

    assert answer.status_code == 400
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_sign_out_under_a_foreign_key_ends_nothing(client, come, mira, authority):
    come()
    authority.signing_key = ec.generate_private_key(ec.SECP256R1())

    assert signed_out(type(client)(), authority).status_code == 400
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_sign_out_of_somebody_unknown_tells_nothing(client, authority):
    assert signed_out(client, authority, sub="nobody of ours").status_code == 200
    assert client.post(reverse("oidc_ended"), {"logout_token": "x"}).status_code == 400
    assert client.get(reverse("oidc_ended")).status_code == 405

"""Signing in through the authority's server: it says who comes, and every doubt refuses."""

import os
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse

from coordination.accounts.models import User
from coordination.accounts.services.access import deactivate
from coordination.lib.models import OutboxMail
from tests.accounts.authority import CLIENT
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


def test_the_button_stands_there_when_a_server_is_set(client, settings):
    assert reverse("oidc_login") not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("oidc_login")).status_code == 404
    assert client.get(reverse("oidc_callback")).status_code == 404

    settings.OIDC_SERVER = "https://konto.example.org"

    page = client.get(reverse("account_login")).content.decode()
    assert reverse("oidc_login") in page
    assert "Verwaltungskonto" in page


def test_the_way_there_carries_state_nonce_and_a_challenge(client, authority):
    asked = client.post(
        reverse("oidc_login") + "?auth_params=redirect_uri%3Dhttps://evil.example&scope=admin"
    )

    target = urlsplit(asked.url)
    query = parse_qs(target.query)
    assert asked.url.startswith(f"{authority.url}/auth?")
    assert query["redirect_uri"] == ["http://testserver/konto/anmelden/behoerde/antwort/"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 16
    assert len(query["nonce"][0]) >= 24
    assert client.get(reverse("oidc_login")).status_code == 405


def test_a_known_person_is_in_and_told_of_the_connection(client, come, mira, authority):
    opened = come()

    assert opened.url == reverse("overview:today")
    assert client.get(opened.url).status_code == 200
    assert SocialAccount.objects.get().user == mira
    mail = OutboxMail.objects.get()
    assert mail.to == mira.email
    assert "Behörde" in mail.text
    token = next(form for path, form in authority.asked if path == "/token")
    assert token["code"] == "c0de"
    assert token["code_verifier"]


def test_of_what_the_server_tells_only_who_it_is_is_kept(come, mira):
    come(name="Mira Muster", phone_number="+49 170 1234567", groups=["Jugendamt"])

    kept = SocialAccount.objects.get().extra_data
    assert set(kept["id_token"]) == {"sub", "email", "email_verified"}


def test_the_second_time_the_identity_counts_not_the_address(client, come, mira):
    come()
    client.logout()

    assert come(email="neu@example.org").url == reverse("overview:today")
    assert SocialAccount.objects.count() == 1


def test_back_to_the_page_that_was_wanted(come, mira):
    assert come(next_url="/arbeit/profil/").url == "/arbeit/profil/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "https:evil.example", "\\\\evil.example"]
)
def test_but_never_away_from_here(come, mira, target):
    assert come(next_url=target).url == reverse("overview:today")


def test_nobody_makes_an_account(client, come, network):
    page = come(email="fremd@example.org")

    assert page.status_code == 403
    assert "Konten entstehen durch Einladung" in page.content.decode()
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("verified", [False, None, "false", 0, "ja"])
def test_an_address_that_is_not_confirmed_opens_nothing(come, mira, verified):
    assert come(email_verified=verified).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_address_handed_on_at_the_authority_opens_nothing(client, come, mira):
    come()
    client.logout()

    assert come(sub="0815").status_code == 403, "another identity with the same address"


def test_a_locked_account_stays_locked(client, come, mira, ada):
    come()
    client.logout()
    deactivate(by=ada, user=mira)

    assert come().url == reverse("account_inactive")
    assert client.get(reverse("overview:today")).status_code == 302


WRONG = {
    "nonce of another": {"nonce": "f" * 32},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "for another application": {"aud": "andere"},
    "for another application too": {"aud": [CLIENT, "andere"], "azp": "andere"},
    "run out": {"exp": int(time.time()) - 120},
    "without an end": {"exp": None},
    "of nobody": {"sub": None},
    "from the future": {"iat": int(time.time()) + 9999},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_a_token_with_something_wrong_is_refused(client, come, mira, claims):
    page = come(**claims)

    assert page.status_code == 403
    assert "nicht gültig" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_token_signed_by_somebody_else_is_refused(come, mira, authority):
    authority.signing_key = ec.generate_private_key(ec.SECP256R1())

    assert come().status_code == 403


def test_a_token_without_a_signature_is_refused(come, mira, authority):
    authority.signing_key, authority.algorithm = None, "none"

    assert come().status_code == 403


def test_a_token_signed_with_the_public_secret_is_refused(come, mira, authority):
    authority.signing_key, authority.algorithm = "x" * 64, "HS256"

    assert come().status_code == 403


@pytest.mark.parametrize(
    "back",
    [
        {"state": "f" * 16},
        {"state": None},
        {"code": None},
        {"code": None, "error": "server_error"},
        {"iss": "https://evil.example"},
    ],
)
def test_an_answer_that_does_not_belong_to_the_question_is_refused(client, come, mira, back):
    assert come(back=back).status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_answer_works_once(client, come, mira):
    come()
    client.logout()

    again = client.get(reverse("oidc_callback"), {"code": "c0de", "state": "alt"})

    assert again.status_code == 403


def test_who_ends_it_there_is_told_so(come, mira):
    page = come(back={"code": None, "error": "access_denied"})

    assert "abgebrochen" in page.content.decode()


def test_a_server_of_another_name_is_refused(client, authority, mira):
    authority.config = {"issuer": "https://evil.example"}

    assert client.post(reverse("oidc_login")).status_code == 503


@pytest.mark.parametrize("config", [{"jwks_uri": None}, {"token_endpoint": "unfug"}, {"issuer": ["x"]}])
def test_a_server_that_describes_itself_wrongly_is_no_fault_of_ours(come, mira, authority, config):
    authority.config = config

    assert come().status_code in {403, 503}


def test_a_server_that_is_not_there_is_named(client, authority, mira):
    authority.close()

    page = client.post(reverse("oidc_login"))

    assert page.status_code == 503
    assert "antwortet nicht" in page.content.decode()


def test_an_answer_without_sense_is_no_fault_of_ours(come, mira, authority):
    for answer in ({"id_token": "unfug"}, {"id_token": None}, {"id_token": ["x"]}, {"id_token": "a.b.c"}):
        authority.token_answer = answer
        assert come().status_code in {403, 503}


def test_what_is_missing_in_the_token_is_asked_for(come, mira, authority):
    authority.userinfo = {"sub": "4711", "email": "mira@example.org", "email_verified": True}
    assert come(email=None).status_code == 302


def test_details_of_somebody_else_are_refused(come, mira, authority):
    authority.userinfo = {"sub": "0815", "email": "mira@example.org", "email_verified": True}
    assert come(email=None).status_code == 403


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"OIDC_SERVER": "https://konto.example.org:8443/realms/stadt/"},
            "'self' https://konto.example.org:8443",
        ),
        ({}, "'self'"),
        ({"PRODUCTION": "1", "SECRET_KEY": "x" * 60, "OIDC_SERVER": "http://konto.example.org"}, "https://"),
    ],
)
def test_a_form_may_lead_there_and_nowhere_else_and_in_production_only_over_tls(root, environment, said):
    code = "import coordination.settings as s; print(*s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={"PATH": os.environ["PATH"], "ALLOWED_HOSTS": "example.org", **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    if "PRODUCTION" in environment:
        assert "OIDC_SERVER must begin with https://" in answer.stderr
    else:
        assert answer.stdout.strip() == said


# --- The second factor ----------------------------------------------------------------------------------------------


def test_the_own_second_factor_is_asked_for_all_the_same(come, ada):
    assert come(email=ada.email, amr=["pwd", "otp"], acr="2").url == reverse("mfa_authenticate")


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "silver"}])
def test_unless_the_server_vouches_in_words_we_were_told_to_believe(client, come, ada, settings, claims):
    settings.OIDC_SECOND_FACTOR = ["otp", "silver"]

    opened = come(email=ada.email, **claims)

    assert opened.url == reverse("overview:today")
    assert client.get(reverse("accounts:people")).status_code == 200


def test_then_a_coordinator_without_an_own_factor_may_work(client, come, network, settings):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    person = MembershipFactory(network=network, second_factor=False).user

    come(email=person.email, amr=["otp"])

    assert client.get(reverse("accounts:people")).status_code == 200


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"amr": "otp"}, {"amr": None, "acr": "otp2"}])
def test_else_she_sets_up_her_own(client, come, network, settings, claims):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    person = MembershipFactory(network=network, second_factor=False).user

    come(email=person.email, **claims)

    assert client.get(reverse("accounts:people")).url == reverse("mfa_activate_totp")


def test_the_word_of_the_server_counts_for_nobody_else_at_this_screen(client, come, ada, network, settings):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    come(email=ada.email, amr=["otp"])
    other = MembershipFactory(network=network, second_factor=False).user
    other.set_password("ein langer Satz mit Sinn")
    other.save()
    client.post(reverse("account_logout"))

    client.post(reverse("account_login"), {"login": other.email, "password": "ein langer Satz mit Sinn"})

    assert client.get(reverse("accounts:people")).url == reverse("mfa_activate_totp")


def test_signing_out_ends_it_there_too(client, come, mira, authority):
    come()

    gone = client.post(reverse("account_logout"))

    target = urlsplit(gone.url)
    assert gone.url.startswith(f"{authority.url}/logout?")
    assert parse_qs(target.query)["post_logout_redirect_uri"] == ["http://testserver/"]
    assert client.get(reverse("overview:today")).status_code == 302


def test_who_came_with_a_password_is_not_sent_there(client, mira, authority):
    client.force_login(mira)

    assert client.post(reverse("account_logout")).url == "/"

"""Tokens for programs: shown once, kept as a digest, narrow, mortal; what the interface asks of who speaks to it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import ApiToken, AuditEntry
from coordination.accounts.models.links import digest
from coordination.accounts.roles import Role
from coordination.accounts.services.access import deactivate
from coordination.accounts.services.tokens import make_token, revoke_all
from coordination.lib.errors import RuleBroken
from tests.api import Program, is_problem, token_of
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + dt.timedelta(days=1)


def made(user, **more):
    return make_token(
        **{"by": user, "name": "Abgleich", "scopes": ["directory:read"], "last_day": TOMORROW} | more
    )


# --- making


def test_only_a_digest_is_kept(ada):
    token, secret = made(ada)

    assert len(secret) == 35
    assert (token.digest, token.prefix) == (digest(secret), secret[:8])
    assert secret not in str(vars(token))
    assert Program(secret=secret).get("me").json()["token"]["prefix"] == secret[:8]


def test_making_and_revoking_stand_in_the_log(ada):
    token, secret = made(ada)
    revoke_all(by=ada, user=ada)

    lines = AuditEntry.objects.order_by("id").values_list("did", "detail")
    assert [did for did, _detail in lines] == ["token_made", "token_revoked"]
    assert all(token.prefix in detail and secret not in detail for _did, detail in lines)
    is_problem(Program(secret=secret).get("me"), 401)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"scopes": []}, "unknown_scope"),
        ({"scopes": ["directory:read", "alles"]}, "unknown_scope"),
        ({"last_day": TOMORROW - dt.timedelta(days=2)}, "past"),
        ({"last_day": TOMORROW + dt.timedelta(days=400)}, "too_long"),
    ],
)
def test_a_token_without_scope_or_end_is_not_made(wrong, code, ada):
    with pytest.raises(RuleBroken) as broken:
        made(ada, **wrong)

    assert broken.value.code == code
    assert ApiToken.objects.count() == 0


def test_nobody_hoards_tokens(ada):
    for _ in range(20):
        token_of(ada)

    with pytest.raises(RuleBroken) as broken:
        made(ada)

    assert broken.value.code == "too_many"


def test_the_page_shows_a_token_once(client, ada):
    client.force_login(ada)
    body = {"name": "Nachts", "scopes": ["directory:read"], "last_day": TOMORROW.strftime("%d.%m.%Y")}

    answer = client.post(reverse("accounts:token-add"), body)
    secret = answer.context["secret"]
    listed = client.get(reverse("accounts:tokens")).content.decode()

    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "Nachts" in listed
    assert secret[:8] in listed
    assert secret not in listed
    assert Program(secret=secret).get("institutions").status_code == 200


def test_a_wrong_form_keeps_what_was_typed(client, ada):
    client.force_login(ada)

    page = client.post(
        reverse("accounts:token-add"), {"name": "Nachts", "last_day": "31.02.2027"}
    ).content.decode()

    assert "Nachts" in page
    assert "31.02.2027" in page
    assert ApiToken.objects.count() == 0


def test_a_token_is_revoked_by_its_owner_alone(client, ada, ben):
    secret = token_of(ada)
    token = ApiToken.objects.get()
    address = reverse("accounts:token-revoke", args=[token.uid])

    client.force_login(ben)
    assert client.post(address).status_code == 404
    assert token.name not in client.get(reverse("accounts:tokens")).content.decode()
    client.force_login(ada)
    client.post(address)

    is_problem(Program(secret=secret).get("me"), 401, "authentication_failed")


# --- using


def test_every_dead_token_gets_the_same_answer(ada, ben):
    expired, revoked, locked = token_of(ada), token_of(ada), token_of(ben)
    rows = ApiToken.objects
    now = timezone.now()
    rows.filter(digest=digest(expired)).update(made_at=now - dt.timedelta(days=9), expires_at=now)
    rows.get(digest=digest(revoked)).revoke()
    deactivate(by=ada, user=ben)

    answers = {
        Program(secret=each).get("me").content for each in (expired, revoked, locked, "sn_falsch", "ä")
    }

    assert len(answers) == 1
    is_problem(Program(secret=expired).get("me"), 401, "authentication_failed")


def test_tokens_stay_dead_when_the_account_comes_back(ada, ben):
    secret = token_of(ben)
    deactivate(by=ada, user=ben)
    ben.is_active = True
    ben.save()

    is_problem(Program(secret=secret).get("me"), 401)


@pytest.mark.parametrize("header", ["Token", "Token a b", "Bearer x", "Token " + "x" * 9000, "Token \xff"])
def test_a_broken_header_is_no_token(header, ada):
    answer = Client().get("/api/v1/me", headers={"Authorization": header})

    assert is_problem(answer, 401)["code"] == "authentication_failed"
    assert answer["WWW-Authenticate"].startswith("Token")


def test_who_lacks_the_second_factor_neither_makes_nor_uses_a_token(network):
    user = MembershipFactory(role=Role.COORDINATOR, network=network, second_factor=False).user

    with pytest.raises(RuleBroken) as broken:
        made(user)

    assert broken.value.code == "second_factor_missing"
    is_problem(Program(user).get("institutions"), 403, "second_factor_missing")
    client = Client()
    client.force_login(user)
    for address in ("institutions", "me", "jobs", ""):
        is_problem(client.get(f"/api/v1/{address}"), 403, "second_factor_missing")


def test_the_last_use_is_written_once_an_hour(ada):
    program = Program(ada)
    program.get("me")
    first = ApiToken.objects.get().last_used_at
    program.get("me")

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=timezone.now() - dt.timedelta(hours=2))
    program.get("me")
    assert ApiToken.objects.get().last_used_at > first - dt.timedelta(minutes=1)


def test_a_session_writes_only_with_its_csrf_token(ada, network):
    from tests.factories.directory import InstitutionTypeFactory

    InstitutionTypeFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    body = {"name": "Kita Neu", "type": "daycare"}

    assert client.get("/api/v1/institutions").status_code == 200
    refused = client.post("/api/v1/institutions", body, content_type="application/json")
    is_problem(refused, 403, "csrf_failed")


def test_too_many_requests_wait_and_others_do_not(ada, ben, settings):
    settings.LIMITS_OFF = False
    settings.LIMITS = {"api": "3/m", "api wrong token": "2/m"}
    busy, calm = Program(ada), Program(ada)

    answers = [busy.get("me") for _ in range(4)]
    wrong = [Program(secret="sn_falsch").get("me").status_code for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert is_problem(answers[-1], 429, "too_many_requests")
    assert calm.get("me").status_code == 200  # each token has its own count
    assert wrong == [401, 401, 429, 429]


# --- bodies


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", "application/json", 400, "parse_error"),
        ('{"name": NaN}', "application/json", 400, "parse_error"),
        ("[" * 100_000, "application/json", 400, "parse_error"),
        (b"\xff\xfe", "application/json", 400, "parse_error"),
        (r'{"name": "a\u0000b"}', "application/json", 400, "impossible_sign"),
        (r'{"name": "\ud800"}', "application/json", 400, "impossible_sign"),
        ("[]", "application/json", 400, "invalid"),
        ('"text"', "application/json", 400, "invalid"),
        ("null", "application/json", 400, "invalid"),
        ("name=Kita", "application/x-www-form-urlencoded", 415, ""),
        ("<name>Kita</name>", "application/xml", 415, ""),
        ('{"name": "' + "x" * 7_000_000 + '"}', "application/json", 413, "too_large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_broken_body_is_refused_with_where_it_breaks(body, kind, status, code, ada):
    program = Program(ada)
    for noun in ("institutions", "institutions/bulk", "people", "contact-points"):
        answer = program.client.post(f"/api/v1/{noun}", body, content_type=kind, headers=program.headers)
        is_problem(answer, status, code)


def test_an_escaped_backslash_before_u0000_is_a_text_like_any(ada, network):
    from tests.factories.directory import InstitutionTypeFactory

    InstitutionTypeFactory()
    made = Program(ada).post("institutions", {"name": r"Kita \u0000", "type": "daycare"})

    assert made.json()["name"] == r"Kita \u0000"


def test_a_fault_of_ours_is_a_problem_without_details(ada, monkeypatch):
    from coordination.accounts.api.nouns import Me

    def broken(*args, **kwargs):
        raise ZeroDivisionError("Geheim")

    monkeypatch.setattr(Me, "get", broken)
    program = Program(ada)
    program.client.raise_request_exception = False

    assert "Geheim" not in str(is_problem(program.get("me"), 500, "fault"))


def test_somebody_without_any_role_sees_only_public_facts(db):
    user = UserFactory()
    program = Program(user)

    assert program.get("laender").status_code == 200
    is_problem(program.get("institutions"), 403, "forbidden")
    assert program.get("memberships").json()["count"] == 0
    assert program.get("search?q=kita").json()["count"] == 0

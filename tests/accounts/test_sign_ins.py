"""Who signed in stands in the log: with the way, without machine and place, apart from the rest, not for long."""

import pytest
from django.urls import reverse

from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry, Link
from coordination.accounts.roles import Role
from coordination.accounts.services.sign_ins import note_sign_in
from coordination.places.models import Land
from tests.factories.accounts import MembershipFactory, UserFactory, code_now, nrw

pytestmark = pytest.mark.django_db
SIGNED_IN = AuditEntry.Did.SIGNED_IN
PASSWORD = "ein langer Satz mit Sinn"


def lines():
    return AuditEntry.objects.filter(did=SIGNED_IN).order_by("network_id")


def sign_in(client, user, *, code=""):
    user.set_password(PASSWORD)
    user.save()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client.post(answer.url, {"code": code}) if code else answer


def test_password_and_code_are_one_line_in_the_log_of_each_network(client, ada, network, other_network):
    MembershipFactory(user=ada, network=other_network, role=Role.PROFESSIONAL)

    sign_in(client, ada, code=code_now())

    assert {(row.user_id, row.network_id, row.detail) for row in lines()} == {
        (ada.pk, network.pk, "password totp"),
        (ada.pk, other_network.pk, "password totp"),
    }


def test_a_wrong_password_or_half_a_sign_in_is_none(client, ada):
    sign_in(client, ada)  # the code is still missing
    client.post(reverse("account_login"), {"login": ada.email, "password": "falsch"})

    assert not lines()


def test_who_takes_up_an_invitation_is_in(client, ada, network):
    _link, token = Link.make(
        Link.Purpose.INVITATION, recipient="neu@example.org", network=network, made_by=ada,
        data={"role": "professional"},
    )  # fmt: skip
    names = {"first_name": "Neu", "last_name": "Hier", "password": PASSWORD, "repeat": PASSWORD}

    client.post(reverse("accounts:invitation", args=[token]), names)

    assert lines().get().network == network


def test_operator_and_state_level_stand_in_the_log_of_the_machine(db):
    operator = MembershipFactory(role=Role.OPERATOR, network=None).user
    state = MembershipFactory(role=Role.STATE, network=None, land=nrw()).user

    for user in (operator, state):
        note_sign_in(user=user)

    assert [(row.user, row.network_id) for row in lines().order_by("id")] == [(operator, None), (state, None)]
    assert Land.objects.exists()


def test_the_page_lists_sign_ins_only_when_asked(client, ada, mira, network, other_network, noor):
    note_sign_in(user=mira, steps=[{"method": "password"}, {"method": "mfa", "type": "webauthn"}])
    note_sign_in(user=noor)
    url = reverse("accounts:log")

    client.force_login(ada)
    whole, apart = client.get(url), client.get(url, {"was": SIGNED_IN})
    sheet = b"".join(client.get(url, {"ausgabe": "csv"}).streaming_content).decode()

    assert f"{url}?was=signed_in" in whole.content.decode()
    assert str(mira) not in whole.content.decode()
    assert str(mira) not in sheet
    ((_entry, line),) = lines_of(apart.context["page_obj"].object_list, reader=ada)
    assert (line.who, line.plain, line.more) == (str(mira), "hat sich angemeldet", "Kennwort, Passkey")
    assert "Noor" not in apart.content.decode()


def test_an_account_without_a_role_is_told_to_nobody(client, ada):
    note_sign_in(user=UserFactory(first_name="Ohne", last_name="Rolle"))
    client.force_login(ada)

    assert "Ohne Rolle" not in client.get(reverse("accounts:log"), {"was": SIGNED_IN}).content.decode()

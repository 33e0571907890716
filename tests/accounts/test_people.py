"""Invitations, roles, the log."""

import datetime as dt
import re

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts import guards as account_guards
from coordination.accounts.models import AuditEntry, Link, Membership, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.roles import Role
from coordination.accounts.services.access import deactivate
from coordination.accounts.services.audit import record
from coordination.accounts.services.people import end_membership, grant, invite
from coordination.lib import guards
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"


def link_in_last_mail():
    mail = OutboxMail.objects.latest("id")
    return re.search(r"/einladung/[\w-]+/", mail.text)[0]


def test_an_invited_person_sets_up_an_account_and_is_in(ada, network, client):
    invite(
        by=ada,
        network=network,
        email="Neu@Example.org",
        role=Role.MULTIPLIER,
        first_name="Nele",
        last_name="Neu",
    )
    address = link_in_last_mail()

    page = client.get(address)
    assert "Nele" in page.content.decode()
    assert not User.objects.filter(email="neu@example.org").exists()

    answer = client.post(
        address,
        {"first_name": "Nele", "last_name": "Neu", "password": PASSWORD, "repeat": PASSWORD},
        follow=True,
    )

    user = User.objects.get(email="neu@example.org")
    assert answer.status_code == 200
    assert answer.wsgi_request.user == user
    assert scope_of(user).networks == {network.pk}


def test_a_link_works_once(ada, network, client):
    invite(by=ada, network=network, email="neu@example.org", role=Role.MULTIPLIER)
    address = link_in_last_mail()
    values = {"first_name": "Nele", "last_name": "Neu", "password": PASSWORD, "repeat": PASSWORD}
    client.post(address, values)
    client.logout()

    assert client.get(address).status_code == 410
    assert client.post(address, values).status_code == 410
    assert Membership.objects.filter(user__email="neu@example.org").count() == 1


def test_mail_scanners_that_follow_the_link_use_nothing_up(ada, network, client):
    invite(by=ada, network=network, email="neu@example.org", role=Role.MULTIPLIER)

    for _ in range(3):
        client.get(link_in_last_mail())

    assert Link.objects.usable().count() == 1


def test_the_token_itself_is_never_stored(ada, network):
    invite(by=ada, network=network, email="neu@example.org", role=Role.MULTIPLIER)
    token = link_in_last_mail().split("/")[2]

    assert not Link.objects.filter(digest=token).exists()
    assert Link.objects.of_token(token).exists()


@pytest.mark.parametrize("password", ["kurz", "passwortpasswort", "neu@example.org"])
def test_weak_passwords_come_back_with_a_sentence(ada, network, client, password):
    invite(by=ada, network=network, email="neu@example.org", role=Role.MULTIPLIER)
    values = {"first_name": "Nele", "last_name": "Neu", "password": password, "repeat": password + "x"}

    page = client.post(link_in_last_mail(), values)

    assert page.status_code == 200
    assert not User.objects.filter(email="neu@example.org").exists()


def test_who_has_an_account_only_gets_the_role(ada, network, other_network, client):
    known = MembershipFactory(network=other_network, role=Role.MULTIPLIER).user
    invite(by=ada, network=network, email=known.email, role=Role.PROFESSIONAL)

    client.post(link_in_last_mail())

    assert scope_of(User.objects.get(pk=known.pk)).networks == {network.pk, other_network.pk}


def test_nobody_raises_themselves(ada, network):
    with pytest.raises(RuleBroken) as broken:
        grant(by=ada, user=ada, network=network, role=Role.AUDITOR)

    assert broken.value.code == "self_elevation"


@pytest.mark.parametrize("role", [Role.GROUP_CHAIR, Role.OPERATOR, Role.STATE, "king"])
def test_some_roles_are_not_given_here(ada, network, role):
    with pytest.raises(RuleBroken):
        invite(by=ada, network=network, email="x@example.org", role=role)


def test_a_multiplier_invites_nobody(mira, network, client):
    client.force_login(mira)

    assert client.get(reverse("accounts:invite")).status_code == 403
    assert client.get(reverse("accounts:people")).status_code == 403


def test_people_of_other_networks_are_not_in_the_list(ada, noor, client):
    client.force_login(ada)

    page = client.get(reverse("accounts:people")).content.decode()

    assert ada.email in page
    assert noor.email not in page


def test_a_role_of_another_network_does_not_exist_here(ada, noor, client):
    client.force_login(ada)
    theirs = Membership.objects.get(user=noor)

    foreign = client.get(reverse("accounts:membership-end", args=[theirs.uid]))
    missing = client.get(reverse("accounts:membership-end", args=["00000000-0000-4000-8000-000000000000"]))

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_the_last_coordinator_stays(ada, mira):
    with pytest.raises(RuleBroken) as broken:
        end_membership(by=ada, membership=Membership.objects.get(user=ada))

    assert broken.value.code == "last_coordinator"


def test_an_ended_role_is_gone_at_the_next_request(ada, ben, client, other_network):
    MembershipFactory(user=ben, network=other_network, role=Role.MULTIPLIER)
    client.force_login(ben)
    assert client.get(reverse("accounts:people")).status_code == 200

    end_membership(by=ada, membership=Membership.objects.get(user=ben, role=Role.COORDINATOR))

    assert client.get(reverse("accounts:people")).status_code == 403


def test_a_deactivated_account_is_out_at_the_next_request(ada, ben, client):
    client.force_login(ben)

    deactivate(by=ada, user=ben)

    assert client.get(reverse("accounts:people")).status_code == 302


def test_deputies_need_a_last_day(ada, network):
    with pytest.raises(RuleBroken) as broken:
        invite(by=ada, network=network, email="x@example.org", role=Role.COORDINATOR, is_deputy=True)

    assert broken.value.code == "deputy_end"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_asks_equally_often(ada, network, client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        MembershipFactory(network=network, role=Role.PROFESSIONAL)
    client.force_login(ada)

    with django_assert_max_num_queries(7):
        assert client.get(reverse("accounts:people")).status_code == 200


def test_the_log_cannot_be_changed_not_even_by_raw_sql(ada, network):
    record(by=ada, did=AuditEntry.Did.READ, network=network)

    for statement in ("UPDATE accounts_auditentry SET detail = 'x'", "DELETE FROM accounts_auditentry"):
        with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_without_its_guard_the_log_could_be_changed_and_the_guard_is_missed(ada, network):
    record(by=ada, did=AuditEntry.Did.READ, network=network)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER accounts_auditentry_append_only_update")
            cursor.execute("DROP TRIGGER accounts_auditentry_append_only_delete")
        else:
            cursor.execute("DROP TRIGGER accounts_auditentry_append_only ON accounts_auditentry")
            cursor.execute("DROP FUNCTION accounts_auditentry_append_only")
        cursor.execute("UPDATE accounts_auditentry SET detail = 'x'")

    assert "accounts_auditentry_append_only" in guards.missing()

    guards.put_back()
    assert "accounts_auditentry_append_only" not in guards.missing()


def test_the_law_may_open_the_log_inside_one_transaction(ada, network):
    record(by=ada, did=AuditEntry.Did.READ, network=network)

    with guards.opened(account_guards.AUDIT):
        AuditEntry.objects.filter(at__lte=timezone.now()).delete()

    assert not AuditEntry.objects.exists()


def test_the_log_shows_own_networks_only(ada, noor, network, other_network, client):
    record(by=noor, did=AuditEntry.Did.EXPORTED, network=other_network, detail="fremd")
    record(by=ada, did=AuditEntry.Did.EXPORTED, network=network, detail="eigen")
    client.force_login(ada)

    page = client.get(reverse("accounts:log")).content.decode()

    assert "eigen" in page
    assert "fremd" not in page


def test_reset_of_a_password_does_not_tell_whether_there_is_an_account(client):
    UserFactory(email="bekannt@example.org")

    known = client.post(reverse("account_reset_password"), {"email": "bekannt@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "unbekannt@example.org"})

    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url
    assert OutboxMail.objects.count() == 2


def test_nobody_signs_up_without_an_invitation(client):
    page = client.post(
        reverse("account_signup"), {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert not User.objects.exists()
    assert page.status_code == 404


def test_a_rule_is_switched_off_with_a_reason_only(ada, network, client):
    client.force_login(ada)
    address = reverse("accounts:rule", args=[network.uid])

    client.post(address, {"rule": "four_eyes_export", "reason": ""})
    assert network.has_rule("four_eyes_export")

    client.post(address, {"rule": "four_eyes_export", "reason": "Nur eine Person im Amt"})
    assert not network.has_rule("four_eyes_export")

    client.post(address, {"rule": "four_eyes_protected", "reason": "Wir sind nur eine"})
    assert network.has_rule("four_eyes_protected")


def test_two_who_change_the_network_at_once_lose_nothing(ada, network, client):
    client.force_login(ada)
    address = reverse("accounts:network", args=[network.uid])
    values = {"name": network.name, "insofa_label": "iseF", "version": network.version}
    client.post(address, values)

    page = client.post(address, {**values, "insofa_label": "Kinderschutzfachkraft"})

    network.refresh_from_db()
    assert network.insofa_label == "iseF"
    assert "Kinderschutzfachkraft" in page.content.decode()


def test_invitations_end_after_seven_days(ada, network, client):
    link = invite(by=ada, network=network, email="neu@example.org", role=Role.MULTIPLIER)
    address = link_in_last_mail()

    assert dt.timedelta(days=6) < link.expires_at - timezone.now() < dt.timedelta(days=8)

    link.expires_at = timezone.now()
    link.save()
    assert client.get(address).status_code == 410

"""Roles, networks, days: what a person may."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import Membership
from coordination.accounts.permissions import Reach, forget_scope, scope_of
from coordination.accounts.roles import MATRIX, MAY, READS, Role, permissions
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory, NetworkFactory, nrw

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_role_counts_in_its_network_only(ada, network, other_network):
    scope = scope_of(ada)

    assert scope.may("directory.change_institution") == {network.pk}
    assert scope.reads_in(network.pk) == Level.COORDINATION
    assert scope.reads_in(other_network.pk) == Level.PUBLIC


def test_the_last_day_of_a_role_still_counts(ada):
    today = timezone.localdate()
    membership = Membership.objects.get(user=ada)
    membership.valid_until = today
    membership.save()

    assert Membership.objects.in_force(today).filter(user=ada).exists()
    assert not Membership.objects.in_force(today + DAY).filter(user=ada).exists()


def test_an_ended_role_opens_nothing(ada):
    membership = Membership.objects.get(user=ada)
    membership.valid_until = timezone.localdate() - DAY
    membership.save()
    forget_scope(ada)

    assert not scope_of(ada).networks


def test_a_deactivated_account_may_nothing(ada):
    ada.is_active = False

    assert not scope_of(ada).may("directory.view_institution")


def test_the_scope_costs_one_question(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        scope_of(ada).may("directory.view_institution")
        assert scope_of(ada).tenants
        list(scope_of(ada).networks_reading())


def test_the_state_level_sees_the_networks_of_its_land(ada, network, other_network):
    inspector = MembershipFactory(role=Role.STATE, network=None, land=nrw()).user

    assert scope_of(inspector).networks == {network.pk, other_network.pk}
    assert scope_of(inspector).may("directory.view_institution") == {network.pk, other_network.pk}
    assert not scope_of(inspector).may("directory.change_institution")


def test_the_operator_sees_no_data_of_a_network():
    operator = MembershipFactory(role=Role.OPERATOR, network=None).user

    assert not scope_of(operator).networks
    assert not MAY[Role.OPERATOR]


def test_rights_with_a_shorter_reach_are_not_rights_over_everything(network):
    editor = MembershipFactory(role=Role.INSTITUTION_EDITOR, network=network).user

    assert not scope_of(editor).may("directory.change_institution")
    assert scope_of(editor).may("directory.change_institution", reach=Reach.INSTITUTION) == {network.pk}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"role": Role.COORDINATOR, "network": None}, "role_has_its_place"),
        ({"role": Role.OPERATOR}, "role_has_its_place"),
        ({"role": Role.COORDINATOR, "is_deputy": True}, "deputy_is_time_limited"),
        ({"role": Role.GROUP_CHAIR}, "seats_give_group_roles"),
        (
            {"role": Role.AUDITOR, "valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)},
            "role_ends",
        ),
    ],
)
def test_the_database_refuses_roles_that_cannot_be(fields, rule):
    network = NetworkFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        MembershipFactory(**{"network": network, **fields})


def test_every_role_reads_up_to_some_level_and_stands_in_the_matrix():
    assert set(READS) == set(Role)
    assert {role for cells in MATRIX.values() for role in cells} == set(Role) - {Role.OPERATOR}


def test_the_auditor_changes_nothing():
    assert {permission.split(".")[1].split("_")[0] for permission in MAY[Role.AUDITOR]} == {"view"}


def test_words_of_rights_name_a_verb():
    assert {word.split(".")[1].split("_")[0] for word in permissions()} == {
        "view",
        "add",
        "change",
        "delete",
        "publish",
    }


def test_the_state_level_sees_neither_who_holds_which_role_nor_the_log(client, network):
    inspector = MembershipFactory(role=Role.STATE, network=None, land=nrw()).user
    client.force_login(inspector)

    for page in ("accounts:people", "accounts:log"):
        assert client.get(reverse(page)).status_code == 403

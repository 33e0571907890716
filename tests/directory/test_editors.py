"""Editors of one entry: an exception on a single institution, with an end."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination.accounts.grants import grant_exception, grants_of
from coordination.accounts.models import AuditEntry, Membership, User
from coordination.accounts.permissions import forget_scope
from coordination.accounts.roles import Role
from coordination.directory.models import Institution, InstitutionUserObjectPermission
from coordination.directory.services.editors import dismiss_editor, name_editor
from coordination.lib.errors import RuleBroken
from tests.factories.directory import InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def entry(network) -> Institution:
    return ListingFactory(network=network).institution


@pytest.fixture
def neighbour(network) -> Institution:
    return ListingFactory(network=network).institution


def editable(user: User) -> set[Institution]:
    return set(Institution.objects.editable_by(User.objects.get(pk=user.pk)))


def test_who_is_named_edits_this_one_entry_and_no_other(ada, mira, network, entry, neighbour):
    assert editable(mira) == set()

    name_editor(by=ada, institution=entry, user=mira, network=network)

    assert editable(mira) == {entry}


def test_the_last_day_still_counts_and_the_next_does_not(ada, mira, network, entry):
    today = timezone.localdate()
    name_editor(by=ada, institution=entry, user=mira, network=network, until=today)

    assert editable(mira) == {entry}

    InstitutionUserObjectPermission.objects.update(valid_until=today - DAY)
    assert editable(mira) == set()


def test_without_the_check_of_the_day_an_ended_exception_would_still_open(
    ada, mira, network, entry, monkeypatch
):
    """The counter-check: take the day out of the question, and the ended right is back."""
    name_editor(by=ada, institution=entry, user=mira, network=network)
    InstitutionUserObjectPermission.objects.update(valid_until=timezone.localdate() - DAY)
    assert editable(mira) == set()

    def undated(user, permission, table):
        return grants_of(user, permission, table, day=dt.date.min)

    monkeypatch.setattr("coordination.directory.models.institutions.grants_of", undated)

    assert editable(mira) == {entry}


def test_dismissed_is_out_at_the_next_request(ada, mira, network, entry):
    name_editor(by=ada, institution=entry, user=mira, network=network)

    dismiss_editor(by=ada, institution=entry, user=mira, network=network)

    assert editable(mira) == set()
    assert [entry.did for entry in AuditEntry.objects.order_by("id")] == ["granted", "granted", "ended"]


def test_the_exception_falls_with_the_role(ada, mira, network, entry):
    name_editor(by=ada, institution=entry, user=mira, network=network)
    Membership.objects.get(user=mira, role=Role.INSTITUTION_EDITOR).delete()

    assert editable(mira) == set()


def test_named_again_the_new_last_day_holds(ada, mira, network, entry):
    until = timezone.localdate() + 7 * DAY
    name_editor(by=ada, institution=entry, user=mira, network=network)

    name_editor(by=ada, institution=entry, user=mira, network=network, until=until)

    assert InstitutionUserObjectPermission.objects.get().valid_until == until


def test_entries_of_other_networks_cannot_be_given(noor, ada, mira, network, other_network, entry):
    theirs = ListingFactory(network=other_network).institution

    with pytest.raises(RuleBroken) as broken:
        name_editor(by=ada, institution=theirs, user=mira, network=network)
    assert broken.value.code == "not_here"

    with pytest.raises(PermissionDenied):
        name_editor(by=ada, institution=theirs, user=mira, network=other_network)


def test_nobody_names_themselves_and_editors_name_nobody(ada, mira, lang, network, entry):
    with pytest.raises(RuleBroken) as broken:
        grant_exception(
            by=ada, user=ada, permission="directory.change_institution", obj=entry, network=network
        )
    assert broken.value.code == "self_elevation"

    name_editor(by=ada, institution=entry, user=mira, network=network)
    forget_scope(mira)
    with pytest.raises(PermissionDenied):
        name_editor(by=mira, institution=entry, user=lang, network=network)


def test_strangers_get_no_exception(ada, noor, network, entry):
    with pytest.raises(RuleBroken) as broken:
        grant_exception(
            by=ada, user=noor, permission="directory.change_institution", obj=entry, network=network
        )

    assert broken.value.code == "not_here"


def test_an_object_without_a_table_of_exceptions_is_refused(ada, mira, network):
    with pytest.raises(TypeError, match="no table of exceptions"):
        grant_exception(by=ada, user=mira, permission="accounts.change_network", obj=network, network=network)


def test_the_exception_costs_no_question_of_its_own(ada, mira, network, entry, django_assert_num_queries):
    name_editor(by=ada, institution=entry, user=mira, network=network)
    InstitutionFactory.create_batch(2)
    editor = User.objects.get(pk=mira.pk)

    with django_assert_num_queries(2):  # the scope, the rows
        assert list(Institution.objects.editable_by(editor)) == [entry]

"""Multipliers: proposed, confirmed, active, paused, ended, followed; never twice for one institution."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from coordination.accounts.models import Membership
from coordination.accounts.roles import Role
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail
from network.models import Appointment, AppointmentInstitution, Relay
from network.services import appointments as verbs
from network.tasks_multipliers import turn_terms
from tests.factories.accounts import UserFactory
from tests.factories.directory import InstitutionFactory, PersonFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory, listed

pytestmark = pytest.mark.django_db
MAIN, DEPUTY = AppointmentInstitution.Role.MAIN, AppointmentInstitution.Role.DEPUTY


@pytest.fixture
def kita(network):
    return listed(InstitutionFactory(name="Kita Sonnenblume"), network)


@pytest.fixture
def person(network):
    return PersonFactory(network=network, level=Level.NETWORK, first_name="Wanda", last_name="Weiter")


@pytest.fixture
def today():
    return timezone.localdate()


def proposed(ada, network, person, kita, **more):
    return verbs.propose(by=ada, network=network, person=person, institutions={kita: MAIN}, **more)


def test_from_proposal_to_end(ada, network, person, kita, today):
    person.user = UserFactory(email="wanda@example.org")
    person.save()
    one = proposed(ada, network, person, kita)
    until = today + dt.timedelta(days=700)

    verbs.confirm(by=ada, appointment=one, named_by="Frau Leitung", valid_from=today, valid_until=until)
    assert list(Appointment.objects.active()) == []
    verbs.activate(by=ada, appointment=one)

    assert list(Appointment.objects.active().of_institution([kita.pk])) == [one]
    role = Membership.objects.get(user=person.user, role=Role.MULTIPLIER)
    assert (role.network, role.valid_until) == (network, until)
    assert OutboxMail.objects.get().to == "wanda@example.org"  # the kit

    verbs.end(by=ada, appointment=one, reason="left")
    role.refresh_from_db()
    assert not Appointment.objects.active().exists()
    assert role.valid_until < today
    assert Membership.objects.in_force().filter(user=person.user).count() == 0


def test_activating_without_an_account_gives_no_role(ada, network):
    one = AppointmentFactory(network=network, state="confirmed", person__user=None)

    verbs.activate(by=ada, appointment=one)

    assert one.state == "active"
    assert not Membership.objects.filter(role=Role.MULTIPLIER).exists()


def test_confirming_needs_the_head(ada, network, person, kita, today):
    one = proposed(ada, network, person, kita)

    with pytest.raises(RuleBroken) as broken:
        verbs.confirm(by=ada, appointment=one, named_by=" ", valid_from=today, valid_until=today)

    assert broken.value.code == "head_missing"


def test_a_term_does_not_end_before_it_begins(ada, network, person, kita, today):
    with pytest.raises(RuleBroken) as broken:
        proposed(ada, network, person, kita, valid_from=today, valid_until=today - dt.timedelta(days=1))
    assert broken.value.code == "term_order"
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(network=network, valid_from=today, valid_until=today - dt.timedelta(days=1))


def test_nobody_is_main_and_deputy_of_one_institution(ada, network, kita, today):
    one = AppointmentFactory(network=network, at=kita)

    with pytest.raises(RuleBroken) as broken:
        verbs.propose(
            by=ada, network=network, person=one.person, institutions={kita: DEPUTY}, valid_from=today,
            valid_until=today + dt.timedelta(days=5),
        )  # fmt: skip

    assert broken.value.code == "overlap"
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentInstitution(appointment=one, institution=kita, role=DEPUTY).save()


def test_the_database_itself_refuses_terms_that_overlap(network, kita, today):
    one = AppointmentFactory(network=network, at=kita)
    other = AppointmentFactory(network=network, person=one.person, at=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentInstitution(appointment=other, institution=kita).save()

    later = AppointmentFactory(
        network=network, person=one.person, at=False, valid_from=one.valid_until + dt.timedelta(days=1),
        valid_until=one.valid_until + dt.timedelta(days=9),
    )  # fmt: skip
    AppointmentInstitution(appointment=later, institution=kita).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment._base_manager.filter(pk=later.pk).update(valid_from=one.valid_until)


def test_a_proposal_may_stand_beside_a_running_term_and_is_refused_when_confirmed(ada, network, kita, today):
    one = AppointmentFactory(network=network, at=kita)
    again = proposed(ada, network, one.person, kita)

    with pytest.raises(RuleBroken) as broken:
        verbs.confirm(
            by=ada,
            appointment=again,
            named_by="L",
            valid_from=today,
            valid_until=today + dt.timedelta(days=9),
        )

    assert broken.value.code == "overlap"


def test_an_institution_must_be_active_in_the_network(ada, network, other_network, person):
    foreign = listed(InstitutionFactory(), other_network)

    with pytest.raises(RuleBroken) as broken:
        proposed(ada, network, person, foreign)

    assert broken.value.code == "not_listed"


def test_others_may_not(ada, noor, lang, mira, network, person, kita):
    one = proposed(ada, network, person, kita)
    for user in (noor, lang, mira):
        with pytest.raises(PermissionDenied):
            proposed(user, network, person, kita)
        with pytest.raises(PermissionDenied):
            verbs.end(by=user, appointment=one, reason="left")


def test_pausing_gives_open_relays_to_the_deputy(ada, network, kita):
    main = AppointmentFactory(network=network, at=kita)
    deputy = AppointmentFactory(network=network, at=kita, at__role=DEPUTY)
    relay = RelayFactory(appointment=main)

    verbs.pause(by=ada, appointment=main)

    relay.refresh_from_db()
    assert relay.appointment == deputy
    assert list(Appointment.objects.active()) == [deputy]


def test_whoever_leaves_on_a_day_to_come_is_held_until_then(
    ada, network, kita, today, django_capture_on_commit_callbacks
):
    one = AppointmentFactory(network=network, at=kita)
    relay = RelayFactory(appointment=one)
    last = today + dt.timedelta(days=20)

    verbs.end(by=ada, appointment=one, reason="left", last_day=last)

    assert list(Appointment.objects.ending_within()) == [one]
    assert Appointment.objects.active(last).exists()
    assert not Appointment.objects.active(last + dt.timedelta(days=1)).exists()
    relay.refresh_from_db()
    assert relay.appointment == one


def test_the_daily_work_ends_and_begins_terms_once(network, kita, today):
    yesterday = today - dt.timedelta(days=1)
    old = AppointmentFactory(network=network, at=kita, valid_until=yesterday)
    new = AppointmentFactory(
        network=network,
        at=kita,
        state="confirmed",
        valid_from=today,
        valid_until=today + dt.timedelta(days=9),
    )
    relay = RelayFactory(appointment=old)

    assert turn_terms.call() == {"ended": 1, "begun": 1}
    assert turn_terms.call() == {"ended": 0, "begun": 0}

    relay.refresh_from_db()
    old.refresh_from_db()
    assert (old.state, old.end_reason, old.valid_until) == ("ended", "term", yesterday)
    assert relay.appointment == new  # it waited without a multiplier for a moment


def test_a_successor_is_proposed_for_the_same_institutions_and_gets_what_is_open(ada, network, kita, today):
    one = AppointmentFactory(network=network, at=kita, valid_until=today)
    relay = RelayFactory(appointment=one)
    heir = PersonFactory(network=network, level=Level.NETWORK)

    following = verbs.name_successor(by=ada, appointment=one, person=heir)

    assert [(row.institution, row.role) for row in following.institutions.all()] == [(kita, MAIN)]
    assert following.valid_from == today + dt.timedelta(days=1)
    verbs.end(by=ada, appointment=one, reason="left", last_day=today - dt.timedelta(days=1))
    relay.refresh_from_db()
    assert relay.appointment is None
    verbs.confirm(
        by=ada,
        appointment=following,
        named_by="Frau Leitung",
        valid_from=today,
        valid_until=following.valid_until,
    )
    verbs.activate(by=ada, appointment=following)
    relay.refresh_from_db()
    assert relay.appointment == following


def test_taking_an_institution_away_hands_its_relays_over(ada, network, kita):
    other = listed(InstitutionFactory(), network)
    one = AppointmentFactory(network=network, at=kita)
    AppointmentInstitution(appointment=one, institution=other).save()
    relay = RelayFactory(appointment=one, institution=kita, briefing=BriefingFactory(network=network))

    verbs.save_details(by=ada, appointment=one, institutions={other: MAIN})

    relay.refresh_from_db()
    assert relay.appointment is None
    assert [row.institution for row in one.institutions.all()] == [other]


def test_renewing_goes_beyond_the_present_term(ada, network, today):
    one = AppointmentFactory(network=network, valid_until=today + dt.timedelta(days=10))

    with pytest.raises(RuleBroken) as broken:
        verbs.renew(by=ada, appointment=one, named_by="L", valid_until=today + dt.timedelta(days=5))
    assert broken.value.code == "term_order"

    verbs.renew(by=ada, appointment=one, named_by="L", valid_until=today + dt.timedelta(days=800))
    assert not Appointment.objects.ending_within().exists()


def test_who_ended_was_active_before(network, kita, today, ada):
    one = AppointmentFactory(network=network, at=kita)
    verbs.end(by=ada, appointment=one, reason="left")

    assert list(Appointment.objects.active(today - dt.timedelta(days=5))) == [one]


def test_answered_relays_stay_with_who_answered(ada, network, kita):
    one = AppointmentFactory(network=network, at=kita)
    relay = RelayFactory(
        appointment=one, state="done", done_on=timezone.localdate(), answered_at=timezone.now()
    )

    verbs.end(by=ada, appointment=one, reason="left")

    assert Relay.objects.get(pk=relay.pk).appointment == one

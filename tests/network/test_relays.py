"""Briefings on their way: who carries them, what became of them, who takes over."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from network.carriers import Carrier, find_carriers
from network.funnel import funnels
from network.models import AppointmentInstitution, Relay
from network.services import appointments, relays
from network.services.briefings import close_briefing, issue_briefing, pass_on, send_out
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import InstitutionFactory
from tests.factories.network_multipliers import AppointmentFactory, RelayFactory, listed

pytestmark = pytest.mark.django_db
DEPUTY = AppointmentInstitution.Role.DEPUTY
POINTS = ["Die Rufbereitschaft hat eine neue Nummer.", "Der alte Aushang gilt nicht mehr."]


def issue(by, network, **more):
    return issue_briefing(by=by, network=network, title="Neue Nummer", key_points=POINTS, **more)


def speaks_for(network, institution, user=None, **more):
    one = AppointmentFactory(network=network, at=institution, **more)
    if user is not None:
        one.person.user = user
        one.person.save()
    return one


@pytest.fixture
def kita(network):
    return listed(InstitutionFactory(name="Kita Sonnenblume"), network)


@pytest.fixture
def soon():
    return timezone.localdate() + dt.timedelta(days=14)


# --- who carries: computing alone
def test_mains_carry_before_deputies_and_the_provider_where_nobody_is():
    standing = {1: [("main", 10), ("deputy", 11)], 2: [("deputy", 12)], 9: [("main", 19)]}
    parents = {1: 9, 2: 9, 3: 9, 4: 5, 5: 4, 9: None}

    found = find_carriers(standing, parents, [1, 2, 3, 4])

    assert found == [Carrier(1, 10), Carrier(2, 12), Carrier(3, 19, through=9), Carrier(4, None)]


def test_two_mains_both_carry():
    assert find_carriers({1: [("main", 8), ("main", 7)]}, {}, [1]) == [Carrier(1, 7), Carrier(1, 8)]


# --- sending
def test_each_active_institution_gets_one_relay_and_a_gap_waits(ada, network, other_network, kita):
    gap = listed(InstitutionFactory(name="Praxis ohne"), network)
    listed(InstitutionFactory(name="Fremd"), other_network)
    one = speaks_for(network, kita)
    speaks_for(network, kita, at__role=DEPUTY)

    briefing = issue(ada, network)

    found = {(relay.institution, relay.appointment) for relay in briefing.relays.all()}
    assert found == {(kita, one), (gap, None)}
    assert not OutboxMail.objects.exists()  # an offer waits for the weekly mail


def test_a_duty_is_mailed_at_once_to_each_multiplier_once(ada, network, kita, soon):
    one = speaks_for(network, kita, email="kita@example.org")
    second = listed(InstitutionFactory(), network)
    AppointmentInstitution(appointment=one, institution=second).save()

    briefing = issue(ada, network, due_on=soon, is_duty=True)

    assert briefing.relays.count() == 2
    assert [mail.to for mail in OutboxMail.objects.all()] == ["kita@example.org"]


def test_only_the_chosen_institutions_are_addressed(ada, network, kita):
    listed(InstitutionFactory(), network)

    briefing = issue(ada, network, institutions=[kita.pk])

    assert [relay.institution for relay in briefing.relays.all()] == [kita]


def test_audience_narrows_by_type_and_place(ada, network, kita):
    from tests.factories.directory import InstitutionTypeFactory

    school = InstitutionTypeFactory(code="school", name="Schule", short_name="Schule")
    listed(InstitutionFactory(name="Grundschule", type=school), network)

    briefing = issue(ada, network, audience={"types": ["school"]})

    assert [relay.institution.name for relay in briefing.relays.all()] == ["Grundschule"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key_points": []}, "key_points"),
        ({"key_points": ["a", "b", "c", "d"]}, "key_points"),
        ({"title": " "}, "title_missing"),
        ({"is_duty": True}, "due_missing"),
        ({"due_on": dt.date(2020, 1, 1)}, "past"),
        ({"institutions": []}, "audience_empty"),
    ],
)
def test_bad_input_is_named(ada, network, kita, more, code):
    with pytest.raises(RuleBroken) as broken:
        issue_briefing(**{"by": ada, "network": network, "title": "T", "key_points": POINTS, **more})
    assert broken.value.code == code


def test_others_do_not_send(noor, mira, lang, network, kita):
    for user in (noor, mira, lang):
        with pytest.raises(PermissionDenied):
            issue(user, network)


def test_a_chair_proposes_and_the_coordination_sends(ada, network, kita, monkeypatch):
    from coordination.accounts.roles import MAY, Role

    chair = MembershipFactory(network=network, role=Role.PROFESSIONAL).user
    monkeypatch.setitem(MAY, Role.PROFESSIONAL, MAY[Role.GROUP_CHAIR])

    briefing = issue(chair, network)
    assert (briefing.state, briefing.relays.count()) == ("proposed", 0)

    send_out(by=ada, briefing=briefing)
    assert (briefing.state, briefing.relays.count()) == ("issued", 1)


# --- answers
def test_a_relay_is_answered_once(ada, mira, network, kita):
    one = speaks_for(network, kita, mira)
    relay = RelayFactory(appointment=one)

    relays.answer(by=mira, relay=relay, state="done", how="team", reach="6-15")

    with pytest.raises(RuleBroken) as broken:
        relays.answer(by=mira, relay=relay, state="needs_help")
    assert broken.value.code == "already_answered"
    assert funnels([relay.briefing_id])[relay.briefing_id].people == 6


def test_after_it_moved_the_old_multiplier_answers_no_more(ada, mira, network, kita):
    one = speaks_for(network, kita, mira)
    other = speaks_for(network, listed(InstitutionFactory(), network))
    relay = RelayFactory(appointment=one)
    one.institutions.all().get()

    relays.hand_over(by=ada, relay=relay, to=other)
    appointments.end(by=ada, appointment=one, reason="left")

    with pytest.raises(PermissionDenied):
        relays.answer(by=mira, relay=relay, state="done")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"state": "done", "day": dt.date(2099, 1, 1)}, "future"),
        ({"state": "planned"}, "planned_day"),
        ({"state": "planned", "day": dt.date(2020, 1, 1)}, "planned_day"),
        ({"state": "not_relevant", "text": " "}, "reason_missing"),
        ({"state": "open"}, "answer_unknown"),
    ],
)
def test_wrong_answers_are_named(ada, network, given, code):
    relay = RelayFactory(appointment__network=network)
    with pytest.raises(RuleBroken) as broken:
        relays.answer(by=ada, relay=relay, **given)
    assert broken.value.code == code


def test_a_closed_briefing_asks_nobody(ada, network):
    relay = RelayFactory(appointment__network=network)
    close_briefing(by=ada, briefing=relay.briefing)

    assert not Relay.objects.waiting().exists()
    with pytest.raises(RuleBroken) as broken:
        relays.answer(by=ada, relay=relay, state="done")
    assert broken.value.code == "briefing_closed"


def test_what_was_open_when_it_was_closed_is_not_answered(client, ada, network):
    relay = RelayFactory(appointment=AppointmentFactory(network=network))
    close_briefing(by=ada, briefing=relay.briefing)
    client.force_login(ada)

    page = client.get(relay.briefing.get_absolute_url()).content.decode()
    person = client.get(relay.appointment.get_absolute_url()).content.decode()

    assert page.count("icht beantwortet") == 3  # the filter, the figure, the row
    assert "nicht beantwortet" in person


def test_the_deputy_takes_over(mira, network, kita):
    main = speaks_for(network, kita)
    deputy = speaks_for(network, kita, mira, at__role=DEPUTY)
    relay = RelayFactory(appointment=main)

    relays.take_over(by=mira, relay=relay)

    assert relay.appointment_id == deputy.pk


def test_the_providers_multiplier_reaches_houses_and_hands_on(ada, mira, network):
    provider = listed(InstitutionFactory(name="Träger"), network)
    houses = [listed(InstitutionFactory(name=f"Haus {n}", parent=provider), network) for n in (1, 2)]
    top = speaks_for(network, provider, mira)
    own = speaks_for(network, houses[0])

    briefing = issue(ada, network, institutions=[provider.pk, houses[1].pk])
    through = briefing.relays.get(institution=houses[1])
    assert (through.appointment, through.through) == (top, provider)

    count = pass_on(by=mira, relay=briefing.relays.get(institution=provider))
    assert count == 1
    assert briefing.relays.get(institution=houses[0]).appointment == own
    with pytest.raises(RuleBroken) as broken:
        pass_on(by=mira, relay=briefing.relays.get(institution=provider))
    assert broken.value.code == "no_houses"


def test_a_circle_of_providers_ends(ada, network, kita):
    other = listed(InstitutionFactory(name="Kreis", parent=kita), network)
    kita.parent = other
    kita.save()

    briefing = issue(ada, network)

    assert briefing.relays.without_multiplier().count() == 2


# --- who sees what
def test_each_sees_the_own_relays(ada, mira, noor, lang, auditor, network, kita):
    mine = RelayFactory(appointment=speaks_for(network, kita, mira))
    foreign = RelayFactory(appointment__network=network)

    assert set(Relay.objects.visible_to(ada)) == {mine, foreign} == set(Relay.objects.visible_to(auditor))
    assert set(Relay.objects.visible_to(mira)) == {mine}
    for user in (noor, lang, None):
        assert not Relay.objects.visible_to(user).exists()
        assert not type(mine.briefing).objects.visible_to(user).exists()
    assert set(type(mine.briefing).objects.visible_to(mira)) == {mine.briefing}

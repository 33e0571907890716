"""Pages of multipliers and briefings: who sees what, how often the database is asked, forms."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from network.worklist.multipliers import waiting
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, PersonFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory, listed

pytestmark = pytest.mark.django_db
LISTS = ["appointment-list", "appointment-gaps", "handover-list", "briefing-list"]


@pytest.fixture
def kita(network):
    return listed(InstitutionFactory(name="Kita Sonnenblume"), network)


def page_of(client, user, url):
    client.force_login(user)
    return client.get(url)


def text_of(client, user, url):
    return page_of(client, user, url).content.decode()


@pytest.mark.parametrize("name", [*LISTS, "relay-mine", "appointment-add", "briefing-add"])
def test_pages_open_and_are_empty_without_harm(client, ada, name):
    assert page_of(client, ada, reverse(f"network:{name}")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_strangers_find_nothing(client, lang, name):
    assert page_of(client, lang, reverse(f"network:{name}")).status_code == 403


def test_another_network_sees_nothing(client, ada, noor, network):
    relay = RelayFactory(appointment__network=network, appointment__person__last_name="Unsichtbar")
    foreign = [
        relay.appointment.get_absolute_url(),
        relay.briefing.get_absolute_url(),
        relay.get_absolute_url(),
        reverse("network:relay-hand-over", args=[relay.uid]),
        reverse("network:appointment-edit", args=[relay.appointment.uid]),
        reverse("network:appointment-act", args=[relay.appointment.uid, "beenden"]),
    ]
    for url in foreign:
        assert page_of(client, ada, url).status_code == 200, url
        assert page_of(client, noor, url).status_code == 404, url
    for name in LISTS:
        page = text_of(client, noor, reverse(f"network:{name}"))
        assert "Unsichtbar" not in page
        assert relay.briefing.title not in page


def test_a_multiplier_sees_colleagues_of_the_own_house_and_no_others(client, mira, network, kita):
    AppointmentFactory(network=network, at=kita, person=PersonFactory(network=network, user=mira))
    AppointmentFactory(network=network, at=kita, is_shown=False, person__last_name="Kollegin")
    AppointmentFactory(network=network, person__last_name="Fremdperson")

    page = text_of(client, mira, reverse("network:appointment-list"))

    assert "Kollegin" in page
    assert "Fremdperson" not in page


def test_without_consent_the_chair_sees_no_name(client, network, monkeypatch):
    from coordination.accounts.roles import MAY, READS

    monkeypatch.setitem(MAY, Role.PROFESSIONAL, MAY[Role.GROUP_CHAIR])
    monkeypatch.setitem(READS, Role.PROFESSIONAL, Level.NETWORK)
    chair = MembershipFactory(network=network, role=Role.PROFESSIONAL).user
    AppointmentFactory(network=network, person__last_name="Gezeigt")
    AppointmentFactory(network=network, person__last_name="Verborgen", is_shown=False)

    page = text_of(client, chair, reverse("network:appointment-list"))

    assert "Gezeigt" in page
    assert "Verborgen" not in page


def test_a_threatened_person_is_shown_to_the_coordination_alone(client, ada, auditor, network):
    one = AppointmentFactory(network=network, person__threat_flag=True, person__last_name="Bedroht")

    assert "Bedroht" in text_of(client, ada, reverse("network:appointment-list"))
    assert "Bedroht" not in text_of(client, auditor, reverse("network:appointment-list"))
    assert page_of(client, auditor, one.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "most"), [("appointment-list", 22), ("appointment-gaps", 16), ("briefing-list", 15)]
)
def test_lists_ask_the_database_equally_often(
    client, ada, network, rows, name, most, django_assert_max_num_queries
):
    for _row in range(rows):
        RelayFactory(appointment__network=network)
        listed(InstitutionFactory(), network)
    client.force_login(ada)
    client.get(reverse(f"network:{name}"))

    with django_assert_max_num_queries(most):
        client.get(reverse(f"network:{name}"))


def counted(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_briefing_asks_equally_often_for_one_relay_and_three(client, ada, network):
    briefing = BriefingFactory(network=network)
    RelayFactory(appointment__network=network, briefing=briefing)
    client.force_login(ada)
    one = counted(client, briefing.get_absolute_url())
    for _row in range(2):
        RelayFactory(appointment__network=network, briefing=briefing)

    assert counted(client, briefing.get_absolute_url()) == one


# --- forms
def propose(client, kita, who, **more):
    data = {"person": str(who.uid), "institution_1": str(kita.uid), "role_1": "main", **more}
    return client.post(reverse("network:appointment-add"), data)


def test_the_coordination_proposes_confirms_and_begins(client, ada, network, kita):
    person = PersonFactory(network=network, level=Level.NETWORK)
    client.force_login(ada)
    today = timezone.localdate()

    propose(client, kita, person)
    one = Appointment.objects.get()
    assert one.state == "proposed"
    until = (today + dt.timedelta(days=700)).strftime("%d.%m.%Y")
    act = [one.uid, "bestaetigen"]
    client.post(
        reverse("network:appointment-act", args=act),
        {"named_by": "Frau Leitung", "valid_from": today.strftime("%d.%m.%Y"), "valid_until": until},
    )
    client.post(reverse("network:appointment-act", args=[one.uid, "beginnen"]))

    assert list(Appointment.objects.active()) == [one]


@pytest.mark.parametrize(
    "more",
    [
        {"valid_from": "01.02.2027", "valid_until": "01.01.2027"},
        {"institution_1": ""},
        {"person": "Niemand Bekanntes"},
        {"valid_from": "31.02.2027"},
        {"minutes_a_week": "99999999999"},
        {"email": "kein at"},
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(client, ada, network, kita, more):
    client.force_login(ada)
    answer = propose(client, kita, PersonFactory(network=network, level=Level.NETWORK), **more)
    assert answer.status_code == 200
    assert not Appointment.objects.exists()


def test_main_and_deputy_of_one_institution_is_told(client, ada, network, kita):
    client.force_login(ada)
    person = PersonFactory(network=network, level=Level.NETWORK)
    answer = propose(client, kita, person, institution_2=str(kita.uid), role_2="deputy")
    assert answer.status_code == 200
    assert "institution_2" in answer.context["form"].errors


def test_an_editor_proposes_for_the_own_house_only(client, network, kita):
    editor = MembershipFactory(network=network, role=Role.INSTITUTION_EDITOR).user
    AffiliationFactory(person=PersonFactory(network=network, user=editor), institution=kita, network=network)
    other = listed(InstitutionFactory(), network)
    person = PersonFactory(network=network, level=Level.NETWORK)
    AffiliationFactory(person=person, institution=kita, network=network)
    client.force_login(editor)

    propose(client, other, person)
    assert not Appointment.objects.exists()
    propose(client, kita, person)
    assert [row.institution for row in AppointmentInstitution.objects.all()] == [kita]


def test_a_briefing_is_seen_before_it_is_sent(client, ada, network, kita):
    AppointmentFactory(network=network, at=kita)
    client.force_login(ada)
    data = {"title": "Neue Nummer", "point_1": "Ab Montag."}

    look = client.post(reverse("network:briefing-add"), {**data, "pruefen": "1"})
    assert look.context["preview"]["institutions"] == 1
    assert not Briefing.objects.exists()
    client.post(reverse("network:briefing-add"), {**data, "senden": "1"})

    assert Relay.objects.get().institution == kita


def test_words_of_a_single_case_are_asked_about(client, ada, network, kita):
    client.force_login(ada)
    data = {"title": "T", "point_1": "Das Kind Leon Müller, geboren am 03.04.2019, wurde geschlagen."}
    answer = client.post(reverse("network:briefing-add"), {**data, "senden": "1"})
    assert answer.status_code == 200
    assert not Briefing.objects.exists()


def test_what_waits_stands_on_the_work_list(ada, mira, network, kita):
    one = AppointmentFactory(network=network, at=kita, person=PersonFactory(network=network, user=mira))
    RelayFactory(appointment=one)
    RelayFactory(appointment=one, state="needs_help", help_text="Bitte um Hilfe")
    AppointmentFactory(network=network, state="proposed", activated_at=None)
    AppointmentFactory(network=network, valid_until=timezone.localdate() + dt.timedelta(days=9))

    assert len(list(waiting(mira))) == 1
    assert len(list(waiting(ada))) == 3


def test_being_shown_is_the_persons_own_word(client, ada, mira, network, kita):
    one = AppointmentFactory(network=network, person__user=mira, is_shown=True)
    AppointmentInstitution(appointment=one, institution=kita).save()
    url = reverse("network:appointment-shown", args=[one.uid])

    page = page_of(client, mira, one.get_absolute_url()).content.decode()
    assert "Einwilligung zurücknehmen" in page
    client.post(url, {"agreed": "no"})
    one.refresh_from_db()
    assert not one.is_shown
    client.post(url, {"agreed": "yes"})
    one.refresh_from_db()
    assert one.is_shown

    client.force_login(ada)
    assert client.post(url, {"agreed": "no"}).status_code == 302
    one.refresh_from_db()
    assert one.is_shown  # not for others to say here

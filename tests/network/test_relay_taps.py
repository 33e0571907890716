"""Answers by one tap from the mail, the weekly five minutes, reminders that stop by themselves."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import Link
from coordination.lib.models import OutboxMail
from network.models import AppointmentInstitution, Relay, RelayReminder, WeeklyMail
from network.services import appointments, relays
from network.services.briefings import close_briefing, issue_briefing
from network.services.mails import send_reminders, send_weekly
from tests.factories.directory import InstitutionFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory, listed

pytestmark = pytest.mark.django_db
POINTS = ["Die Rufbereitschaft hat eine neue Nummer."]


@pytest.fixture
def kita(network):
    return listed(InstitutionFactory(name="Kita Sonnenblume"), network)


@pytest.fixture
def soon():
    return timezone.localdate() + dt.timedelta(days=14)


@pytest.fixture
def one(network, kita):
    return AppointmentFactory(network=network, at=kita, email="kita@example.org")


@pytest.fixture
def duty(ada, network, one, soon):
    return issue_briefing(
        by=ada, network=network, title="Neue Nummer", key_points=POINTS, due_on=soon, is_duty=True
    )


def address_in(mail):
    return re.search(r"https?://[^/]+(/n/[^/\s]+/)", mail.text)[1]


def tap(client, address, **data):
    relay = Relay.objects.order_by("id").first()
    return client.post(address, {"relay": str(relay.uid), **data})


def test_looking_changes_nothing_pressing_does(client, duty):
    address = address_in(OutboxMail.objects.get())

    for _scanner in range(3):
        page = client.get(address + "?antwort=erledigt")
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
    assert Relay.objects.get().state == "open"

    done = tap(client, address, antwort="erledigt", reach="6-15")
    relay = Relay.objects.get()
    assert done.status_code == 200
    assert (relay.state, relay.reach, relay.done_on) == ("done", "6-15", timezone.localdate())


def test_pressed_twice_is_told_kindly(client, duty):
    address = address_in(OutboxMail.objects.get())
    tap(client, address, antwort="erledigt")

    again = tap(client, address, antwort="hilfe")

    assert again.status_code == 410
    assert Relay.objects.get().state == "done"


def test_after_it_moved_the_link_says_so(client, ada, network, kita, one, duty):
    address = address_in(OutboxMail.objects.get())
    other = AppointmentFactory(network=network, at=kita, at__role=AppointmentInstitution.Role.DEPUTY)
    appointments.end(by=ada, appointment=one, reason="left")
    assert Relay.objects.get().appointment == other

    answer = tap(client, address, antwort="erledigt")

    assert answer.status_code == 410
    assert Relay.objects.get().state == "open"


def test_expired_closed_and_invented_links(client, ada, duty):
    address = address_in(OutboxMail.objects.get())
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(hours=1))
    assert client.get(address).status_code == 410
    Link.objects.update(expires_at=timezone.now() + dt.timedelta(hours=1))
    close_briefing(by=ada, briefing=duty)
    assert client.get(address).status_code == 410
    assert client.get("/n/erfunden/").status_code == 404


def test_the_link_lives_thirty_days_beyond_the_day(duty, soon):
    link = Link.objects.get(purpose=Link.Purpose.RELAY)
    assert timezone.localdate(link.expires_at) == soon + dt.timedelta(days=30)


def test_several_institutions_are_answered_with_one_press(client, ada, network, one, soon):
    second = listed(InstitutionFactory(), network)
    AppointmentInstitution(appointment=one, institution=second).save()
    issue_briefing(by=ada, network=network, title="T", key_points=POINTS, due_on=soon, is_duty=True)
    address = address_in(OutboxMail.objects.get())
    uids = [str(relay.uid) for relay in Relay.objects.all()]

    client.post(address, {"relay": uids, "antwort": "passt-nicht", "why": "Wir sind ein Sportverein."})

    assert {relay.state for relay in Relay.objects.all()} == {"not_relevant"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"antwort": "geplant"},
        {"antwort": "passt-nicht"},
        {"antwort": "unsinn"},
        {"antwort": "geplant", "planned_for": "31.02.2027"},
    ],
)
def test_what_is_missing_is_asked_for(client, duty, data):
    page = tap(client, address_in(OutboxMail.objects.get()), **data)
    assert page.status_code == 200
    assert Relay.objects.get().state == "open"


def test_another_persons_relay_is_not_answered_by_the_link(client, network, duty):
    foreign = RelayFactory(appointment__network=network)

    client.post(address_in(OutboxMail.objects.get()), {"relay": str(foreign.uid), "antwort": "erledigt"})

    foreign.refresh_from_db()
    assert foreign.state == "open"


# --- the weekly five minutes
MONDAY = dt.date(2026, 11, 23)


def test_at_most_three_things_duties_first_once_a_week(network, one):
    for number in range(5):
        RelayFactory(appointment=one, briefing=BriefingFactory(network=network, title=f"Angebot {number}"))
    late = BriefingFactory(
        network=network, title="Pflicht", is_duty=True, due_on=timezone.localdate() + dt.timedelta(days=3)
    )
    RelayFactory(appointment=one, briefing=late)

    assert send_weekly(day=MONDAY) == 1
    assert send_weekly(day=MONDAY + dt.timedelta(days=2)) == 0
    assert send_weekly(day=MONDAY + dt.timedelta(days=7)) == 1

    mail = OutboxMail.objects.order_by("id").first()
    assert Link.objects.filter(purpose=Link.Purpose.RELAY).count() == 6  # three in each of two mails
    assert mail.text.index("Pflicht") < mail.text.index("Angebot")
    assert mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_is_sent_when_nothing_waits(network, one):
    RelayFactory(appointment=one, state="done", done_on=MONDAY, answered_at=timezone.now())
    RelayFactory(appointment=one, state="planned", planned_for=MONDAY + dt.timedelta(days=5))
    RelayFactory(appointment=one, state="needs_help")

    assert send_weekly(day=MONDAY) == 0
    assert not OutboxMail.objects.exists()


def test_one_click_ends_the_weekly_mail_and_looking_does_not(client, network, one):
    RelayFactory(appointment=one)
    send_weekly(day=MONDAY)
    url = re.search(r"<https?://[^/]+(.*)>", OutboxMail.objects.get().headers["List-Unsubscribe"])[1]

    assert client.get(url).status_code == 200
    assert WeeklyMail.objects.get().stopped_at is None
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert WeeklyMail.objects.get().stopped_at is not None
    assert send_weekly(day=MONDAY + dt.timedelta(days=7)) == 0


def test_the_end_of_a_term_is_asked_about(client, network, one):
    one.valid_until = timezone.localdate() + dt.timedelta(days=30)
    one.save()
    assert send_weekly(day=timezone.localdate()) == 1
    address = re.search(r"https?://[^/]+(/n/amtszeit/[^/\s]+/)", OutboxMail.objects.get().text)[1]

    assert client.get(address).status_code == 200
    client.post(address, {"antwort": "ja"})
    one.refresh_from_db()
    assert one.wants_to_stay is True
    assert client.get(address).status_code == 410


# --- reminders
def test_reminders_go_once_and_stop_by_themselves(ada, network, one, duty, soon):
    OutboxMail.objects.all().delete()
    assert send_reminders(day=soon - dt.timedelta(days=9)) == 0
    assert send_reminders(day=soon - dt.timedelta(days=2)) == 1
    assert send_reminders(day=soon - dt.timedelta(days=1)) == 0
    assert send_reminders(day=soon + dt.timedelta(days=4)) == 1
    assert send_reminders(day=soon + dt.timedelta(days=40)) == 0
    assert RelayReminder.objects.count() == 2


def test_who_answered_is_not_reminded(ada, network, one, duty, soon):
    relays.answer(by=ada, relay=duty.relays.get(), state="done")
    assert send_reminders(day=soon) == 0


def test_whoever_takes_over_is_reminded_anew(ada, network, kita, one, duty, soon):
    send_reminders(day=soon)
    other = AppointmentFactory(network=network, at=kita, email="neu@example.org")
    relays.hand_over(by=ada, relay=duty.relays.get(), to=other)

    assert send_reminders(day=soon) == 1
    assert OutboxMail.objects.order_by("-id").first().to == "neu@example.org"


def test_the_kit_is_public_and_without_cookie(client, network):
    page = client.get(reverse("net:welcome"))
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers

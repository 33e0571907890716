"""People without a mail address: entered by the office, never mailed, never asked to wait, certificates on paper."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from coordination.lib.models import OutboxMail
from meetings.models import Registration
from meetings.services import certificates, participants
from tests.factories.meetings_day import AttendanceFactory, fachtag
from tests.factories.meetings_events import EventFactory, RegistrationFactory
from tests.meetings.test_registering import fields, nobody_waits  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, ada):
    client.force_login(ada)
    return client


def enter(office, event, name: str):
    address = reverse("meetings:registration-add", args=[event.uid])
    said = {"first_name": name, "last_name": "Beispiel", "key": str(uuid.uuid4())}
    return office.post(address, said)


def test_the_office_enters_several_and_the_next_has_the_place_at_once(office, network):
    event = EventFactory(network=network, capacity=1)

    assert [enter(office, event, name).status_code for name in ("Ada", "Bea")] == [302, 302]

    ada, bea = Registration.objects.order_by("id")
    assert (ada.state, bea.state) == ("admitted", "waiting")
    participants.cancel(by=None, registration=ada)
    bea.refresh_from_db()
    assert bea.state == "admitted"  # nobody could ask her
    assert not OutboxMail.objects.exists()
    assert office.get(bea.get_absolute_url()).status_code == 200


def test_a_guest_gives_an_address(client, network):
    event = EventFactory(network=network, slug="fachtag")

    response = client.post(reverse("dates:register", args=[event.slug]), fields(email=""))

    assert "email" in response.context["form"].errors
    assert not Registration.objects.exists()


def test_certificates_without_an_address_are_one_print(office, network, ada):
    event = fachtag(network)
    for mail in ("", "", "mit@example.org"):
        one = RegistrationFactory(event=event, email=mail)
        AttendanceFactory(registration=one, present_from=event.starts_at)
    certificates.issue(by=ada, event=event)

    assert certificates.tell(by=ada, event=event) == 1
    assert certificates.without_address(event).count() == 2
    print_url = reverse("meetings:certificate-print-paper", args=[event.uid])
    assert print_url in office.get(reverse("meetings:certificate-list", args=[event.uid])).content.decode()
    answer = office.get(print_url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_without_such_people_there_is_no_print(office, network):
    event = EventFactory(network=network, starts_at=fachtag(network).starts_at + dt.timedelta(hours=1))

    assert office.get(reverse("meetings:certificate-print-paper", args=[event.uid])).status_code == 404

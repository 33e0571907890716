"""A briefing goes to three: one taps „done“ in the mail, one needs help, one has left and the deputy gets it."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.models import OutboxMail
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from network.tasks_multipliers import turn_terms
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import InstitutionFactory, PersonFactory
from tests.factories.network_multipliers import AppointmentFactory, listed

pytestmark = pytest.mark.django_db


def mail_to(address):
    mail = OutboxMail.objects.filter(to=address).order_by("-id").first()
    return re.search(r"https?://[^/]+(/n/[^/\s]+/)", mail.text)[1]


def test_a_briefing_reaches_three_houses_and_comes_back(client, ada, network):
    kita, school, club = (
        listed(InstitutionFactory(name=name), network)
        for name in ("Kita Sonnenblume", "Grundschule", "Turnverein")
    )
    wanda = AppointmentFactory(network=network, at=kita, email="wanda@example.org")
    olaf_user = UserFactory(email="olaf@example.org")
    MembershipFactory(user=olaf_user, network=network, role=Role.MULTIPLIER)
    AppointmentFactory(network=network, at=school, person=PersonFactory(network=network, user=olaf_user))
    tilo = AppointmentFactory(network=network, at=club, email="tilo@example.org")
    dana = AppointmentFactory(
        network=network, at=club, at__role=AppointmentInstitution.Role.DEPUTY, email="dana@example.org"
    )
    client.force_login(ada)

    # Ada writes it, sees who gets it, sends it.
    due = (timezone.localdate() + dt.timedelta(days=10)).strftime("%d.%m.%Y")
    words = {"title": "Neue Nummer", "point_1": "Ab Montag gilt sie.", "due_on": due, "is_duty": "on"}
    look = client.post(reverse("network:briefing-add"), {**words, "pruefen": "1"})
    assert look.context["preview"]["multipliers"] == 3
    client.post(reverse("network:briefing-add"), {**words, "senden": "1"})
    briefing = Briefing.objects.get()
    assert {mail.to for mail in OutboxMail.objects.all()} == {
        "wanda@example.org", "olaf@example.org", "tilo@example.org",
    }  # fmt: skip

    # Tilo leaves: the deputy gets what is open.
    client.post(
        reverse("network:appointment-act", args=[tilo.uid, "beenden"]), {"reason": "left", "last_day": ""}
    )
    assert briefing.relays.get(institution=club).appointment == dana
    client.logout()
    assert client.post(mail_to("tilo@example.org"), {"antwort": "erledigt"}).status_code == 410

    # Wanda taps in the mail, without an account.
    page = client.get(mail_to("wanda@example.org"))
    relay = briefing.relays.get(appointment=wanda)
    assert str(relay.uid) in page.content.decode()
    client.post(
        mail_to("wanda@example.org"),
        {"relay": str(relay.uid), "antwort": "erledigt", "format": "team", "reach": "6-15"},
    )

    # Olaf signs in and asks for help.
    client.force_login(olaf_user)
    mine = client.get(reverse("network:relay-mine")).content.decode()
    assert "Neue Nummer" in mine
    olafs = briefing.relays.get(institution=school)
    client.post(
        olafs.get_absolute_url(), {"antwort": "hilfe", "help_text": "Wer kann die Nummer vorstellen?"}
    )

    # Ada sees it on her work list and in the funnel; the daily work changes nothing of it.
    client.force_login(ada)
    assert turn_terms.call() == {"ended": 0, "begun": 0}
    page = client.get(briefing.get_absolute_url())
    funnel = page.context["funnel"]
    assert (funnel.sent, funnel.done, funnel.needs_help, funnel.people) == (3, 1, 1, 6)
    assert "Wer kann die Nummer vorstellen?" in page.content.decode()
    states = {one.institution.name: one.state for one in Relay.objects.select_related("institution")}
    assert states == {"Kita Sonnenblume": "done", "Grundschule": "needs_help", "Turnverein": "open"}
    assert Appointment.objects.active().count() == 3

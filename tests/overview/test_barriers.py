"""Reporting a barrier: without account and cookie, by mail to the network, on Heute, answered within a month."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.lib import guests, worklist
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from coordination.lib.personal import retention
from coordination.overview.models import Barrier
from coordination.overview.services import answer_barrier, report_barrier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(guests, "FASTEST", -1)


@pytest.fixture
def reachable(network):
    network.contact_email = "netzwerk@example.org"
    network.save()
    return network


def send(client, **values):
    form = client.get(reverse("site:barrier")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(reverse("site:barrier"), data | values)


def test_a_barrier_reaches_the_network_by_mail_and_on_heute(reachable, ada):
    client = Client(enforce_csrf_checks=True)

    response = send(client, text="Der Knopf ist zu klein.", page="/akteure/")

    assert response.url == reverse("site:barrier-thanks")
    assert client.get(response.url).status_code == 200
    assert not client.cookies
    mail = OutboxMail.objects.get()
    assert mail.to == "netzwerk@example.org"
    assert "Der Knopf ist zu klein." in mail.text
    assert "Knopf" not in mail.subject
    (line,) = [item for item in worklist.waiting(ada) if "barrieren" in item.url]
    assert line.due == timezone.localdate() + dt.timedelta(days=30)


def test_the_page_one_came_from_stands_in_the_form_if_it_is_ours(client, network):
    url = reverse("site:barrier")

    ours = client.get(url, headers={"referer": "http://testserver/akteure/?q=x"})
    theirs = client.get(url, headers={"referer": "http://anderswo.example.org/geheim"})

    assert ours.context["form"]["page"].value() == "/akteure/?q=x"
    assert theirs.context["form"]["page"].value() == ""


@pytest.mark.parametrize(
    "values",
    [{"text": ""}, {"text": "x" * 2001}, {"text": "x", "page": "y" * 301}, {"text": "x", "reply_to": "kein"},
     {"text": "x", "homepage": "spam"}, {"text": "a\x00b"}, {"text": "x", "reply_to": "a@b.de\nBcc: c@d.de"}],
)  # fmt: skip
def test_bad_input_is_told_and_keeps_nothing(client, network, values):
    response = send(client, **values)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Barrier.objects.exists()


def test_the_same_report_twice_is_one(client, reachable):
    for _ in range(2):
        send(client, text="Kein Kontrast")

    assert Barrier.objects.count() == OutboxMail.objects.count() == 1


def test_without_a_network_the_form_says_where_to_go(client, db):
    assert "kein Netzwerk" in send(client, text="Hallo").content.decode()


def test_the_answer_goes_by_mail_and_the_address_is_gone(client, reachable, ada):
    barrier = report_barrier(network=reachable, text="Zu klein", reply_to="frau@example.org")
    client.force_login(ada)
    assert "frau@example.org" in client.get(barrier.get_absolute_url()).content.decode()

    client.post(barrier.get_absolute_url(), {"text": "Der Knopf ist jetzt größer."})

    barrier.refresh_from_db()
    assert (barrier.done_by, barrier.reply_to) == (ada, "")
    assert "jetzt größer" in OutboxMail.objects.get(to="frau@example.org").text
    with pytest.raises(RuleBroken) as broken:
        answer_barrier(by=ada, barrier=barrier, text="Noch einmal")
    assert broken.value.code == "already_answered"
    assert not [item for item in worklist.waiting(ada) if "barrieren" in item.url]


@pytest.mark.parametrize(
    ("who", "status"), [("ada", 200), ("auditor", 200), ("mira", 403), ("noor", 404), (None, 302)]
)
def test_reports_are_read_by_coordination_and_auditor(client, network, request, who, status):
    barrier = report_barrier(network=network, text="Canary-Barriere")
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(barrier.get_absolute_url()).status_code == status
    listed = client.get(reverse("overview:barriers"), {"page": "1000000000"})
    assert ("Canary-Barriere" in listed.content.decode()) == (status == 200)


def test_the_auditor_answers_nothing(client, network, auditor):
    barrier = report_barrier(network=network, text="Zu klein")
    client.force_login(auditor)

    assert client.post(barrier.get_absolute_url(), {"text": "x"}).status_code == 403
    with pytest.raises(RuleBroken):
        answer_barrier(by=auditor, barrier=barrier, text="x")
    assert Barrier.objects.open().count() == 1


def test_answered_reports_are_forgotten_after_a_year(network, ada):
    answer_barrier(by=ada, barrier=report_barrier(network=network, text="Alt"), text="Behoben")
    report_barrier(network=network, text="Offen")

    retention.run([network.pk], now=timezone.now() + dt.timedelta(days=300))
    assert Barrier.objects.count() == 2
    retention.run([network.pk], now=timezone.now() + dt.timedelta(days=400))
    assert [one.text for one in Barrier.objects.all()] == ["Offen"]

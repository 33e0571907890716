"""The whole way: a briefing goes out, a concern comes back, two join it, it is answered, all three see the answer.

And the map, its table, its text and the coverage name the same gaps.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail
from network.models import AppointmentInstitution, Briefing, Concern
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import InstitutionFactory, PersonFactory
from tests.factories.network_multipliers import AppointmentFactory, listed

pytestmark = pytest.mark.django_db

QUESTION = "Wer vertritt die Beratungsstelle in den Ferien?"
ANSWER = "In den Ferien vertritt das Familienzentrum, Montag bis Freitag."


def multiplier(network, house, name, **role):
    user = UserFactory(email=f"{name}@example.org", first_name=name.title(), last_name="Muster")
    MembershipFactory(user=user, network=network, role=Role.MULTIPLIER)
    person = PersonFactory(
        network=network, user=user, first_name=name.title(), last_name="Muster", level=Level.NETWORK
    )
    return user, AppointmentFactory(network=network, at=house, person=person, **role)


def last_mail(address):
    return OutboxMail.objects.filter(to=address).order_by("-id").first()


def test_what_goes_out_comes_back_as_an_answer(client, ada, network):
    kita, school, club, silent = (
        listed(InstitutionFactory(name=name), network)
        for name in ("Kita Sonnenblume", "Grundschule", "Turnverein", "Praxis Still")
    )
    wanda, wandas = multiplier(network, kita, "wanda")
    olaf, _olafs = multiplier(network, school, "olaf")
    _tilo, tilos = multiplier(network, club, "tilo")
    dana, _danas = multiplier(network, club, "dana", at__role=AppointmentInstitution.Role.DEPUTY)

    # Out: one taps „done“ in the mail, one needs help, one has left and the deputy gets it.
    client.force_login(ada)
    due = (timezone.localdate() + dt.timedelta(days=10)).strftime("%d.%m.%Y")
    client.post(
        reverse("network:briefing-add"),
        {
            "title": "Neue Sprechzeiten",
            "point_1": "Ab Montag.",
            "due_on": due,
            "is_duty": "on",
            "senden": "1",
        },
    )
    briefing = Briefing.objects.get()
    client.post(
        reverse("network:appointment-act", args=[tilos.uid, "beenden"]), {"reason": "left", "last_day": ""}
    )
    client.logout()
    link = re.search(r"https?://[^/]+(/n/[^/\s]+/)", last_mail(wanda.email).text)[1]
    relay = briefing.relays.get(appointment=wandas)
    client.post(link, {"relay": str(relay.uid), "antwort": "erledigt", "format": "team", "reach": "6-15"})
    client.force_login(olaf)
    client.post(
        briefing.relays.get(institution=school).get_absolute_url(),
        {"antwort": "hilfe", "help_text": "Wie erklären?"},
    )
    states = dict(briefing.relays.values_list("institution__name", "state"))
    assert {name: states[name] for name in ("Kita Sonnenblume", "Grundschule")} == {
        "Kita Sonnenblume": "done",
        "Grundschule": "needs_help",
    }
    assert briefing.relays.get(institution=club).appointment.person.user == dana

    # Back: Wanda raises a concern from the relay; nobody else reads it before the second look.
    client.force_login(wanda)
    form = client.get(f"{reverse('network:concern-add')}?relay={relay.uid}")
    assert "Neue Sprechzeiten" in form.content.decode()
    client.post(
        f"{reverse('network:concern-add')}?relay={relay.uid}",
        {"institution": kita.uid, "title": QUESTION, "text": "In den Ferien ist niemand erreichbar."},
    )
    concern = Concern.objects.get()
    page, acts = (
        concern.get_absolute_url(),
        lambda word: reverse("network:concern-act", args=[concern.uid, word]),
    )
    assert (concern.relay, concern.institution) == (relay, kita)
    client.force_login(olaf)
    assert client.get(page).status_code == 404

    # Ada reads it, finds it on her list, releases it and takes it up.
    client.force_login(ada)
    assert QUESTION in client.get("/arbeit/").content.decode()
    client.post(acts("freigeben"))
    client.post(acts("aufgreifen"))

    # Two join; they see the question, not who asked.
    for user in (olaf, dana):
        client.force_login(user)
        found = client.get(page).content.decode()
        assert "Kita Sonnenblume" not in found
        assert str(wanda) not in found
        client.post(acts("anschliessen"))
    assert concern.supporters.count() == 2

    # Ada answers; all three get the answer by mail and see it on the page, with every hop.
    client.force_login(ada)
    client.post(acts("antworten"), {"answer": ANSWER})
    for user in (wanda, olaf, dana):
        assert ANSWER in last_mail(user.email).text
        client.force_login(user)
        shown = client.get(page)
        assert ANSWER in shown.content.decode()
        assert len(shown.context["steps"]) == 4

    # Map, table, text and coverage: the practice alone has nobody.
    client.force_login(ada)
    drawn, table, text = (client.get(reverse("network:map"), {"ansicht": v}) for v in ("", "tabelle", "text"))
    assert drawn.context["gap_count"] == 1
    assert drawn.context["gap_sentence"] == text.context["told"][0].text
    assert [row["facts"].name for row in table.context["rows"] if not row["multipliers"]] == [silent.name]
    coverage = client.get(reverse("network:coverage"))
    assert [row.name for row in coverage.context["page_obj"]] == [silent.name]
    assert silent.name in client.get(reverse("network:appointment-gaps")).content.decode()

"""Events for everybody: the list, registering without account, the personal link with all it can do."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from coordination.lib import guests
from coordination.lib.models.mail import OutboxMail
from meetings.links import token_of
from meetings.models import Event, Registration, SpecialNeed
from tests.factories.meetings_events import (
    EventFactory,
    RegistrationFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(network):
    return EventFactory(network=network, title="Fachtag Hinsehen", slug="hinsehen", capacity=10)


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """Forms may be sent at once; that people take longer is tried in tests/lib/test_guests.py."""
    monkeypatch.setattr(guests, "FASTEST", -1)


def stamp() -> str:
    return signing.dumps("", salt=guests.SALT)


def fields(**more) -> dict[str, str]:
    return {
        "first_name": "Gülay",
        "last_name": "Muster",
        "email": "guelay@example.org",
        "stamp": stamp(),
        "key": str(uuid.uuid4()),
    } | more


def post(client, event, **more):
    return client.post(reverse("dates:register", args=[event.slug]), fields(**more))


def test_the_public_list_shows_announced_public_events_of_this_network_only(
    client, event, other_network, settings
):
    draft = EventFactory(network=event.network, title="Noch geheim", state=Event.State.DRAFT)
    inner = EventFactory(network=event.network, title="Nur intern", is_public=False)
    theirs = EventFactory(network=other_network, title="Fremder Fachtag")
    event.network.hosts.create(host="testserver")

    page = client.get(reverse("dates:event-list")).content.decode()

    assert event.title in page
    assert not any(one.title in page for one in (draft, inner, theirs))
    for one in (draft, inner, theirs):
        assert client.get(reverse("dates:event-detail", args=[one.slug])).status_code == 404


@pytest.mark.parametrize("name", ["event-detail", "register", "thanks"])
def test_public_pages_set_no_cookie_and_speak_english(client, event, name):
    address = reverse(f"dates:{name}", args=[event.slug])

    response, english = client.get(address), client.get("/en" + address)

    assert (response.status_code, english.status_code) == (200, 200)
    assert not response.cookies
    assert 'lang="en"' in english.content.decode()


def test_somebody_registers_without_account_confirms_and_cancels(client, event):
    response = post(client, event)
    assert response.url == reverse("dates:thanks", args=[event.slug])
    assert not response.cookies
    one = Registration.objects.get()
    assert (one.state, one.is_confirmed, one.place_no) == ("admitted", False, 1)
    text = OutboxMail.objects.get(to="guelay@example.org").text
    link = re.search(r"https?://\S+/anmeldung/\S+", text)[0].partition("//")[2].partition("/")[2]

    before = client.get(f"/{link}")  # a mail scanner looks
    one.refresh_from_db()
    assert before.status_code == 200
    assert not one.is_confirmed

    client.post(f"/{link}", {"act": "confirm"})
    one.refresh_from_db()
    assert one.is_confirmed

    client.post(f"/{link}", {"act": "cancel"})
    one.refresh_from_db()
    assert (one.state, one.place_no) == ("cancelled", None)
    assert client.post(f"/{link}", {"act": "cancel"}).status_code == 200  # used twice: says how things stand


def test_the_same_form_twice_and_the_back_button_are_one_registration(client, event):
    said = fields()
    address = reverse("dates:register", args=[event.slug])

    client.post(address, said)
    client.post(address, said)
    client.post(address, said | {"stamp": stamp()})

    assert Registration.objects.count() == 1


def test_nobody_learns_that_an_address_is_registered(client, event):
    RegistrationFactory(event=event, email="guelay@example.org")

    response = post(client, event)

    assert response.url == reverse("dates:thanks", args=[event.slug])
    assert Registration.objects.count() == 1


def test_a_wrong_or_foreign_link_opens_nothing(client, event):
    one, other = RegistrationFactory(event=event), RegistrationFactory(event=event)

    assert client.get(reverse("dates:mine", args=[one.uid, token_of(other)])).status_code == 404
    assert client.get(reverse("dates:mine", args=[uuid.uuid4(), token_of(one)])).status_code == 404
    assert client.get(reverse("dates:mine", args=[one.uid, token_of(one)])).status_code == 200


def test_links_end_thirty_days_after_the_event(client, network):
    begin = timezone.now() - dt.timedelta(days=31, hours=8)
    past = EventFactory(network=network, starts_at=begin, state=Event.State.HELD)
    one = RegistrationFactory(event=past)

    assert client.get(reverse("dates:mine", args=[one.uid, token_of(one)])).status_code == 404


def test_passing_a_place_on_ends_the_old_link_and_takes_answers_along_nowhere(client, event):
    one = RegistrationFactory(event=event, consent_list=True)
    SpecialNeed.objects.create(registration=one, diet="vegan")
    old = token_of(one)

    client.post(
        reverse("dates:mine-substitute", args=[one.uid, old]),
        {"first_name": "Nora", "last_name": "Neu", "email": "nora@example.org"},
    )

    one.refresh_from_db()
    assert (one.email, one.place_no, one.consent_list, one.is_confirmed) == (
        "nora@example.org",
        1,
        False,
        False,
    )
    assert not SpecialNeed.objects.exists()
    assert client.get(reverse("dates:mine", args=[one.uid, old])).status_code == 404


def test_the_online_link_is_for_people_with_a_place_online_only(client, network):
    hybrid = EventFactory(network=network, mode="hybrid", online_link="https://video.example.org/geheim")
    there = RegistrationFactory(event=hybrid)
    online = RegistrationFactory(event=hybrid, mode="online")
    unsure = RegistrationFactory(event=hybrid, mode="online", confirmed_at=None)

    def sees(one):
        return "geheim" in client.get(reverse("dates:mine", args=[one.uid, token_of(one)])).content.decode()

    assert [sees(one) for one in (there, online, unsure)] == [False, True, False]
    assert "geheim" not in client.get(reverse("dates:event-detail", args=[hybrid.slug])).content.decode()


def test_registering_is_refused_outside_the_window(client, network):
    closed = EventFactory(network=network, state=Event.State.CLOSED)
    early = EventFactory(network=network, registration_opens_at=timezone.now() + dt.timedelta(days=1))

    for one in (closed, early):
        assert post(client, one).status_code == 200
    assert not Registration.objects.exists()


def test_a_full_event_puts_people_on_the_waiting_list_and_an_expired_offer_goes_to_the_next(client, network):
    from meetings.services import participants
    from meetings.services.registering import confirm

    small = EventFactory(network=network, capacity=1)
    first = RegistrationFactory(event=small)
    for number in (1, 2):
        post(client, small, email=f"w{number}@example.org")
    second, third = Registration.objects.filter(state="waiting").order_by("id")
    confirm(by=None, registration=second)
    confirm(by=None, registration=third)

    def page(one):
        return client.get(reverse("dates:mine", args=[one.uid, token_of(one)])).content.decode()

    assert "<b>Ganze Veranstaltung</b>" in page(third)  # not named like a workshop of its own
    participants.cancel(by=None, registration=first)
    assert "melden Sie sich bitte neu an" in page(first)
    second.refresh_from_db()
    assert second.state == "offered"
    Registration.objects.filter(pk=second.pk).update(hold_until=timezone.now() - dt.timedelta(minutes=1))
    response = client.post(reverse("dates:mine", args=[second.uid, token_of(second)]), {"act": "accept"})
    assert response.status_code == 200  # too late, in words
    participants.lapse(small)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("lapsed", "offered")


def test_wishes_are_no_waiting_list_before_confirmation_and_the_mail_names_the_workshops(client, event):
    full, free = WorkshopFactory(event=event, capacity=0), WorkshopFactory(event=event, capacity=5)
    post(client, event, wish_1=str(full.uid), wish_2=str(free.uid))
    address = reverse("dates:mine", args=[(one := Registration.objects.get()).uid, token_of(one)])

    assert "in der Reihe" not in client.get(address).content.decode()
    client.post(address, {"act": "confirm"})

    text = OutboxMail.objects.filter(to=one.email).latest("id").text
    assert f"Workshop: „{free.title}“" in text
    assert f"Auf der Warteliste stehen Sie für den Workshop „{full.title}“." in text
    assert "in der Reihe" in client.get(address).content.decode()

"""Pages of events in the workspace and for everybody: who sees what, and that a whole way works."""

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
    BookingFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
    WaitingFactory,
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


# --- For everybody --------------------------------------------------------------------------------------------------


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

    participants.cancel(by=None, registration=first)
    second.refresh_from_db()
    assert second.state == "offered"
    Registration.objects.filter(pk=second.pk).update(hold_until=timezone.now() - dt.timedelta(minutes=1))
    response = client.post(reverse("dates:mine", args=[second.uid, token_of(second)]), {"act": "accept"})
    assert response.status_code == 200  # too late, in words
    participants.lapse(small)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("lapsed", "offered")


# --- Workspace --------------------------------------------------------------------------------------------------------


def pages(event) -> list[str]:
    names = ["event-detail", "event-edit", "event-call-off", "event-clone", "event-places", "session-add",
             "speaker-add", "programme-release", "register-me", "registration-add", "people-sheet",
             "invite"]  # fmt: skip
    found = [reverse(f"meetings:{name}", args=[event.uid]) for name in names]
    found += [f"{event.get_absolute_url()}?bereich={one}" for one in ("programm", "teilnehmende")]
    return [*found, *(reverse(f"meetings:{one}") for one in ("event-list", "event-add", "venue-list", "venue-add",
                                                              "series-add"))]  # fmt: skip


def test_every_page_opens_for_the_coordination(client, ada, event):
    event.venue = VenueFactory(network=event.network)
    event.save()
    workshop = WorkshopFactory(event=event)
    speaker = SpeakerFactory(event=event)
    one = BookingFactory(session=workshop).registration
    waits = WaitingFactory(event=event)
    client.force_login(ada)
    more = [
        reverse("meetings:session-edit", args=[workshop.uid]),
        reverse("meetings:session-places", args=[workshop.uid]),
        reverse("meetings:session-delete", args=[workshop.uid]),
        reverse("meetings:speaker-edit", args=[speaker.uid]),
        one.get_absolute_url(),
        waits.get_absolute_url(),
        event.venue.get_absolute_url(),
    ]

    for address in pages(event) + more:
        response = client.get(address)
        assert response.status_code == 200, address
        if response.streaming:
            assert response.getvalue().startswith(b"PK")
            response.file_to_stream.close()


def test_another_network_sees_nothing(client, noor, event):
    one = RegistrationFactory(event=event)
    client.force_login(noor)
    open_to_all = {reverse(f"meetings:{one}") for one in ("event-list", "event-add", "venue-list", "venue-add",
                                                           "series-add")}  # fmt: skip

    for address in [*pages(event), one.get_absolute_url()]:
        if address not in open_to_all:
            assert client.get(address).status_code == 404, address
    assert event.title not in client.get(reverse("meetings:event-list")).content.decode()


def test_special_needs_are_for_the_coordination_and_the_person(client, ada, auditor, mira, lang, event):
    one = RegistrationFactory(event=event, user=lang, email=lang.email)
    SpecialNeed.objects.create(registration=one, diet="ohne Sellerie")

    def sees(user):
        client.force_login(user)
        return "Sellerie" in client.get(one.get_absolute_url()).content.decode()

    assert [sees(user) for user in (ada, lang, auditor, mira)] == [True, True, False, False]


def test_special_needs_vanish_from_sight_thirty_days_after(client, ada, network):
    past = EventFactory(
        network=network, starts_at=timezone.now() - dt.timedelta(days=40), state=Event.State.HELD
    )
    one = RegistrationFactory(event=past)
    SpecialNeed.objects.create(registration=one, diet="ohne Sellerie")
    client.force_login(ada)

    assert "Sellerie" not in client.get(one.get_absolute_url()).content.decode()


def test_the_list_of_participants_is_not_for_everybody(client, lang, mira, event):
    RegistrationFactory(event=event, last_name="Geheimnis")
    for user in (lang, mira):
        client.force_login(user)
        response = client.get(f"{event.get_absolute_url()}?bereich=teilnehmende")
        assert "Geheimnis" not in response.content.decode()


def test_an_event_is_made_opened_and_called_off(client, ada, network):
    client.force_login(ada)
    said = {
        "kind": "fachtag", "title": "Neuer Tag", "starts_at": "12.05.2027 09:00", "ends_at": "12.05.2027 16:00",
        "mode": "on_site", "capacity": "20", "offer_hours": "48", "who_may": "all", "is_public": "on",
    }  # fmt: skip
    response = client.post(reverse("meetings:event-add"), said)
    event = Event.objects.get(title="Neuer Tag")
    assert response.status_code == 302
    assert (event.state, event.slug, event.capacity) == ("draft", "neuer-tag", 20)
    assert event.starts_at == dt.datetime(2027, 5, 12, 7, tzinfo=dt.UTC)

    client.post(reverse("meetings:event-step", args=[event.uid]), {"step": "open"})
    RegistrationFactory(event=event)
    client.post(reverse("meetings:event-call-off", args=[event.uid]), {"reason": "Sturm"})

    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == ("cancelled", "Sturm")
    assert OutboxMail.objects.filter(template="meetings/mail/registration").exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("12.05.2027 09:00", "12.05.2027 08:00", "order"),
        ("28.03.2027 02:30", "28.03.2027 08:00", "missing_hour"),
        ("31.10.2027 02:30", "31.10.2027 08:00", "double_hour"),
        ("gestern", "31.10.2027 08:00", "invalid"),
        ("31.02.2027 09:00", "31.10.2027 08:00", "invalid"),
    ],
)
def test_times_that_cannot_be_are_refused_with_a_sentence(client, ada, network, start, end, code):
    client.force_login(ada)
    said = {"kind": "fachtag", "title": "X", "starts_at": start, "ends_at": end, "mode": "on_site",
            "offer_hours": "48", "who_may": "all"}  # fmt: skip

    response = client.post(reverse("meetings:event-add"), said)

    assert code in {
        one.code for errors in response.context["form"].errors.as_data().values() for one in errors
    }
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("word", "hour"), [("summer", 0), ("winter", 1), ("Sommerzeit", 0), ("Winterzeit", 1)]
)
def test_the_hour_that_is_there_twice_is_chosen(word, hour):
    from meetings.forms.moments import read, written

    moment = read(f"31.10.2027 02:30 {word}")

    assert moment == dt.datetime(2027, 10, 31, hour, 30, tzinfo=dt.UTC)
    assert read(written(moment)) == moment


def test_fewer_places_than_booked_asks_whom_it_concerns(client, ada, event):
    people = RegistrationFactory.create_batch(3, event=event)
    client.force_login(ada)
    address = reverse("meetings:event-places", args=[event.uid])

    asked = client.post(address, {"most": "2"})
    assert asked.status_code == 200
    assert people[0].last_name in asked.content.decode()
    done = client.post(address, {"most": "2", "moved": [str(people[0].pk)]})

    assert done.status_code == 302
    event.refresh_from_db()
    people[0].refresh_from_db()
    assert (event.capacity, people[0].state) == (2, "waiting")
    assert sorted(Registration.objects.with_place().values_list("place_no", flat=True)) == [1, 2]


def test_a_workshop_outside_the_event_is_refused(client, ada, event):
    client.force_login(ada)
    said = {
        "kind": "workshop",
        "title": "Draußen",
        "starts_at": "01.01.2030 09:00",
        "ends_at": "01.01.2030 10:00",
    }

    response = client.post(reverse("meetings:session-add", args=[event.uid]), said)

    assert [one.code for one in response.context["form"].non_field_errors().as_data()] == ["outside_event"]


def test_the_public_reads_the_released_programme_with_its_changes(client, ada, event):
    session = SessionFactory(event=event, title="Vortrag Eins")
    address = reverse("dates:event-detail", args=[event.slug])
    assert "Vortrag Eins" not in client.get(address).content.decode()
    client.force_login(ada)
    release = reverse("meetings:programme-release", args=[event.uid])

    client.post(release, {"note": ""})
    session.title = "Vortrag Zwei"
    session.save()
    assert "Vortrag Eins" in client.get(address).content.decode()
    client.post(release, {"note": "Neuer Titel"})

    page = client.get(address).content.decode()
    assert "Vortrag Zwei" in page
    assert "vorher „Vortrag Eins“" in page
    assert event.programme_releases.count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_equally_often(client, ada, event, rows, django_assert_max_num_queries):
    EventFactory.create_batch(rows, network=event.network)
    RegistrationFactory.create_batch(rows, event=event)
    client.force_login(ada)
    client.get(reverse("meetings:event-list"))

    with django_assert_max_num_queries(12):
        client.get(reverse("meetings:event-list"))
    with django_assert_max_num_queries(10):
        client.get(f"{event.get_absolute_url()}?bereich=teilnehmende")
    client.logout()
    with django_assert_max_num_queries(8):
        client.get(reverse("dates:event-detail", args=[event.slug]))

"""Pages of events in the workspace: who sees what, and that a whole way works."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.models.mail import OutboxMail
from meetings import wording
from meetings.models import Event, Registration, SpecialNeed
from tests.factories.accounts import MembershipFactory
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


def bar(client, address) -> tuple[list[str], list[str]]:
    """The labels of the bar, and which of them is the current one."""
    tabs = client.get(address).context["tabs"]
    return [one["label"] for one in tabs], [one["label"] for one in tabs if one["current"]]


def test_the_bar_of_an_event_is_the_same_on_all_its_pages(client, ada, event):
    client.force_login(ada)
    url = event.get_absolute_url()
    names = ("event-day", "certificate-list", "event-after", "feedback-results", "event-figures")
    addresses = [url, f"{url}?bereich=programm", f"{url}?bereich=teilnehmende"]
    addresses += [reverse(f"meetings:{name}", args=[event.uid]) for name in names]

    found = [bar(client, address) for address in addresses]

    assert len(found[0][0]) == 8
    assert {tuple(labels) for labels, _current in found} == {tuple(found[0][0])}
    assert [current for _labels, current in found] == [[label] for label in found[0][0]]
    titles = {
        client.get(address).content.decode().split("<title>")[1].split("</title>")[0] for address in addresses
    }
    assert len(titles) == 8


def test_the_bar_shows_only_what_opens(client, network, event):
    editor = MembershipFactory(role=Role.INSTITUTION_EDITOR, network=network).user
    client.force_login(editor)

    labels, _current = bar(client, event.get_absolute_url())

    assert len(labels) == 2
    for tab in client.get(event.get_absolute_url()).context["tabs"]:
        assert client.get(tab["url"]).status_code == 200


def test_the_page_of_a_registration_speaks_to_the_person_and_about_the_person(client, ada, lang, event):
    one = WaitingFactory(event=event, user=lang, email=lang.email)

    def text(user):
        client.force_login(user)
        return client.get(one.get_absolute_url()).context["state"].text

    assert text(lang) == wording.state_of(one).text
    assert text(ada) == wording.state_of(one, to_office=True).text != text(lang)
    assert "Ganze Veranstaltung" in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "state", ["requested", "waiting", "offered", "admitted", "declined", "cancelled", "lapsed"]
)
def test_nothing_about_a_person_says_you(event, state):
    one = RegistrationFactory.build(event=event, state=state, end_reason="", hold_until=timezone.now())

    for one.confirmed_at in (None, timezone.now()):
        about = wording.state_of(one, to_office=True)
        assert not {"Sie", "Ihre", "Ihnen", "Ihr"} & set(about.text.replace(".", " ").split()), about.text


def test_an_event_that_was_held_offers_no_places(client, network):
    past = EventFactory(
        network=network, state="held", capacity=20, starts_at=timezone.now() - dt.timedelta(days=3)
    )
    public = client.get(reverse("dates:event-detail", args=[past.slug]))

    assert wording.places_left(past) == []
    assert public.context["places"] == []
    assert wording.places_left(EventFactory(network=network, capacity=20))


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (dt.date(2037, 11, 1), "Allerheiligen"),  # one of North Rhine-Westphalia, not of every Land
        (dt.date(2037, 12, 24), "Heiligabend"),
        (dt.date(2037, 11, 3), ""),
    ],
)
def test_a_day_that_is_a_holiday_is_said_to_the_planners(client, ada, event, day, names):
    event.starts_at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    event.ends_at = event.starts_at + dt.timedelta(hours=6)
    event.save()
    client.force_login(ada)
    said = f"Die Veranstaltung fällt auf einen Feiertag: {names}." if names else "fällt auf einen Feiertag"

    for address in (event.get_absolute_url(), reverse("meetings:event-edit", args=[event.uid])):
        assert (said in client.get(address).content.decode()) == bool(names), address

    event.state, event.cancel_reason = Event.State.CANCELLED, "Ersatz folgt"
    event.save()
    assert said not in client.get(event.get_absolute_url()).content.decode()

"""A whole Fachtag in short: overbooked, moved up, checked in at two desks (one offline), certified, passed on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.lib import guests
from coordination.lib.models import OutboxMail
from meetings.links import address_of
from meetings.models import Attendance, Certificate, Event, Registration
from network.models import Relay
from tests.factories.meetings_day import released
from tests.factories.meetings_events import EventFactory, SessionFactory, WorkshopFactory
from tests.factories.network_multipliers import AppointmentFactory

HOUR = dt.timedelta(hours=1)
NAMES = ["Ada", "Bea", "Cem", "Dana", "Eda", "Falk", "Gül", "Hans", "Ina", "Jo", "Kim", "Lea"]
State = Registration.State


@pytest.fixture
def event(network):
    """It begins in an hour: 10 places, two workshops side by side with five each."""
    start = timezone.now().replace(microsecond=0) + HOUR
    event = EventFactory(
        network=network, title="Hinsehen und handeln", slug="hinsehen", capacity=10, starts_at=start,
        ends_at=start + 7 * HOUR, state=Event.State.ANNOUNCED,
    )  # fmt: skip
    SessionFactory(event=event, title="Vortrag", starts_at=start, ends_at=start + HOUR)
    for title in ("Gespräche", "Schutzkonzept"):
        WorkshopFactory(
            event=event, title=title, starts_at=start + 2 * HOUR, ends_at=start + 4 * HOUR, capacity=5
        )
    released(event)
    return event


@pytest.fixture
def signed_in(live_server, browser, browser_context_args, ada):
    """Open a browser of its own as Ada: a desk, an office."""
    opened = []

    def open_browser(**options):
        client = Client()
        client.force_login(ada)
        context = browser.new_context(**{**browser_context_args, **options})
        cookie = client.cookies["sitzung"].value
        context.add_cookies([{"name": "sitzung", "value": cookie, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield open_browser
    for context in opened:
        context.close()


def press(page, button):
    """Press and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(button).click()


@pytest.mark.both_databases
def test_a_whole_fachtag(live_server, page, signed_in, event, network, ada, monkeypatch, settings, axe):
    monkeypatch.setattr(guests, "FASTEST", 0)
    settings.SITE_ADDRESS = live_server.url
    multiplier = AppointmentFactory(network=network)
    office = signed_in()

    def go(on, name, *args):
        on.goto(live_server.url + reverse(name, args=args))

    # Published and opened
    go(office, "meetings:event-detail", event.uid)
    press(office, "button[name=step][value=open]")
    event.refresh_from_db()
    assert event.state == Event.State.OPEN
    go(page, "dates:programme", event.slug)
    assert "Schutzkonzept" in page.locator("table").inner_text()
    assert axe(page) == []

    # Twelve people for ten places
    workshops = [str(one.uid) for one in event.sessions.bookable().order_by("title")]
    for number, name in enumerate(NAMES):
        go(page, "dates:register", event.slug)
        page.locator("[name=first_name]").fill(name)
        page.locator("[name=last_name]").fill("Beispiel")
        page.locator("[name=email]").fill(f"{number}@example.org")
        page.locator("[name=wish_1]").select_option(workshops[number % 2])
        page.locator("[name=wish_2]").select_option(workshops[(number + 1) % 2])
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/danke/")
        person = Registration.objects.get(mail_key=f"{number}@example.org")
        page.goto(address_of(person))
        press(page, "button[name=act][value=confirm]")
    assert Registration.objects.filter(state=State.ADMITTED).count() == 10
    assert Registration.objects.filter(state=State.WAITING).count() == 2

    # Two cancel, two move up with mails
    for number in (0, 1):
        page.goto(address_of(Registration.objects.get(mail_key=f"{number}@example.org")))
        page.locator("details:has(button[value=cancel]) summary").click()
        press(page, "button[name=act][value=cancel]")
    for number in (10, 11):
        person = Registration.objects.get(mail_key=f"{number}@example.org")
        assert person.state == State.ADMITTED  # so shortly before the event the place is given at once
        assert OutboxMail.objects.filter(to=person.email).count() >= 2
    assert Registration.objects.filter(state=State.ADMITTED).count() == 10

    # Two desks, one of them without a net
    first, second = signed_in(viewport={"width": 390, "height": 844}), signed_in()
    for desk in (first, second):
        go(desk, "meetings:check-in", event.uid)
        desk.locator("#einlass[data-ready]").wait_for()
    assert axe(first) == []
    for name in ("Cem", "Dana", "Eda", "Falk"):
        first.locator("#q").fill(name[:3])
        first.locator("[data-guests] li", has_text=name).locator("[data-tap]").click()
        first.locator("[data-guests] li.is-in", has_text=name).wait_for()
    toast = first.locator("[data-live]").bounding_box()
    assert 0 <= toast["x"] < toast["x"] + toast["width"] <= 390
    second.context.set_offline(True)
    for name in ("Eda", "Gül", "Hans"):
        second.locator("#q").fill(name[:3])
        second.locator("[data-guests] li", has_text=name).locator("[data-tap]").click()
        second.locator("[data-guests] li.is-in", has_text=name).wait_for()
    assert "3" in second.locator("[data-safe-text]").inner_text()
    second.locator("#q").fill("Ada")  # who cancelled is named, and cannot be tapped
    assert second.locator("[data-guests] li [data-tap]:visible").count() == 0
    assert Attendance.objects.count() == 4
    second.context.set_offline(False)
    second.locator("[data-n=there]", has_text="6").wait_for()
    assert Attendance.objects.standing().count() == 6

    # The door of a workshop: who booked it, and its own numbers
    first.locator("#q").fill("")
    first.locator("#einlass-wo").select_option(workshops[0])
    first.wait_for_url("**einlass=*")
    assert first.locator("[data-n=there]").inner_text() == "0"
    name = first.locator("[data-guests] li b").first.inner_text()
    with first.expect_response(lambda answer: answer.request.method == "POST"):
        first.locator("[data-guests] li", has_text=name).locator("[data-tap]").click()
    first.locator("[data-guests] li.is-in", has_text=name).wait_for()
    assert str(Attendance.objects.get(session__isnull=False).session.uid) == workshops[0]
    assert axe(first) == []

    # The day passes
    day = 9 * HOUR
    for one in event.sessions.all():
        one.starts_at, one.ends_at = one.starts_at - day, one.ends_at - day
        one.save()
    event.refresh_from_db()
    event.starts_at, event.ends_at = event.starts_at - day, event.ends_at - day
    event.save()
    released(event, number=2)
    Attendance.objects.update(present_from=event.starts_at)

    # Certificates for all in one go
    go(office, "meetings:certificate-list", event.uid)
    assert axe(office) == []
    press(office, "form[action$='ausstellen/'] button[type=submit]")
    assert Certificate.objects.valid().count() == 6
    assert OutboxMail.objects.filter(template="meetings/mail/certificate").count() == 6
    go(page, "dates:certificate", Certificate.objects.first().shown_code)
    assert "Hinsehen und handeln" in page.locator("main").inner_text()
    assert axe(page) == []

    # And on to the multipliers
    go(office, "meetings:event-brief", event.uid)
    office.locator("main form button[type=submit]").first.click()
    office.wait_for_url("**/danach/")
    relay = Relay.objects.get()
    assert relay.appointment == multiplier
    assert relay.briefing.source_uid == event.uid

"""The day of an event: programme with 60 sessions, check-in with 5,000 participants, 400 certificates."""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import NetworkHost
from coordination.accounts.roles import Role
from meetings import papers
from meetings.models import Attendance, Certificate, Event, Registration
from meetings.services import certificates as verbs
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.meetings_day import released
from tests.factories.meetings_events import EventFactory, SessionFactory, at

PEOPLE, SESSIONS, CERTIFICATES = 5000, 60, 400


@cache
def made() -> tuple[Any, Event]:
    """A network with a coordinator, and an event that runs now with 5,000 participants."""
    network = NetworkFactory(name="Netzwerk des Tages", slug="tag")
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": network})
    ada = MembershipFactory(role=Role.COORDINATOR, network=network).user
    now = timezone.now()
    event = EventFactory(
        network=network, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=6)
    )
    rows = []
    for n in range(PEOPLE):
        one = Registration(
            event=event, state="admitted", place_no=n + 1, first_name=f"Vor{n % 70}", last_name=f"Nach {n:05}",
            email=f"p{n}@example.org", institution_name=f"Haus {n % 300}", confirmed_at=now,
        )  # fmt: skip
        one.mail_key, one.sort_key = one.email, f"nach {n:05} vor{n % 70}"
        rows.append(one)
    Registration.objects.bulk_create(rows)
    Attendance.objects.bulk_create(
        Attendance(event=event, registration=one, name=str(one), present_from=now) for one in rows[:2000]
    )
    return ada, event


@cache
def programme() -> Event:
    event = EventFactory(
        network=made()[1].network, slug="sechzig", starts_at=at(8, day=30), ends_at=at(20, day=31)
    )
    for n in range(SESSIONS):
        start = at(8 + n % 10, day=30 + n // 30)
        SessionFactory(
            event=event, starts_at=start, ends_at=start + dt.timedelta(minutes=50), track=f"Strang {n // 10 % 3}",
            abstract="Worum es geht. " * 20,
        )  # fmt: skip
    released(event)
    return event


def asked(work: Any, **options: Any) -> Figures:
    questions: list[str] = []

    def counted(execute: Any, *arguments: Any) -> Any:
        questions.append(arguments[0])
        return execute(*arguments)

    work()
    with connection.execute_wrapper(counted):
        work()
    return Figures(median_ms(work, **options), note=f"{len(questions)} SQL")


def public(name: str) -> Figures:
    client, address = Client(), reverse(f"dates:{name}", args=[programme().slug])

    def work() -> None:
        assert client.get(address).status_code == 200

    return asked(work)


@bench("programme page, 60 sessions", unit="ms", against="pretalx 23 (event page)", goal=35)
def programme_page() -> Figures:
    return public("programme")


@bench("schedule.json, 60 sessions", unit="ms", against="pretalx 356, 190 SQL", goal=35)
def schedule_json() -> Figures:
    return public("schedule-json")


@bench("schedule.xml, 60 sessions", unit="ms", goal=35)
def schedule_xml() -> Figures:
    return public("schedule-xml")


@bench("programme.ics, 60 sessions", unit="ms", goal=35)
def programme_ics() -> Figures:
    return public("programme-calendar")


@bench("check-in page, three letters, 5,000 participants", unit="ms", against="pretix 100", goal=20)
def check_in_page() -> Figures:
    ada, event = made()
    client, address = Client(), reverse("meetings:check-in", args=[event.uid])
    client.force_login(ada)

    def work() -> None:
        assert client.get(address, {"q": "nac"}).status_code == 200

    return asked(work)


@bench("check-in, one tap, 5,000 participants", unit="ms", against="pretix 100", goal=20)
def check_in_tap() -> Figures:
    ada, event = made()
    client, address = Client(), reverse("meetings:check-in", args=[event.uid])
    client.force_login(ada)
    waiting = iter(list(event.registrations.order_by("-id")[:200]))

    def work() -> None:
        tap = {"key": str(uuid4()), "what": "in", "registration": str(next(waiting).uid)}
        data = {"taps": [tap], "sent_at": timezone.now().isoformat()}
        answer = client.post(address, data, "application/json").json()
        assert answer["answers"][0]["code"] == "in"

    return asked(work)


@bench("400 certificates, issued and drawn", unit="s CPU", against="WeasyPrint 7.5 (one document)", goal=15)
def certificates() -> Figures:
    ada, event = made()
    event = EventFactory(network=event.network, starts_at=at(9, day=-3), ends_at=at(16, day=-3))
    SessionFactory(event=event, starts_at=at(9, day=-3), ends_at=at(16, day=-3))
    people = [
        Registration(
            event=event, state="admitted", place_no=n + 1, first_name="Vor", last_name=f"Nach {n}",
            email=f"c{n}@example.org", mail_key=f"c{n}@example.org", confirmed_at=timezone.now(),
        )
        for n in range(CERTIFICATES)
    ]  # fmt: skip
    Registration.objects.bulk_create(people)
    Attendance.objects.bulk_create(
        Attendance(event=event, registration=one, name=str(one), present_from=event.starts_at)
        for one in people
    )
    began = time.process_time()
    issued = verbs.issue(by=ada, event=event)
    for part in papers.parts_of(issued):
        papers.draw_certificates(event, part)
    assert Certificate.objects.filter(event=event).count() == CERTIFICATES
    return Figures(time.process_time() - began)

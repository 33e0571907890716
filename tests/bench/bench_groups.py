"""Group page, agenda and minutes screen with ten years of fortnightly meetings and 5,000 tasks."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.history import bulk_create
from meetings.models import AgendaItem, Decision, Meeting, Minutes, SeatTerm, Task
from tests.bench.measure import Figures, bench, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.meetings_groups import GroupFactory, SeatFactory, TermFactory, at, seat_for

MEETINGS, ITEMS, TASKS = 260, 8, 5000


@cache
def made() -> tuple[Client, Meeting]:
    """A chair, and a group with everything that ten years leave behind."""
    network = NetworkFactory(name="Netzwerk der Gruppen", slug="gruppen")
    user = MembershipFactory(role=Role.PROFESSIONAL, network=network).user
    group = GroupFactory(network=network, short="StG")
    seat_for(user, group, office=SeatTerm.Office.CHAIR)
    seats = [SeatFactory(group=group) for _n in range(20)]
    for seat in seats:
        TermFactory(seat=seat)
    meetings = []
    for n in range(MEETINGS):
        starts = at(-14 * (MEETINGS - n))
        meetings.append(
            Meeting(
                group=group,
                number=n + 1,
                starts_at=starts,
                ends_at=starts + dt.timedelta(hours=2),
                state=Meeting.State.CLOSED,
                closed_at=starts,
                minutes_state=Meeting.Minutes.APPROVED,
                approved_at=starts,
            )
        )
    running = Meeting(
        group=group,
        number=MEETINGS + 1,
        starts_at=at(0),
        ends_at=at(0, 16),
        state=Meeting.State.RUNNING,
    )
    bulk_create([*meetings, running])
    items = [
        AgendaItem(meeting=meeting, position=place, title=f"Punkt {place}")
        for meeting in (*meetings, running)
        for place in range(1, ITEMS + 1)
    ]
    bulk_create(items)
    Minutes.objects.bulk_create(
        [Minutes(item=item, text="Besprochen. " * 40) for item in items if item.meeting == running]
    )
    today = timezone.localdate()
    bulk_create(
        [
            Decision(
                group=group,
                meeting=item.meeting,
                item=item,
                year=2000,
                serial=n,
                number=f"StG-2000-{n:04}",
                text="So wird es gemacht.",
                votes_present=12,
                has_quorum=True,
                decided_on=today - dt.timedelta(days=n),
            )
            for n, item in enumerate(items[:1000])
        ]
    )
    bulk_create(
        [
            Task(group=group, item=items[n % len(items)], title=f"Aufgabe {n}", seat=seats[n % 20], due=today)
            for n in range(TASKS)
        ]
    )
    client = Client()
    client.force_login(user)
    return client, running


def _page(url: str) -> Figures:
    client, _running = made()
    assert client.get(url).status_code == 200
    return Figures(median_ms(lambda: client.get(url)), note=f"{MEETINGS} meetings, {TASKS} tasks")


@bench("Group page, ten years of meetings", unit="ms", goal=60)
def group_page() -> Figures:
    return _page(made()[1].group.get_absolute_url())


@bench("Agenda, ten years of meetings", unit="ms", goal=60)
def agenda() -> Figures:
    return _page(made()[1].get_absolute_url())


@bench("Minutes screen, ten years of meetings", unit="ms", goal=60)
def minutes_screen() -> Figures:
    return _page(reverse("meetings:minutes", args=[made()[1].uid]))

"""Four figures of a network's multipliers: trained, active once, still active, people reached. They count no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from coordination.lib.ago import local_day
from network.models import Appointment, Briefing, Relay
from network.spreading import Sent

STILL = dt.timedelta(days=365)


@dataclass(frozen=True)
class Activity:
    """``named``: people who ever began a term; ``trained``: those of them who went through the onboarding kit;
    ``once``: who passed something on at least once; ``still``: who did so within a year and are active today;
    ``people``: at least so many reached, each institution counted once.
    """

    named: int = 0
    trained: int = 0
    once: int = 0
    still: int = 0
    active: int = 0
    people: int = 0
    days: int | None = None  # from sending to passing on, in the middle

    def percent(self, part: int) -> int:
        return round(100 * part / self.named) if self.named else 0

    @property
    def trained_percent(self) -> int:
        return self.percent(self.trained)

    @property
    def once_percent(self) -> int:
        return self.percent(self.once)

    @property
    def still_percent(self) -> int:
        return self.percent(self.still)


def activity(networks: Collection[int], day: dt.date | None = None) -> Activity:
    """Three questions to the database, however many there are."""
    day = day or timezone.localdate()
    begun = Appointment.objects.filter(network__in=networks, activated_at__isnull=False)
    terms = list(begun.order_by().values_list("person", "kit_done_on"))
    named = {person for person, _kit in terms}
    trained = {person for person, kit in terms if kit is not None}
    active = set(
        Appointment.objects.active(day)
        .filter(network__in=networks)
        .order_by()
        .values_list("person", flat=True)
    )
    done = Relay.objects.filter(briefing__network__in=networks, state=Relay.State.DONE).order_by()
    once: set[int] = set()
    lately: set[int] = set()
    widest: dict[int, int] = {}
    waits: list[int] = []
    for person, institution, reach, done_on, sent_at in done.values_list(
        "appointment__person", "institution", "reach", "done_on", "briefing__issued_at"
    ):
        if person is not None:
            once.add(person)
            if done_on is not None and done_on >= day - STILL:
                lately.add(person)
        if reach:
            people = Relay.AT_LEAST[Relay.Reach(reach)]
            widest[institution] = max(widest.get(institution, 0), people)
        if done_on is not None and sent_at is not None:
            waits.append(max(0, (done_on - local_day(sent_at)).days))
    return Activity(
        named=len(named | once),
        trained=len(trained),
        once=len(once),
        still=len(lately & active),
        active=len(active),
        people=sum(widest.values()),
        days=round(median(waits)) if waits else None,
    )


def sent_of(networks: Collection[int], day: dt.date | None = None) -> list[Sent]:
    """Relays of the last two years of what had to be passed on: what a spread is drawn from."""
    day = day or timezone.localdate()
    rows = Relay.objects.filter(
        briefing__network__in=networks, briefing__issued_at__isnull=False, briefing__is_duty=True
    )
    rows = rows.filter(briefing__issued_at__gte=timezone.now() - 2 * STILL)
    columns = ("briefing__issued_at", "state", "done_on", "through")
    found = []
    for sent_at, state, done_on, through in rows.order_by().values_list(*columns):
        sent_on = local_day(sent_at)
        days = max(0, (done_on - sent_on).days) if state == Relay.State.DONE and done_on else None
        found.append(Sent((day - sent_on).days, days, through is not None))
    return found


def briefings_of(networks: Collection[int]) -> list[Briefing]:
    """What was sent, the newest first."""
    rows = Briefing.objects.filter(network__in=networks, issued_at__isnull=False)
    return list(rows.select_related("network").order_by("-issued_at", "-id")[:50])

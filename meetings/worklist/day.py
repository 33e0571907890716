"""What waits among the day itself and what comes after: certificates to issue, materials and feedback to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import FOLLOW_UP, PREPARE, Waiting
from meetings.models import Attendance, Certificate, Event, Material

LOOKS_BACK, MOST, DAYS = dt.timedelta(days=120), 5, 14


def waiting(user: Any) -> Iterator[Waiting]:
    networks = scope_of(user).may("meetings.change_certificate")
    if not networks:
        return
    now = timezone.now()
    here = Event.objects.filter(network__in=networks, removed_at__isnull=True).exclude(
        state__in=[Event.State.DRAFT, Event.State.CANCELLED]
    )
    yield from _today(here, now)
    past = here.filter(ends_at__lte=now, ends_at__gte=now - LOOKS_BACK).order_by("ends_at", "id")
    there = Attendance.objects.standing().filter(event=OuterRef("pk"))
    issued = Certificate.objects.filter(event=OuterRef("pk"))
    for event in past.filter(Exists(there), ~Exists(issued))[:MOST]:
        url = reverse("meetings:certificate-list", args=[event.uid])
        text = _("People were there; their certificates have not been issued yet.")
        yield Waiting(FOLLOW_UP, "doc", event.title, text, url, _("Issue"), _due(event))
    for event in past.filter(~Exists(there))[:MOST]:
        url = reverse("meetings:event-day", args=[event.uid])
        text = _("Nobody is noted as having been there: check-in or signed list is missing.")
        yield Waiting(FOLLOW_UP, "list", event.title, text, url, _("Take over the list"), _due(event))
    files = Material.objects.filter(event=OuterRef("pk"))
    for event in past.filter(Exists(issued), ~Exists(files), state=Event.State.HELD)[:MOST]:
        url = reverse("meetings:event-after", args=[event.uid])
        text = _("The documentation is missing: slides, photographs of the flip charts, checklists.")
        yield Waiting(FOLLOW_UP, "upload", event.title, text, url, _("Add materials"), _due(event))


def _today(here: Any, now: dt.datetime) -> Iterator[Waiting]:
    soon = here.filter(starts_at__lte=now + dt.timedelta(hours=24), ends_at__gt=now).order_by(
        "starts_at", "id"
    )
    admitted = Count("registrations", filter=Q(registrations__state="admitted"))
    for event in soon.annotate(admitted=admitted)[:MOST]:
        url = reverse("meetings:event-day", args=[event.uid])
        text = _("%(n)s people are expected. Badges, list and check-in are ready.") % {"n": event.admitted}
        day = timezone.localtime(event.starts_at).date()
        yield Waiting(PREPARE, "scan", event.title, text, url, _("To the day"), day)


def _due(event: Event) -> dt.date:
    return timezone.localtime(event.ends_at).date() + dt.timedelta(days=DAYS)

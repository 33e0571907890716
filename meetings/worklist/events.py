"""What waits among events, programme and registration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import DECIDE, FOLLOW_UP, PREPARE, Waiting
from meetings import duties
from meetings.models import Event, PlaceFinding, Registration

SOON = dt.timedelta(days=14)


def waiting(user: Any) -> Iterator[Waiting]:
    yield from _offers(user)
    networks = scope_of(user).may("meetings.change_participant")
    if not networks:
        return
    now = timezone.now()
    rows = Event.objects.filter(network__in=networks, removed_at__isnull=True)
    asked = rows.filter(ends_at__gt=now).annotate(
        n=Count("registrations", filter=Q(registrations__state=Registration.State.REQUESTED))
    )
    for event in asked.filter(n__gt=0).order_by("starts_at", "id"):
        text = ngettext(
            "%(n)s registration waits for approval.", "%(n)s registrations wait for approval.", event.n
        )
        url = f"{event.get_absolute_url()}?bereich=teilnehmende&stand=requested"
        yield Waiting(DECIDE, "calendar", event.title, text % {"n": event.n}, url, _("Decide"), event.days[0])
    over = rows.filter(
        ends_at__lt=now, state__in=[Event.State.OPEN, Event.State.CLOSED, Event.State.ANNOUNCED]
    )
    for event in over.order_by("starts_at", "id"):
        text = _("The event is over; mark it as held.")
        yield Waiting(FOLLOW_UP, "calendar", event.title, text, event.get_absolute_url(), _("To the event"))
    drafts = rows.filter(state=Event.State.DRAFT, starts_at__range=(now, now + 4 * SOON))
    for event in drafts.order_by("starts_at", "id"):
        text = _("Still a draft, and the day is near.")
        yield Waiting(
            PREPARE, "calendar", event.title, text, event.get_absolute_url(), _("To the event"), event.days[0]
        )
    for finding in PlaceFinding.objects.filter(event__in=rows).select_related("event"):
        text = _("The self-check of places found something: %(what)s.") % {"what": finding.what}
        url = finding.event.get_absolute_url()
        yield Waiting(
            FOLLOW_UP, "warn", finding.event.title, text, url, _("Look at it"), timezone.localdate()
        )
    yield from _owed(networks)


def _offers(user: Any) -> Iterator[Waiting]:
    """Places that are kept for the person."""
    mine = Registration.objects.filter(user=user.pk, state=Registration.State.OFFERED)
    for one in mine.select_related("event__network").order_by("hold_until", "id"):
        due = timezone.localtime(one.hold_until).date() if one.hold_until else None
        text = _("A place is kept for you; the mail has the link to accept it.")
        yield Waiting(DECIDE, "calendar", one.event.title, text, one.get_absolute_url(), _("Answer"), due)


def _owed(networks: Any) -> Iterator[Waiting]:
    for one in duties.owed(networks):
        text = _("Nothing is planned yet for this series.")
        yield Waiting(
            PREPARE,
            "calendar",
            one.series.name,
            text,
            reverse("meetings:event-add"),
            _("Plan an event"),
            one.due,
        )

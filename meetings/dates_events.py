"""What of events belongs in a person's calendar (``settings.DATES``): where one is registered, what one plans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q

from coordination.accounts.permissions import scope_of
from coordination.lib.ical import Date
from meetings.models import Event, Registration
from meetings.released import newest, programme_of


def dates(user: Any) -> Iterator[Date]:
    """Own registrations with a place (called off: CANCELLED) and announced events of networks one coordinates."""
    mine = Registration.objects.filter(event=OuterRef("pk"), user=user.pk, state=Registration.State.ADMITTED)
    plans = Q(network__in=scope_of(user).may("meetings.change_event")) & ~Q(state=Event.State.DRAFT)
    rows = Event.objects.filter(Q(Exists(mine)) | plans, removed_at__isnull=True).select_related("venue")
    for event in rows.order_by("starts_at", "id"):
        release = newest(event)
        programme = programme_of(event, release)
        yield Date(
            uid=event.uid,
            title=event.title,
            start=event.starts_at,
            end=event.ends_at,
            changed_at=release.released_at if release else event.starts_at,
            version=event.version,
            place=programme.place,
            text=event.summary,
            cancelled=event.state == Event.State.CANCELLED,
        )

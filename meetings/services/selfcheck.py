"""The nightly self-check of places: it must find nothing. What it finds waits on *Heute* for the coordination.

Counted in another way than the verbs do, so that the same mistake is not made twice.
"""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from meetings.models import Booking, Event, PlaceFinding, Registration, WaitlistEntry
from meetings.services.waiting import FILLS, why_not


def findings(event: Event) -> dict[str, int]:
    """Return what is wrong and how often: ``overbooked``, ``workshop_overbooked``, ``overlap``, ``waits_beside_free``,
    ``workshop_beside_free``, ``lost`` (waits without standing on the list). Empty: all is well."""
    found: Counter[str] = Counter()
    rows = Registration.objects.filter(event=event)
    for mode in Registration.Mode.values:
        most = event.places(mode)
        here = rows.filter(mode=mode).with_place().order_by().aggregate(n=Count("pk"), top=Max("place_no"))
        if most is not None and max(here["n"], here["top"] or 0) > most:
            found["overbooked"] += 1
    booked = event.sessions.filter(capacity__isnull=False).annotate(
        n=Count("bookings"), top=Max("bookings__place_no")
    )
    found["workshop_overbooked"] = booked.filter(Q(n__gt=F("capacity")) | Q(top__gt=F("capacity"))).count()
    found["overlap"] = _overlaps(event)
    listed = WaitlistEntry.objects.open().filter(session=None).values("registration")
    found["lost"] = rows.filter(state=Registration.State.WAITING).exclude(pk__in=listed).count()
    if event.state in FILLS and event.starts_at > timezone.now():
        found["waits_beside_free"] = _waiting_beside_free(event)
        found["workshop_beside_free"] = _wishing_beside_free(event)
    return {what: count for what, count in found.items() if count}


def _overlaps(event: Event) -> int:
    count, last = 0, None
    for row in (
        Booking.objects.fixed().filter(session__event=event).order_by("registration_id", "starts_at", "id")
    ):
        if last is not None and last.registration_id == row.registration_id and row.starts_at < last.ends_at:
            count += 1
        last = row
    return count


def _waiting_beside_free(event: Event) -> int:
    count = 0
    for mode in Registration.Mode.values:
        most = event.places(mode)
        taken = Registration.objects.filter(event=event, mode=mode).with_place().count()
        if most is not None and taken >= most:
            continue
        waiting = Registration.objects.filter(event=event, mode=mode, state=Registration.State.WAITING)
        count += sum(not why_not(one) for one in waiting.select_related("event"))
    return count


def _wishing_beside_free(event: Event) -> int:
    free = (
        event.sessions.filter(capacity__isnull=False)
        .annotate(n=Count("bookings"))
        .filter(n__lt=F("capacity"))
    )
    count = 0
    entries = WaitlistEntry.objects.open().filter(
        session__in=free,
        registration__state=Registration.State.ADMITTED,
        registration__confirmed_at__isnull=False,
    )
    for entry in entries.select_related("session"):
        rivals = Booking.objects.filter(
            registration=entry.registration_id,
            rank__lte=entry.rank,
            starts_at__lt=entry.session.ends_at,
            ends_at__gt=entry.session.starts_at,
        )
        count += not rivals.exists()
    return count


def check_all() -> int:
    """Check every event that is not over; write the findings anew and return how many there are."""
    with transaction.atomic():
        PlaceFinding.objects.all().delete()
        for event in Event.objects.filter(removed_at__isnull=True, ends_at__gt=timezone.now()).order_by("id"):
            for what, count in findings(event).items():
                PlaceFinding.objects.create(event=event, what=what, count=count)
    return PlaceFinding.objects.count()

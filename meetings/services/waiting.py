"""The waiting lists of events and workshops: who moves up, in which order, and why somebody is passed over.

Called in the same transaction as what frees a place, under the lock of the event. Afterwards nobody waits while a place
that fits is free. Who waited is *offered* the place for ``Event.offer_hours`` (workshops: ``services/workshops.py``).
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from meetings import mails
from meetings.models import Event, Registration, WaitlistEntry
from meetings.services.places import free_place, note, write
from meetings.services.queues import close, queue, skip

__all__ = ["institution_is_full", "move_up", "offer_until", "queue", "why_not"]

State, Outcome = Registration.State, WaitlistEntry.Outcome
FILLS = (Event.State.ANNOUNCED, Event.State.OPEN, Event.State.CLOSED)
SHORTEST = dt.timedelta(hours=2)  # an offer that would end sooner is no offer: the place is given


def move_up(event: Event, *acting: Registration) -> None:
    """Fill what is free at the event, then in its workshops, until nothing changes.

    ``acting``: who does something in this moment and needs no time to answer for a workshop.
    """
    from meetings.services import workshops  # noqa: PLC0415 -- offers of workshops let others move up, too

    if event.state not in FILLS or event.starts_at <= timezone.now():
        return
    at_once = {one.pk for one in acting}
    for mode in Registration.Mode.values:
        if event.mode in (mode, Event.Mode.HYBRID):
            _fill_event(event, mode, at_once)
    while workshops.fill(event, at_once):
        pass


def _fill_event(event: Event, mode: str, at_once: set[int]) -> None:
    number = free_place(event, mode)
    if number is None:
        return
    waiting = (
        WaitlistEntry.objects.open()
        .filter(event=event, session=None, registration__mode=mode, registration__state=State.WAITING)
        .select_related("registration__event__network", "registration__institution")
        .order_by("position", "id")
    )
    for entry in waiting:
        if reason := why_not(entry.registration):
            skip(entry, reason)
            continue
        if _give(event, entry, number):
            at_once.add(entry.registration_id)
        number = free_place(event, mode)
        if number is None:
            return


def offer_until(event: Event) -> dt.datetime | None:
    """Until when an offer made now may be answered; None: no time is left, or none is wanted: given at once."""
    now = timezone.now()
    until = min(now + dt.timedelta(hours=event.offer_hours), event.starts_at)
    return until if event.offer_hours and until - now >= SHORTEST else None


def _give(event: Event, entry: WaitlistEntry, number: int) -> bool:
    """Offer the place, or give it at once (True)."""
    one, until = entry.registration, offer_until(event)
    if not one.email:
        until = None  # who cannot be asked is given the place
    if until is not None:
        write(one, state=State.OFFERED, place_no=number, hold_until=until)
        note(one, "offered", until=until.isoformat())
        mails.tell(one, "offered")
        return False
    write(one, state=State.ADMITTED, place_no=number, hold_until=None)
    close(entry, Outcome.TAKEN)
    note(one, "moved_up")
    mails.tell(one, "moved_up")
    return True


def why_not(registration: Registration) -> str:
    """Why a free place does not fit somebody who waits; empty: it fits."""
    if not registration.is_confirmed:
        return "unconfirmed"
    return "institution_full" if institution_is_full(registration) else ""


def institution_is_full(registration: Registration) -> bool:
    """Whether as many have a place as one institution may send."""
    most = registration.event.max_per_institution
    if most is None:
        return False
    rows = Registration.objects.filter(event=registration.event, place_no__isnull=False)
    if registration.institution_id:
        rows = rows.filter(institution=registration.institution_id)
    elif name := registration.institution_name.strip():
        rows = rows.filter(institution__isnull=True, institution_name__iexact=name)
    else:
        return False
    return rows.exclude(pk=registration.pk).count() >= most

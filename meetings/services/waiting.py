"""The waiting lists of events and workshops: who moves up, in which order, and why somebody is passed over.

Called in the same transaction as what frees a place, under the lock of the event. Afterwards nobody waits while a place
that fits is free. At the event a place is *offered* for ``Event.offer_hours``; in a workshop it is given at once, since
the person comes anyway and said which workshop is the dearer one.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Min
from django.utils import timezone

from meetings import mails
from meetings.models import Booking, Event, Registration, Session, WaitlistEntry
from meetings.services.places import book, free_in, free_place, note, write

State, Outcome = Registration.State, WaitlistEntry.Outcome
FILLS = (Event.State.ANNOUNCED, Event.State.OPEN, Event.State.CLOSED)
SHORTEST = dt.timedelta(hours=2)  # an offer that would end sooner is no offer: the place is given


def queue(
    registration: Registration, session: Session | None = None, *, rank: int = 1, first: bool = False
) -> WaitlistEntry:
    """Put somebody at the end of a waiting list, or at its head (``first``: who had a place and lost it)."""
    rows = WaitlistEntry.objects.filter(event=registration.event)
    found = rows.aggregate(low=Min("position"), high=Max("position"))
    position = (found["low"] or 0) - 1 if first else (found["high"] or 0) + 1
    return WaitlistEntry.objects.create(
        event=registration.event,
        session=session,
        registration=registration,
        position=position,
        rank=rank,
    )


def move_up(event: Event) -> None:
    """Fill what is free at the event, then in its workshops, until nothing changes."""
    if event.state not in FILLS or event.starts_at <= timezone.now():
        return
    for mode in Registration.Mode.values:
        _fill_event(event, mode)
    while _fill_workshops(event):
        pass


def _close(entry: WaitlistEntry, outcome: str) -> None:
    entry.outcome, entry.ended_at = outcome, timezone.now()
    entry.save(update_fields=["outcome", "ended_at"])


def _fill_event(event: Event, mode: str) -> None:
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
            _skip(entry, reason)
            continue
        _give(event, entry, number)
        number = free_place(event, mode)
        if number is None:
            return


def _give(event: Event, entry: WaitlistEntry, number: int) -> None:
    one, now = entry.registration, timezone.now()
    until = min(now + dt.timedelta(hours=event.offer_hours), event.starts_at)
    if event.offer_hours and until - now >= SHORTEST:
        write(one, state=State.OFFERED, place_no=number, hold_until=until)
        note(one, "offered", until=until.isoformat())
        mails.tell(one, "offered")
        return
    write(one, state=State.ADMITTED, place_no=number, hold_until=None)
    _close(entry, Outcome.TAKEN)
    note(one, "moved_up")
    mails.tell(one, "moved_up")


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


def _skip(entry: WaitlistEntry, reason: str) -> None:
    """Say once why somebody was passed over."""
    last = entry.registration.notes.order_by("-id").first()
    if last is None or (last.what, last.detail.get("reason")) != ("skipped", reason):
        title = entry.session.title if entry.session_id and entry.session else ""
        note(entry.registration, "skipped", reason=reason, session=title)


def _fill_workshops(event: Event) -> bool:
    """One pass in the order of waiting; True if somebody was given a place."""
    free = {session.pk: session for session in event.sessions.bookable() if free_in(session) is not None}
    if not free:
        return False
    waiting = (
        WaitlistEntry.objects.open()
        .filter(
            session__in=free, registration__state=State.ADMITTED, registration__confirmed_at__isnull=False
        )
        .select_related("registration__event__network")
        .order_by("position", "id")
    )
    changed = False
    for entry in waiting:
        session = free[entry.session_id]
        entry.session = session
        changed = _fill_workshop(entry, session) or changed
    return changed


def _fill_workshop(entry: WaitlistEntry, session: Session) -> bool:
    one = entry.registration
    if one.mode == Registration.Mode.ONLINE and not session.is_online_too:
        _close(entry, Outcome.LEFT)
        return False
    rivals = list(
        Booking.objects.filter(
            registration=one, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at
        ).select_related("session")
    )
    if any(rival.rank <= entry.rank for rival in rivals):
        _close(
            entry, Outcome.LEFT
        )  # a dearer workshop at this time is booked: this wish was the second choice
        return False
    number = free_in(session)
    if number is None:
        return False
    for rival in rivals:
        note(one, "unbooked", session=rival.session.title)
        rival.delete()
    book(one, session, number, entry.rank)
    _close(entry, Outcome.TAKEN)
    late = entry.joined_at < timezone.now() - dt.timedelta(minutes=5)
    note(one, "moved_into" if late or rivals else "booked", session=session.title)
    if late or rivals:
        mails.tell(one, "workshop", session=session.title)
    return True

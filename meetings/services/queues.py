"""Entries of the waiting lists: standing in line, leaving it, and saying why somebody was passed over."""

from __future__ import annotations

from django.db.models import Max, Min
from django.utils import timezone

from meetings.models import Booking, Registration, RegistrationNote, Session, WaitlistEntry
from meetings.services.places import note


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


def close(entry: WaitlistEntry, outcome: str) -> None:
    entry.outcome, entry.ended_at = outcome, timezone.now()
    entry.save(update_fields=["outcome", "ended_at"])


def leave(registration: Registration, session: Session | int | None, outcome: str) -> None:
    """End the waiting of somebody for the event (``session`` None) or for one workshop."""
    rows = registration.waiting.open().filter(session=session)
    rows.update(outcome=outcome, ended_at=timezone.now())


def take_from(booking: Booking, registration: Registration) -> None:
    """Take a place in a workshop, be it only offered, and put the person at the head of its waiting list."""
    session, rank = booking.session, booking.rank
    booking.delete()
    leave(registration, session, WaitlistEntry.Outcome.LEFT)
    queue(registration, session, rank=rank, first=True)


def skip(entry: WaitlistEntry, reason: str) -> None:
    """Say once why somebody was passed over."""
    last = entry.registration.notes.order_by("-id").first()
    title = entry.session.title if entry.session_id and entry.session else ""
    said = (last.what, last.detail.get("reason"), last.detail.get("session")) if last else ()
    if said != ("skipped", reason, title):
        note(entry.registration, "skipped", reason=reason, session=title)


def explain(entry: WaitlistEntry, session: Session) -> None:
    """Say once to everybody who stood before ``entry`` and could not take the place in a workshop why."""
    before = WaitlistEntry.objects.open().filter(session=session, position__lt=entry.position)
    passed = {
        one.registration_id: reason
        for one in before.select_related("registration").order_by("position", "id")
        if (reason := _not_ready(one.registration))
    }
    if not passed:
        return
    said = RegistrationNote.objects.filter(
        registration__in=passed, what="skipped", detail__session=session.title
    )
    told = {(pk, detail.get("reason")) for pk, detail in said.values_list("registration", "detail")}
    RegistrationNote.objects.bulk_create(
        RegistrationNote(
            registration_id=pk, what="skipped", detail={"reason": reason, "session": session.title}
        )
        for pk, reason in passed.items()
        if (pk, reason) not in told
    )


def _not_ready(registration: Registration) -> str:
    """Why no workshop is given to somebody yet; empty: nothing stands in the way."""
    if registration.state != Registration.State.ADMITTED:
        return "no_place"
    return "" if registration.is_confirmed else "unconfirmed"

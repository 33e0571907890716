"""Places in workshops: given at once to those who act or have just come in, offered to those who waited.

Called under the lock of the event. An offer is a numbered place with its end (``Booking.hold_until``): nobody else can
get it, and until it is accepted the person keeps the workshop that is less dear. docs/adr/0029-numbered-places.md
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings import mails
from meetings.models import Booking, Event, Registration, Session, WaitlistEntry
from meetings.services import waiting
from meetings.services.places import book, free_in, fresh, note
from meetings.services.queues import close, explain, leave, skip

State, Outcome = Registration.State, WaitlistEntry.Outcome


def fill(event: Event, at_once: Collection[int]) -> bool:
    """One pass in the order of waiting; True if somebody was given or offered a place.

    ``at_once``: registrations whose people act in this moment or have just got in; they need no time to answer.
    """
    free = {session.pk: session for session in event.sessions.bookable() if free_in(session) is not None}
    if not free:
        return False
    offered = Booking.objects.offered().filter(
        registration=OuterRef("registration"), session=OuterRef("session")
    )
    waiting_ones = (
        WaitlistEntry.objects.open()
        .filter(
            ~Exists(offered),
            session__in=free,
            registration__state=State.ADMITTED,
            registration__confirmed_at__isnull=False,
        )
        .select_related("registration__event__network")
        .order_by("position", "id")
    )
    changed = False
    for entry in waiting_ones:
        entry.session = session = free[entry.session_id]
        if _fits(entry, session):
            changed = _give(event, entry, session, entry.registration_id in at_once) or changed
    return changed


def rivals_of(registration: Registration, session: Session) -> list[Booking]:
    """What somebody has or is offered at the time of a workshop, itself left out."""
    rows = Booking.objects.filter(
        registration=registration, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at
    )
    return list(rows.exclude(session=session).select_related("session").order_by("rank", "id"))


def _fits(entry: WaitlistEntry, session: Session) -> bool:
    """Whether a place would fit; a wish that came to nothing ends with a word why."""
    one = entry.registration
    if one.mode == Registration.Mode.ONLINE and not session.is_online_too:
        close(entry, Outcome.LEFT)
        note(one, "wish_ended", session=session.title, reason="on_site_only")
        return False
    dearer = [rival for rival in rivals_of(one, session) if rival.rank <= entry.rank]
    if any(not rival.is_offer for rival in dearer):
        close(entry, Outcome.LEFT)  # this wish was the second choice
        note(one, "wish_ended", session=session.title, reason="dearer")
        return False
    if dearer:
        skip(entry, "dearer_offer")
        return False
    return True


def _give(event: Event, entry: WaitlistEntry, session: Session, acts: bool) -> bool:
    number, one = free_in(session), entry.registration
    if number is None:
        return False
    until = waiting.offer_until(event) if one.email and not acts else None
    if until is not None:
        book(one, session, number, entry.rank, hold_until=until)
        note(one, "workshop_offered", session=session.title, until=until.isoformat())
        mails.tell(one, "workshop_offered", session=session.title, held=until)
    else:
        _drop(one, rivals_of(one, session))
        book(one, session, number, entry.rank)
        close(entry, Outcome.TAKEN)
        note(one, "booked" if acts else "moved_into", session=session.title)
        if not acts:
            mails.tell(one, "workshop", session=session.title)
    explain(entry, session)
    return True


def _drop(one: Registration, rivals: list[Booking]) -> None:
    """Give back what lies at the time of a dearer workshop; an offer there ends with its wish."""
    for rival in rivals:
        if rival.is_offer:
            leave(one, rival.session, Outcome.LEFT)
            note(one, "wish_ended", session=rival.session.title, reason="dearer")
        else:
            note(one, "unbooked", session=rival.session.title)
        rival.delete()


def _offer(registration: Registration, uid: Any) -> tuple[Registration, Booking]:
    one = fresh(registration)
    found = one.bookings.offered().select_related("session").filter(uid=uid).first()
    if found is None or not one.is_live:
        raise RuleBroken(_("There is no offer to answer: see below how things stand."), code="no_offer")
    return one, found


@transaction.atomic
def accept_workshop(*, by: Any, registration: Registration, booking: Any) -> Registration:
    """Take the offered place (``booking``: its uid); what lies at its time and is less dear is given back.

    RuleBroken ``no_offer``: answered already; ``offer_expired``: too late.
    """
    one, held = _offer(registration, booking)
    if held.hold_until is not None and held.hold_until <= timezone.now():
        raise RuleBroken(
            _("The time to answer has passed; the next person got the place."), code="offer_expired"
        )
    rivals = rivals_of(one, held.session)
    _drop(one, [rival for rival in rivals if not rival.is_offer or rival.rank > held.rank])
    held.accept()
    leave(one, held.session, Outcome.TAKEN)
    note(one, "workshop_accepted", by=by, session=held.session.title)
    waiting.move_up(one.event, one)
    mails.tell(one, "workshop", session=held.session.title)
    return one


@transaction.atomic
def decline_workshop(*, by: Any, registration: Registration, booking: Any) -> Registration:
    """Decline the offered place: the wish ends, the next person gets the offer; all else stays."""
    one, held = _offer(registration, booking)
    _end(one, held, Outcome.DECLINED)
    note(one, "workshop_declined", by=by, session=held.session.title)
    waiting.move_up(one.event, one)
    return one


def _end(one: Registration, held: Booking, outcome: str) -> None:
    held.delete()
    leave(one, held.session, outcome)


def lapse(event: Event, now: dt.datetime) -> int:
    """End the offers of workshops nobody answered in time; return how many. The caller lets the next move up."""
    late = Booking.objects.offered().filter(session__event=event, hold_until__lte=now)
    rows = list(late.select_related("session", "registration").order_by("hold_until", "id"))
    for held in rows:
        one = held.registration
        one.event = event
        _end(one, held, Outcome.EXPIRED)
        note(one, "workshop_lapsed", session=held.session.title)
        mails.tell(one, "workshop_lapsed", session=held.session.title)
    return len(rows)


def offers_of(registration: Registration) -> list[dict[str, Any]]:
    """Open offers with what accepting each would give back, for the personal page."""
    found = registration.bookings.offered().select_related("session__room").order_by("hold_until", "id")
    return [
        {
            "booking": held,
            "gives_back": [
                rival.session.title
                for rival in rivals_of(registration, held.session)
                if not rival.is_offer or rival.rank > held.rank
            ],
        }
        for held in found
    ]

"""What becomes of a registration: cancelled, changed, passed on, an offer answered, lapsed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings import mails
from meetings.models import Event, Registration, WaitlistEntry
from meetings.services import places, waiting, workshops
from meetings.services.places import fresh, note, write
from meetings.services.queues import leave
from meetings.services.registering import CONFIRM_WITHIN, Wanted, _keep_answers

State = Registration.State


def _living(registration: Registration) -> Registration:
    one = fresh(registration)
    if not one.is_live:
        raise RuleBroken(_("This registration has ended already."), code="ended")
    return one


@transaction.atomic
def cancel(*, by: Any, registration: Registration, reason: str = "") -> Registration:
    """Give the place back; whoever is next moves up in the same transaction."""
    one = _living(registration)
    if one.event.is_over:
        raise RuleBroken(_("This event is over."), code="over")
    places.end(one, State.CANCELLED, reason)
    note(one, "cancelled", by=by)
    mails.tell(one, "cancelled")
    waiting.move_up(one.event)
    return one


def _offer(registration: Registration) -> Registration:
    one = fresh(registration)
    if one.state != State.OFFERED:
        raise RuleBroken(_("There is no offer to answer: see below how things stand."), code="no_offer")
    return one


@transaction.atomic
def accept_offer(*, by: Any, registration: Registration) -> Registration:
    """Take the place that was offered; after its time it is too late (RuleBroken ``offer_expired``)."""
    one = _offer(registration)
    if one.hold_until is not None and one.hold_until <= timezone.now():
        raise RuleBroken(
            _("The time to answer has passed; the next person got the place."), code="offer_expired"
        )
    write(one, state=State.ADMITTED, hold_until=None)
    leave(one, None, WaitlistEntry.Outcome.TAKEN)
    note(one, "accepted", by=by)
    waiting.move_up(one.event, one)
    mails.tell(one, "admitted")
    return one


@transaction.atomic
def decline_offer(*, by: Any, registration: Registration) -> Registration:
    """Decline the offer: the registration ends, the next person gets the place."""
    one = _offer(registration)
    leave(one, None, WaitlistEntry.Outcome.DECLINED)
    places.end(one, State.CANCELLED, "")
    note(one, "offer_declined", by=by)
    mails.tell(one, "cancelled")
    waiting.move_up(one.event)
    return one


@transaction.atomic
def change(*, by: Any, registration: Registration, wanted: Wanted, version: int) -> Registration:
    """Change names, answers, needs, consents, wishes; the mail address changes by substitution alone.

    Wishes that stand already keep their place in the order. RuleBroken ``edit_conflict``: changed since.
    """
    one = _living(registration)
    if one.version != version:
        raise RuleBroken(
            _("This registration has been changed in the meantime. Please look at it once more."),
            code="edit_conflict",
        )
    write(
        one,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        institution=wanted.institution,
        institution_name=wanted.institution_name,
        profession=wanted.profession,
        consent_list=wanted.consent_list,
        consent_photo=wanted.consent_photo,
    )
    _keep_answers(one, wanted)
    set_wishes(one, list(wanted.wishes))
    note(one, "changed", by=by)
    waiting.move_up(one.event, one)
    return one


def set_wishes(one: Registration, wishes: list[Any]) -> None:
    """Make these the wishes, the dearest first; what is no longer wished is given back."""
    ranks = {session.pk: rank for rank, session in enumerate(wishes, start=1)}
    for booking in one.bookings.select_related("session"):
        if booking.session_id not in ranks:
            note(one, "unbooked", session=booking.session.title)
            booking.delete()
        elif booking.rank != ranks[booking.session_id]:
            booking.rank = ranks[booking.session_id]
            booking.save(update_fields=["rank"])
    open_entries = one.waiting.open().exclude(session=None)
    open_entries.exclude(session__in=ranks).update(
        outcome=WaitlistEntry.Outcome.LEFT, ended_at=timezone.now()
    )
    waits = {entry.session_id: entry for entry in open_entries}
    booked = set(one.bookings.values_list("session_id", flat=True))
    for session in wishes:
        if session.pk in waits:
            waits[session.pk].rank = ranks[session.pk]
            waits[session.pk].save(update_fields=["rank"])
        elif session.pk not in booked:
            waiting.queue(one, session, rank=ranks[session.pk])


@transaction.atomic
def substitute(
    *,
    by: Any,
    registration: Registration,
    first_name: str,
    last_name: str,
    email: str,
    confirmed: bool = False,
) -> Registration:
    """Pass a place on to a colleague: same place, same workshops; old links die, needs and consents go.

    The colleague confirms the own address, else the place lapses like any other.
    """
    one = _living(registration)
    if one.event.starts_at <= timezone.now():
        raise RuleBroken(_("The event has begun."), code="begun")
    key = email.strip().lower()
    others = Registration.objects.live().filter(event=one.event, mail_key=key).exclude(pk=one.pk)
    if others.exists() or key == one.mail_key:
        raise RuleBroken(_("This address is registered already."), code="already_registered")
    one.answers.all().delete()
    if needs := getattr(one, "needs", None):
        needs.delete()
    now = timezone.now()
    hold = one.hold_until if one.state == State.OFFERED else min(now + CONFIRM_WITHIN, one.event.starts_at)
    write(
        one,
        first_name=first_name,
        last_name=last_name,
        email=email.strip(),
        user=None,
        person=None,
        consent_list=False,
        consent_photo=False,
        link_no=one.link_no + 1,
        confirmed_at=now if confirmed else None,
        hold_until=one.hold_until if confirmed else hold,
    )
    note(one, "substituted", by=by)
    mails.tell(one, "admitted" if confirmed else "substituted")
    return one


@transaction.atomic
def lapse(event: Event) -> int:
    """End what was neither confirmed nor answered in time, workshops too; return how many. The next move up."""
    event, now = places.locked(event), timezone.now()
    late = list(
        Registration.objects.filter(event=event, hold_until__lte=now)
        .filter(Q(state=State.OFFERED) | Q(confirmed_at__isnull=True), state__in=Registration.LIVE)
        .order_by("hold_until", "id")
    )
    for one in late:
        one.event = event
        if one.state == State.OFFERED:
            leave(one, None, WaitlistEntry.Outcome.EXPIRED)
        places.end(one, State.LAPSED)
        note(one, "lapsed")
        mails.tell(one, "lapsed")
    count = len(late) + workshops.lapse(event, now)
    if count:
        waiting.move_up(event)
    return count

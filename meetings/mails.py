"""Mails to participants: one template, the words here. Each carries the personal link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.lib import mail
from meetings.links import address_of, token_of
from meetings.models import Event, Registration

NEEDS_ANSWER = {"confirm", "offered", "workshop_offered", "substituted"}


def when_of(event: Event) -> str:
    """„21.11.2026, 09:00–16:00 Uhr“, in the language of the moment."""
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    first, last = event.days
    if first == last:
        return _("%(day)s, %(start)s to %(end)s") % {
            "day": date_format(start, "SHORT_DATE_FORMAT"),
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
        }
    days = {
        "start": date_format(start, "SHORT_DATETIME_FORMAT"),
        "end": date_format(end, "SHORT_DATETIME_FORMAT"),
    }
    return _("%(start)s to %(end)s") % days


def _words(what: str, event: Event, until: str, detail: dict[str, Any]) -> tuple[str, list[str], str]:
    """Subject, sentences, button of a mail."""
    title = {"event": event.title, "until": until, **detail}
    see = _("Your registration")
    table: dict[str, tuple[str, list[str], str]] = {
        "confirm": (
            _("Please confirm your registration: %(event)s") % title,
            [
                _("you have registered for this event. Please confirm with the button that this address is yours."),
                _("Until %(until)s we keep the registration for you; after that it lapses.") % title,
            ],
            _("Confirm registration"),
        ),
        "again": (
            _("You are registered already: %(event)s") % title,
            [_("somebody has just registered with this address once more. One registration stands already.")],
            see,
        ),
        "admitted": (
            _("Your place: %(event)s") % title,
            [_("you have a place. With the button you see it, change something or give the place back.")],
            see,
        ),
        "requested": (
            _("Your registration is being looked at: %(event)s") % title,
            [_("the organisers look at each registration. You will hear from us by mail.")],
            see,
        ),
        "waiting": (
            _("Waiting list: %(event)s") % title,
            [_("at the moment all places are taken; you stand on the waiting list. If a place becomes free, you"
               " get a mail.")],
            see,
        ),
        "offered": (
            _("A place has become free: %(event)s") % title,
            [
                _("you have moved up: a place is kept for you until %(until)s.") % title,
                _("Please accept or decline it. Without an answer the next person gets it."),
            ],
            _("Answer the offer"),
        ),
        "moved_up": (
            _("You have moved up: %(event)s") % title,
            [_("a place has become free and is yours. If you cannot come, please give it back.")],
            see,
        ),
        "workshop": (
            _("Your workshop: %(event)s") % title,
            [_("you now have a place in “%(session)s”, which stood higher in your wishes or had been full.") % title]
            if detail
            else [],
            see,
        ),
        "workshop_offered": (
            _("A place in a workshop has become free: %(event)s") % title,
            [
                _("a place in “%(session)s” is kept for you until %(until)s.") % title,
                _("Please accept or decline it. Without an answer the next person gets it; all else stays as it is."),
            ] if detail else [],
            _("Answer the offer"),
        ),
        "workshop_lapsed": (
            _("The offer has lapsed: %(event)s") % title,
            [
                _("we did not hear from you in time, so the next person got the place in “%(session)s”.") % title,
                _("Your place at the event and your other workshops stay."),
            ] if detail else [],
            see,
        ),
        "displaced_workshop": (
            _("Fewer places in a workshop: %(event)s") % title,
            [_("“%(session)s” has fewer places than before. You now stand at the head of its waiting list.") % title]
            if detail
            else [],
            see,
        ),
        "cancelled": (
            _("Cancelled: %(event)s") % title,
            [_("your registration is cancelled. Thank you for letting us know.")],
            see,
        ),
        "declined": (
            _("No place: %(event)s") % title,
            [_("we cannot give you a place at this event.")],
            see,
        ),
        "lapsed": (
            _("Your registration has lapsed: %(event)s") % title,
            [_("we did not hear from you in time, so the place has gone to the next person.")],
            see,
        ),
        "displaced": (
            _("Fewer places: %(event)s") % title,
            [_("the organisers had to lower the number of places. You now stand at the head of the waiting list.")],
            see,
        ),
        "substituted": (
            _("You come in somebody's place: %(event)s") % title,
            [
                _("a place at this event has been passed on to you. Please confirm that you come."),
                _("Until %(until)s we keep it for you.") % title,
            ],
            _("Confirm registration"),
        ),
        "called_off": (
            _("Called off: %(event)s") % title,
            [_("this event does not take place."), event.cancel_reason],
            see,
        ),
    }  # fmt: skip
    return table[what]


def _workshops(registration: Registration) -> list[str]:
    """A line for each workshop with a place and for each that is waited for."""
    booked = registration.bookings.filter(hold_until__isnull=True).order_by("starts_at", "id")
    lines = [
        _("Workshop: “%(session)s”, %(time)s")
        % {"session": title, "time": date_format(timezone.localtime(start), "SHORT_DATETIME_FORMAT")}
        for title, start in booked.values_list("session__title", "starts_at")
    ]
    waits = registration.waiting.open().filter(session__isnull=False).order_by("rank", "id")
    return lines + [
        _("You stand on the waiting list of the workshop “%(session)s”.") % {"session": title}
        for title in waits.values_list("session__title", flat=True)
    ]


def tell(registration: Registration, what: str, *, held: dt.datetime | None = None, **detail: Any) -> None:
    """Write the mail ``what`` into the outbox, in the caller's transaction and the person's language.

    Who has no address gets none. ``held``: until when the place in question is kept, if not that at the event is meant.
    """
    if not registration.email:
        return
    event = registration.event
    with translation.override(registration.language):
        held = held or registration.hold_until
        until = date_format(timezone.localtime(held), "SHORT_DATETIME_FORMAT") if held else ""
        subject, lines, label = _words(what, event, until, detail)
        if what == "admitted":
            lines = [*lines, *_workshops(registration)]
        if registration.end_reason and what in {"declined", "cancelled"}:
            lines = [*lines, registration.end_reason]
        context = {
            "registration": registration,
            "event": event,
            "network_name": event.network.name,
            "when": when_of(event),
            "place": event.venue if registration.mode == Registration.Mode.ON_SITE else None,
            "lines": [line for line in lines if line],
            "label": label,
            "address": address_of(registration),
        }
        delivery = mail.AT_LEAST_ONCE if what in NEEDS_ANSWER else mail.AT_MOST_ONCE
        mail.queue(
            "meetings/mail/registration",
            to=registration.email,
            subject=subject,
            context=context,
            tokens=[token_of(registration)],
            reply_to=event.network.contact_email or None,
            language=registration.language,
            delivery=delivery,
        )

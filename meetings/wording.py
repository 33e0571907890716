"""The words for events and registrations: states, times, places, what happened and why. Computing only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.directory.rota import feasts
from coordination.lib.hours import Calendar
from meetings.mails import when_of
from meetings.models import Event, Registration, RegistrationNote, WaitlistEntry

BADGES = {
    Event.State.DRAFT: "plain",
    Event.State.ANNOUNCED: "info",
    Event.State.OPEN: "success",
    Event.State.CLOSED: "warning",
    Event.State.HELD: "plain",
    Event.State.DOCUMENTED: "plain",
    Event.State.CANCELLED: "danger",
}
STATE_BADGES = {
    "requested": "info",
    "waiting": "warning",
    "offered": "info",
    "admitted": "success",
    "declined": "plain",
    "cancelled": "plain",
    "lapsed": "plain",
}
AFTERWARDS = (Event.State.HELD, Event.State.DOCUMENTED, Event.State.CANCELLED)


@dataclass(frozen=True)
class Card:
    """What a list shows of an event."""

    event: Event
    day: dt.datetime
    when: str
    where: str
    badge: str


def card(event: Event) -> Card:
    start = timezone.localtime(event.starts_at)
    names = [event.venue.name] if event.venue else []
    if event.mode != Event.Mode.ON_SITE:
        names.append(str(event.get_mode_display()))
    return Card(event, start, when_of(event), ", ".join(names), BADGES[Event.State(event.state)])


def feast_note(event: Event) -> str:
    """A warning where the event touches a public holiday of the Land of its network, or Christmas or New Year’s Eve."""
    if event.is_over or event.state == Event.State.CANCELLED:
        return ""
    land = event.network.land
    names = feasts(event.starts_at, event.ends_at, Calendar(land.abbreviation if land else ""))
    if not names:
        return ""
    return _("The event falls on a holiday: %(names)s.") % {"names": ", ".join(names)}


def places_left(event: Event) -> list[str]:
    """„noch 12 Plätze vor Ort“ for each form of taking part; empty where there is no limit, and once it has been."""
    words: list[str] = []
    if event.is_over or event.state in AFTERWARDS:
        return words
    for mode, label in Registration.Mode.choices:
        most = event.places(mode)
        fits = event.mode in (mode, Event.Mode.HYBRID)
        if most is None or not fits:
            continue
        left = most - event.registrations.filter(mode=mode, place_no__isnull=False).count()
        if left <= 0:
            words.append(_("%(mode)s: fully booked, waiting list") % {"mode": label})
        else:
            text = ngettext("%(mode)s: %(left)s place left", "%(mode)s: %(left)s places left", left)
            words.append(text % {"mode": label, "left": left})
    return words


def moment(value: dt.datetime | None) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


@dataclass(frozen=True)
class State:
    """How a registration stands: a word, its look, a sentence what is next."""

    label: str
    badge: str
    text: str


def state_of(one: Registration, *, to_office: bool = False) -> State:
    """How it stands, said to the person; ``to_office``: said about the person."""
    words = {"until": moment(one.hold_until), "number": one.place_no}
    if one.is_live and not one.is_confirmed:
        if to_office:
            label, text = _("mail address not confirmed"), _("Without confirmation it lapses on %(until)s.")
        else:
            label = _("waits for your confirmation")
            text = _("Please confirm your address until %(until)s, else the registration lapses.")
        return State(label, "warning", text % words)
    texts = _about(one) if to_office else _to(one)
    if one.event.is_over:
        texts["waiting"] = _("All places were taken.")
    return State(str(one.get_state_display()), STATE_BADGES[one.state], texts[one.state] % words)


def _to(one: Registration) -> dict[str, str]:
    return {
        "requested": _("The organisers look at each registration and write to you."),
        "waiting": _("All places are taken at the moment. If one becomes free for you, you get a mail."),
        "offered": _("A place is kept for you until %(until)s. Please accept or decline it."),
        "admitted": _("You have place no. %(number)s."),
        "declined": _plain(one.end_reason),
        "cancelled": _plain(one.end_reason)
        or _("This registration is cancelled. If you want to come after all, please register anew."),
        "lapsed": _("There was no answer in time."),
    }


def _about(one: Registration) -> dict[str, str]:
    return {
        "requested": _("Waits for your decision."),
        "waiting": _("Stands on the waiting list and gets a mail as soon as a place becomes free."),
        "offered": _("A place is kept until %(until)s; the answer is not there yet."),
        "admitted": _("Has place no. %(number)s."),
        "declined": _plain(one.end_reason) or _("Was not admitted."),
        "cancelled": _plain(one.end_reason) or _("Has cancelled."),
        "lapsed": _("There was no answer in time."),
    }


def _plain(text: str) -> str:
    """What somebody typed, safe among words with places to fill in."""
    return text.replace("%", "%%")


def reason_words(reason: str) -> str:
    """Why a free place went past somebody."""
    table = {
        "unconfirmed": _("the mail address is not confirmed yet"),
        "institution_full": _("the institution has as many places as it may have"),
        "full": _("all places are taken"),
        "no_place": _("there is no place at the event yet"),
        "dearer": _("there is a workshop at this time that was wished more"),
        "dearer_offer": _("a workshop that was wished more is offered at this time"),
        "on_site_only": _("it takes place on site only"),
    }
    return table.get(reason, reason)


def note_words(note: RegistrationNote) -> str:
    """One sentence for what happened."""
    detail = {**note.detail, "reason": reason_words(note.detail.get("reason", ""))}
    detail.setdefault("session", "")
    table = {
        "registered": _("registered"),
        "confirmed": _("mail address confirmed"),
        "waiting": _("put on the waiting list: %(reason)s"),
        "skipped": _("passed over when a place became free: %(reason)s"),
        "skipped_workshop": _("passed over when a place in “%(session)s” became free: %(reason)s"),
        "wish_ended": _("the wish for “%(session)s” has ended: %(reason)s"),
        "workshop_offered": _("a place in “%(session)s” was offered"),
        "workshop_accepted": _("offer of “%(session)s” accepted"),
        "workshop_declined": _("offer of “%(session)s” declined"),
        "workshop_lapsed": _("offer of “%(session)s” not answered in time"),
        "offered": _("a place was offered"),
        "moved_up": _("moved up from the waiting list"),
        "accepted": _("offer accepted"),
        "offer_declined": _("offer declined"),
        "lapsed": _("lapsed: no answer in time"),
        "approved": _("admitted by the organisers"),
        "declined": _("not admitted by the organisers"),
        "cancelled": _("cancelled"),
        "changed": _("changed"),
        "substituted": _("passed on to another person"),
        "booked": _("place in “%(session)s”"),
        "moved_into": _("moved up into “%(session)s”"),
        "unbooked": _("place in “%(session)s” given back"),
        "displaced": _("fewer places: moved to the head of the waiting list"),
        "displaced_workshop": _("fewer places in “%(session)s”: moved to the head of its waiting list"),
    }
    what = "skipped_workshop" if note.what == "skipped" and detail["session"] else note.what
    return table.get(what, what) % detail


def story_of(one: Registration, *, for_office: bool = False) -> list[dict[str, Any]]:
    """What happened, newest first."""
    rows = one.notes.select_related("by").order_by("-at", "-id")[:50]
    return [
        {"at": row.at, "text": note_words(row), "by": str(row.by) if for_office and row.by else ""}
        for row in rows
    ]


def waits_of(one: Registration) -> list[dict[str, Any]]:
    """What somebody waits for, with the place in the queue."""
    found = []
    offered = set(one.bookings.offered().values_list("session_id", flat=True))
    for entry in one.waiting.open().select_related("session").order_by("rank", "id"):
        if entry.session_id in offered:
            continue
        before = (
            WaitlistEntry.objects.open()
            .filter(event=one.event_id, session=entry.session_id, position__lt=entry.position)
            .count()
        )
        found.append({"session": entry.session, "number": before + 1, "rank": entry.rank})
    return found

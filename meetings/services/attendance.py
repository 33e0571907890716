"""Check-in: one tap is one row, however often it is sent; what a telephone's clock says is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib.errors import RuleBroken
from meetings.models import Attendance, Event, Registration, Session

EARLY = dt.timedelta(hours=12)  # doors open so long before the event at most
LATE = dt.timedelta(days=7)  # telephones may send what they noted so long after it
CLOCK_MAY_DIFFER = dt.timedelta(minutes=2)
MOST_TAPS = 500


@dataclass(frozen=True)
class Tap:
    """What happened at a desk: ``in`` (there), ``out`` (leaves), ``undo`` (takes the tap ``undoes`` back).

    ``session``: at the door of this workshop; nothing: at the door of the event.
    """

    key: UUID
    what: str
    registration: UUID
    at: dt.datetime | None = None  # by the clock of the telephone
    undoes: UUID | None = None
    session: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a tap: a sentence for the desk, a code for the program."""

    key: UUID
    registration: UUID
    ok: bool
    code: str
    message: str
    attendance: Attendance | None = None


def check_in(
    *,
    by: Any,
    event: Event,
    registration: Registration,
    key: UUID | None = None,
    at: dt.datetime | None = None,
    device_at: dt.datetime | None = None,
    session: Session | None = None,
    desk: str = "",
    source: str = Attendance.Source.DESK,
) -> Attendance:
    """Note that somebody is there; who is there already stays there since then.

    ``at``: the moment, put right; nothing: now. Raises ``RuleBroken``: cancelled, declined, lapsed, waiting, requested,
    offered (no place), event_cancelled, too_early, too_late.
    """
    require(by, "meetings.change_participant", event.network_id)
    key = key or uuid4()
    with transaction.atomic():
        Event.objects.select_for_update().only("pk").get(pk=event.pk)  # two desks tap the same name
        known = Q(key=key) | Q(registration=registration, session=session, withdrawn_at__isnull=True)
        rows = {one.key: one for one in Attendance.objects.filter(known)}
        if rows:
            return rows.get(key) or next(iter(rows.values()))
        _refuse_wrong_time(event)
        _refuse_without_place(registration)
        house = registration.institution
        return Attendance.objects.create(
            event=event,
            session=session,
            registration=registration,
            name=str(registration)[:161],
            house=registration.house[:200],
            institution_type_id=house.type_id if house else None,
            profession_id=registration.profession_id,
            municipality_id=house.municipality_id if house else None,
            present_from=at or timezone.now(),
            source=source,
            desk=desk[:40],
            key=key,
            device_at=device_at,
            recorded_by=by,
        )


def check_out(*, by: Any, attendance: Attendance, at: dt.datetime | None = None) -> Attendance:
    """Somebody leaves before the end. Raises ``RuleBroken``: before_arriving, taken_back."""
    require(by, "meetings.change_participant", attendance.event.network_id)
    at = at or timezone.now()
    if attendance.withdrawn_at:
        raise RuleBroken(_("%(name)s is not there.") % {"name": attendance.name}, code="taken_back")
    if at <= attendance.present_from:
        raise RuleBroken(_("Leaving comes after arriving."), code="before_arriving")
    attendance.leave(at)
    return attendance


def take_back(*, by: Any, attendance: Attendance) -> Attendance:
    """The wrong name was tapped."""
    require(by, "meetings.change_participant", attendance.event.network_id)
    if attendance.withdrawn_at is None:
        attendance.withdraw()
    return attendance


def sync(
    *, by: Any, event: Event, taps: Sequence[Tap], sent_at: dt.datetime | None, desk: str = ""
) -> list[Answer]:
    """Take what a telephone noted, in its order, each for itself. ``sent_at``: its clock at the moment of sending.

    The difference to our clock puts the moments of the taps right; they lie between the evening before and now.
    """
    require(by, "meetings.change_participant", event.network_id)
    if len(taps) > MOST_TAPS:
        raise RuleBroken(_("At most %(most)s entries at a time.") % {"most": MOST_TAPS}, code="too_many")
    now = timezone.now()
    wrong_by = now - sent_at if sent_at else dt.timedelta()
    asked = {tap.registration for tap in taps}
    people = {
        one.uid: one
        for one in Registration.objects.filter(event=event, uid__in=asked).select_related("institution")
    }
    doors = {tap.session for tap in taps if tap.session}
    sessions = {one.uid: one for one in event.sessions.filter(uid__in=doors)} if doors else {}
    return [
        _take(by, event, tap, people.get(tap.registration), sessions, now, wrong_by, desk) for tap in taps
    ]


def _take(
    by: Any,
    event: Event,
    tap: Tap,
    registration: Registration | None,
    sessions: dict[UUID, Session],
    now: dt.datetime,
    wrong_by: dt.timedelta,
    desk: str,
) -> Answer:
    if registration is None:
        sentence = _("Nobody of this event. Was the code made for another one?")
        return Answer(tap.key, tap.registration, False, "unknown", sentence)
    session = sessions.get(tap.session) if tap.session else None
    if tap.session and session is None:
        sentence = _("%(name)s: this workshop is no longer in the programme.") % {"name": registration}
        return Answer(tap.key, tap.registration, False, "no_session", sentence)
    at = put_right(tap.at, wrong_by, now, event) if tap.at else now
    try:
        if tap.what == "in":
            found = check_in(
                by=by, event=event, registration=registration, session=session,
                key=tap.key, at=at, device_at=tap.at, desk=desk,
            )  # fmt: skip
            code = "in" if found.key == tap.key else "again"
            if found.withdrawn_at is not None:
                code = "taken_back"
        else:
            found = _standing(registration, session, tap)
            if tap.what == "undo":
                code, found = "undone", take_back(by=by, attendance=found)
            else:
                code, found = (
                    "out",
                    check_out(by=by, attendance=found, at=max(at, found.present_from + _MOMENT)),
                )
    except RuleBroken as broken:
        return Answer(tap.key, tap.registration, False, broken.code or "", " ".join(broken.messages))
    sentence = said(code, found)
    if abs(wrong_by) > CLOCK_MAY_DIFFER:
        sentence += " " + clock_said(wrong_by)
    return Answer(tap.key, tap.registration, True, code, sentence, found)


_MOMENT = dt.timedelta(seconds=1)


def _standing(registration: Registration, session: Session | None, tap: Tap) -> Attendance:
    rows = Attendance.objects.filter(registration=registration, session=session).select_related("event")
    found = rows.filter(key=tap.undoes).first() if tap.undoes else rows.standing().first()
    if found is None:
        raise RuleBroken(_("%(name)s is not there.") % {"name": registration}, code="not_there")
    return found


def said(code: str, found: Attendance) -> str:
    """The sentence of the desk."""
    name, since = found.name, f"{timezone.localtime(found.present_from):%H:%M}"
    sentences = {
        "in": _("%(name)s is there."),
        "again": _("%(name)s has been there since %(since)s."),
        "taken_back": _("%(name)s was taken back before."),
        "undone": _("%(name)s: taken back."),
        "out": _("%(name)s leaves."),
    }
    return sentences[code] % {"name": name, "since": since}


def clock_said(wrong_by: dt.timedelta) -> str:
    minutes = round(abs(wrong_by).total_seconds() / 60)
    if wrong_by > dt.timedelta():
        sentence = _("The clock of this device is %(minutes)s minutes slow; the time has been put right.")
    else:
        sentence = _("The clock of this device is %(minutes)s minutes fast; the time has been put right.")
    return sentence % {"minutes": minutes}


def put_right(at: dt.datetime, wrong_by: dt.timedelta, now: dt.datetime, event: Event) -> dt.datetime:
    """Return the moment by our clock, inside what is possible: not before the doors open, not in the future."""
    return min(now, max(at + wrong_by, event.starts_at - EARLY))


def _refuse_wrong_time(event: Event) -> None:
    now = timezone.now()
    if event.state in {Event.State.CANCELLED, Event.State.DRAFT}:
        raise RuleBroken(_("This event does not take place."), code="event_cancelled")
    if now < event.starts_at - EARLY:
        day = date_format(timezone.localtime(event.starts_at), "SHORT_DATE_FORMAT")
        raise RuleBroken(
            _("The event is on %(day)s. Check-in opens 12 hours before.") % {"day": day}, code="too_early"
        )
    if now > event.ends_at + LATE:
        raise RuleBroken(_("The event was too long ago. Please use the list of attendance."), code="too_late")


def _refuse_without_place(registration: Registration) -> None:
    state, name = registration.state, {"name": registration}
    if state == Registration.State.ADMITTED:
        return
    if state == Registration.State.CANCELLED:
        day = (
            date_format(timezone.localtime(registration.ended_at), "SHORT_DATE_FORMAT")
            if registration.ended_at
            else ""
        )
        sentence = _("%(name)s cancelled on %(day)s. If a place is free, please register the person anew.")
        raise RuleBroken(sentence % {**name, "day": day}, code="cancelled")
    sentences = {
        Registration.State.DECLINED: _("%(name)s was not admitted."),
        Registration.State.LAPSED: _(
            "The registration of %(name)s has lapsed. If a place is free, please register anew."
        ),
        Registration.State.WAITING: _("%(name)s is on the waiting list and has no place yet."),
        Registration.State.REQUESTED: _("The registration of %(name)s has not been approved yet."),
        Registration.State.OFFERED: _("%(name)s has an offered place and has not accepted it yet."),
    }
    raise RuleBroken(sentences[Registration.State(state)] % name, code=str(state))


def record_list(
    *, by: Any, event: Event, registrations: Iterable[Registration], session: Session | None = None
) -> int:
    """Take over a signed list: those named were there, all others of the list were not. Return how many are new.

    After the event, too: paper has no clock, so presence begins with the event (the session).
    """
    require(by, "meetings.change_participant", event.network_id)
    start = session.starts_at if session else event.starts_at
    with transaction.atomic():
        Event.objects.select_for_update().only("pk").get(pk=event.pk)
        there = set(
            Attendance.objects.standing()
            .filter(event=event, session=session)
            .values_list("registration_id", flat=True)
        )
        new = [
            one for one in registrations if one.pk not in there and one.state == Registration.State.ADMITTED
        ]
        Attendance.objects.bulk_create(
            Attendance(
                event=event, session=session, registration=one, name=str(one)[:161], house=one.house[:200],
                institution_type_id=one.institution.type_id if one.institution else None,
                profession_id=one.profession_id,
                municipality_id=one.institution.municipality_id if one.institution else None,
                present_from=start, source=Attendance.Source.SHEET, recorded_by=by,
            )
            for one in new
        )  # fmt: skip
    return len(new)

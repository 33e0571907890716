"""What a desk needs to know: who is expected, who is there, who waits; in few questions, however many there are.

A desk stands at the door of the event (``session`` empty) or of one workshop.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.fold import fold_short, search_text
from meetings.models import Attendance, Booking, Event, Registration, Session, WaitlistEntry

SHOWN = 30
LEAST = 2  # letters before anything is searched


def counts(event: Event, session: Session | None = None) -> dict[str, int]:
    """Return how many are there, still expected, waiting."""
    State = Registration.State  # noqa: N806 -- a class
    if session is not None:
        present = Attendance.objects.standing().filter(session=session, registration__isnull=False)
        booked = session.bookings.fixed().filter(registration__state=State.ADMITTED)
        return {
            "there": present.count(),
            "expected": booked.exclude(registration__in=present.values("registration")).count(),
            "waiting": WaitlistEntry.objects.open().filter(session=session).count(),
        }
    found = Registration.objects.filter(event=event).aggregate(
        admitted=Count("pk", filter=Q(state=State.ADMITTED)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
    )
    there = Attendance.objects.standing().of_event().filter(event=event).count()
    return {
        "there": there,
        "expected": max(0, found["admitted"] - there),
        "waiting": found["waiting"],
    }


def doors(event: Event) -> list[Session]:
    """The workshops people booked: each may have a desk of its own."""
    return list(event.sessions.bookable().order_by("starts_at", "title", "id"))


def people(event: Event) -> QuerySet[Registration]:
    """Everybody a desk may meet: also who waits or has cancelled, so that the answer is clear."""
    return Registration.objects.filter(event=event).select_related("institution").order_by("sort_key", "id")


def searched(rows: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Narrow by the beginning of a name or part of an institution, as people type it: „mül“ finds Müller."""
    for word in fold_short(text).split()[:4]:
        bare = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
        condition = Q(institution_name__icontains=word)
        for one in {word, bare}:
            condition |= Q(sort_key__startswith=one) | Q(sort_key__contains=f" {one}")
            condition |= Q(institution__sort_key__contains=one)
        rows = rows.filter(condition)
    return rows


def desk_rows(
    event: Event, registrations: list[Registration], session: Session | None = None
) -> list[dict[str, Any]]:
    """Return what the desk shows of some people: name, institution, workshops, since when they are there."""
    ids = [one.pk for one in registrations]
    narrow = {"registration__in": ids} if len(ids) <= SHOWN * 2 else {"registration__event": event}
    there = {
        pk: (key, at, until)
        for pk, key, at, until in Attendance.objects.standing()
        .filter(event=event, session=session, **narrow)
        .values_list("registration_id", "key", "present_from", "present_until")
    }
    workshops: dict[int, list[str]] = defaultdict(list)
    here: set[int] = set()
    booked = Booking.objects.fixed().filter(**narrow).order_by("starts_at", "id")
    for pk, which, title in booked.values_list("registration_id", "session_id", "session__title"):
        workshops[pk].append(title)
        if session is None or which == session.pk:
            here.add(pk)
    return [
        _row(one, there.get(one.pk), workshops.get(one.pk, []), session is None or one.pk in here)
        for one in registrations
    ]


def _row(one: Registration, there: Any, workshops: list[str], booked: bool) -> dict[str, Any]:
    key, at, until = there or (None, None, None)
    no_place = "" if booked else _("no place booked here")
    return {
        "uid": str(one.uid),
        "name": f"{one.first_name} {one.last_name}",
        "about": " · ".join(filter(None, [one.house, no_place, *workshops, _online(one)])),
        "workshops": workshops,
        "booked": booked,
        "state": str(one.state),
        "state_label": str(one.get_state_display()),
        "may": one.state == Registration.State.ADMITTED,
        "key": str(key) if key else "",
        "since": f"{timezone.localtime(at):%H:%M}" if at else "",
        "until": f"{timezone.localtime(until):%H:%M}" if until else "",
        "fold": search_text(one.last_name, one.first_name, one.house),
    }


def _online(one: Registration) -> str:
    return str(one.get_mode_display()) if one.mode == Registration.Mode.ONLINE else ""

"""What a desk needs to know: who is expected, who is there, who waits; in few questions, however many there are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from coordination.lib.fold import fold_short, search_text
from meetings.models import Attendance, Booking, Event, Registration

SHOWN = 30
LEAST = 2  # letters before anything is searched


def counts(event: Event) -> dict[str, int]:
    """Return how many are there, still expected, waiting."""
    State = Registration.State  # noqa: N806 -- a class
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


def desk_rows(event: Event, registrations: list[Registration]) -> list[dict[str, Any]]:
    """Return what the desk shows of some people: name, institution, workshops, since when they are there."""
    ids = [one.pk for one in registrations]
    narrow = {"registration__in": ids} if len(ids) <= SHOWN * 2 else {"registration__event": event}
    there = {
        pk: (key, at, until)
        for pk, key, at, until in Attendance.objects.standing()
        .of_event()
        .filter(event=event, **narrow)
        .values_list("registration_id", "key", "present_from", "present_until")
    }
    workshops: dict[int, list[str]] = defaultdict(list)
    booked = Booking.objects.fixed().filter(**narrow).order_by("starts_at", "id")
    for pk, title in booked.values_list("registration_id", "session__title"):
        workshops[pk].append(title)
    return [_row(one, there.get(one.pk), workshops.get(one.pk, [])) for one in registrations]


def _row(one: Registration, there: Any, workshops: list[str]) -> dict[str, Any]:
    key, at, until = there or (None, None, None)
    return {
        "uid": str(one.uid),
        "name": f"{one.first_name} {one.last_name}",
        "about": " · ".join(filter(None, [one.house, *workshops, _online(one)])),
        "workshops": workshops,
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

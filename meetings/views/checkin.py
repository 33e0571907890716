"""The desk at the door: search, tap, code, list for working offline; everything also by forms, without script."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.middleware import PERMISSIONS_POLICY
from coordination.lib.notes import tell
from meetings.checkin import SHOWN, counts, desk_rows, doors, people, searched
from meetings.models import Event, Session
from meetings.services.attendance import Answer, Tap, sync

LONGEST = 200_000  # bytes of one sending
# The one page that may use the camera, for the codes on badges.
WITH_CAMERA = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")


def event_of(user: Any, uid: Any, permission: str) -> Event:
    """An event in a network where the user has the right; foreign and missing are the same 404."""
    rows = Event.objects.visible_to(user).filter(network__in=scope_of(user).may(permission))
    return get_object_or_404(rows.select_related("network", "venue"), uid=uid)


def door_of(event: Event, request: HttpRequest) -> Session | None:
    """Return the workshop at whose door the desk stands (``einlass`` in the address); nothing: the event itself."""
    asked = request.GET.get("einlass", "")
    return get_object_or_404(event.sessions.bookable(), uid=_uuid(asked)) if asked else None


class Desk(MayRequired, View):
    """Who is expected: the first letters of a name, or everybody; a tap says that somebody is there."""

    permission = "meetings.change_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        text, chip = request.GET.get("q", "").replace("\x00", "").strip()[:80], request.GET.get("zeigen", "")
        person, session = _uuid(request.GET.get("person", "")), door_of(event, request)
        rows = people(event)
        if person:
            rows = rows.filter(uid=person)
        elif text:
            rows = searched(rows, text)
        if session and not (person or text):
            rows = rows.filter(pk__in=session.bookings.fixed().values("registration"))
        if chip == "fehlt":
            rows = rows.admitted().exclude(attendances__in=_standing(event, session))
        found = list(rows[: SHOWN + 1])
        context = {
            "title": _("Check-in"),
            "event": event,
            "session": session,
            "doors": doors(event),
            "counts": counts(event, session),
            "rows": [{**row, "tap": str(uuid4())} for row in desk_rows(event, found[:SHOWN], session)],
            "more": len(found) > SHOWN,
            "text": text,
            "chip": chip,
            "person": person,
            "here": reverse("meetings:check-in", args=[event.uid]),
        }
        response = render(request, "meetings/check_in.html", context)
        response["Permissions-Policy"] = WITH_CAMERA
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        if request.content_type == "application/json":
            return self._sent(request, event)
        (answer,) = sync(
            by=request.user,
            event=event,
            taps=[_tap_of(request.POST)],
            sent_at=None,
            desk=request.POST.get("desk", ""),
        )
        tell(request, answer.message, kind="success" if answer.ok else "warning")
        return redirect(
            f"{reverse('meetings:check-in', args=[event.uid])}?{request.GET.urlencode()}".rstrip("?")
        )

    def _sent(self, request: HttpRequest, event: Event) -> HttpResponse:
        """What the page noted, perhaps offline: each entry is answered for itself, what is broken with a sentence."""
        try:
            if len(request.body) > LONGEST:
                raise ValueError("too long")
            data = json.loads(request.body)
            taps = [_tap_of(each) for each in data["taps"]]
            sent_at = _moment(data.get("sent_at"))
        except (ValueError, TypeError, KeyError, AttributeError, Http404):
            return JsonResponse({"message": _("These entries could not be read.")}, status=400)
        try:
            answers = sync(
                by=request.user, event=event, taps=taps, sent_at=sent_at, desk=str(data.get("desk", ""))
            )
        except RuleBroken as broken:
            return JsonResponse({"message": " ".join(broken.messages)}, status=400)
        told = [_told(one) for one in answers]
        return JsonResponse({"answers": told, "counts": counts(event, door_of(event, request))})


class DeskList(MayRequired, View):
    """Everybody of the event, for a page that goes on working without a net; nothing of it is stored there."""

    permission = "meetings.change_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        session = door_of(event, request)
        rows = desk_rows(event, list(people(event)), session)
        return JsonResponse({"people": rows, "counts": counts(event, session)})


class DeskCounts(MayRequired, View):
    """How many are there by now, and who since the desk looked last; asked every few seconds by each desk."""

    permission = "meetings.change_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        session = door_of(event, request)
        rows = _standing(event, session).select_related("registration").order_by("-recorded_at", "-id")[:50]
        latest = [
            {
                "uid": str(one.registration.uid),
                "key": str(one.key),
                "since": f"{timezone.localtime(one.present_from):%H:%M}",
            }
            for one in rows
            if one.registration
        ]
        return JsonResponse({"counts": counts(event, session), "latest": latest})


def _standing(event: Event, session: Session | None) -> Any:
    return event.attendances.standing().filter(session=session)


def _told(answer: Answer) -> dict[str, Any]:
    there = answer.attendance
    stands = there is not None and there.withdrawn_at is None
    return {
        "key": str(answer.key),
        "registration": str(answer.registration),
        "ok": answer.ok,
        "code": answer.code,
        "message": answer.message,
        "attendance": str(there.key) if there and stands else "",
        "since": f"{timezone.localtime(there.present_from):%H:%M}" if there and stands else "",
    }


def _tap_of(data: Any) -> Tap:
    key, registration = _uuid(str(data.get("key", ""))), _uuid(str(data.get("registration", "")))
    what = data.get("what", "in")
    if key is None or registration is None or what not in {"in", "out", "undo"}:
        raise Http404
    undoes = _uuid(str(data.get("undoes", "")))
    return Tap(key, what, registration, _moment(data.get("at")), undoes, _uuid(str(data.get("session", ""))))


def _moment(text: Any) -> dt.datetime | None:
    """A moment with its zone; what is none counts as not given."""
    try:
        found = parse_datetime(str(text)) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo and 2000 < found.year < 2200 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

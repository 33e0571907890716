"""The day itself: what to print beforehand, who is there, the signed list taken over."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings import papers, wording
from meetings.checkin import counts
from meetings.models import Attendance, Event, Registration
from meetings.services.attendance import record_list
from meetings.tabs_events import crumbs, event_tabs
from meetings.views.checkin import event_of

PER_PAGE = 100


class EventDay(MayRequired, View):
    """Check-in, papers, and everybody who was there, by name."""

    permission = "meetings.view_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        rows = Attendance.objects.standing().filter(event=event).select_related("session")
        page = Paginator(rows.order_by("present_from", "id"), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": _("On the day"),
            "event": event,
            "card": wording.card(event),
            "counts": counts(event),
            "page_obj": page,
            "workshops": list(event.sessions.bookable().order_by("starts_at", "title", "id")),
            "may_change": event.network_id in scope_of(request.user).may("meetings.change_participant"),
            "tabs": event_tabs(event, "event-day", self.request.user),
            "crumbs": crumbs(event, _("On the day")),
        }
        return render(request, "meetings/event_day.html", context)


class Paper(MayRequired, View):
    """Badges (``badges``) or a list with signatures (``list``, of one workshop with ``session``) as PDF."""

    permission = "meetings.view_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = event_of(request.user, kwargs["uid"], self.permission)
        people, session = papers.coming(event), None
        if "session" in kwargs:
            session = get_object_or_404(event.sessions.select_related("room"), uid=kwargs["session"])
            people = [one for one in people if one.pk in _booked(session)]
        try:
            if kwargs["what"] == "badges":
                stored = papers.badges(event, people, by=request.user)
            else:
                stored = papers.sheet(event, people, session=session, by=request.user)
        except RuleBroken as broken:
            tell(request, " ".join(broken.messages), kind="warning")
            return redirect("meetings:event-day", event.uid)
        name = f"{kwargs['what']}-{event.slug}.pdf"
        return FileResponse(stored.path.open("rb"), content_type="application/pdf", filename=name)


def _booked(session: Any) -> set[int]:
    return set(session.bookings.fixed().values_list("registration_id", flat=True))


class SignedList(MayRequired, View):
    """The paper list taken over: a tick for each signature."""

    permission = "meetings.change_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event, session = self._found()
        return render(request, "meetings/signed_list.html", self._context(event, session))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event, session = self._found()
        chosen = set(request.POST.getlist("da"))
        people = [one for one in self._people(event, session) if str(one.uid) in chosen]
        count = record_list(by=request.user, event=event, registrations=people, session=session)
        tell(request, ngettext("%(n)s person noted.", "%(n)s people noted.", count) % {"n": count})
        return redirect("meetings:event-day", event.uid)

    def _found(self) -> tuple[Event, Any]:
        event = event_of(self.request.user, self.kwargs["uid"], self.permission)
        uid = self.kwargs.get("session")
        return event, get_object_or_404(event.sessions, uid=uid) if uid else None

    def _people(self, event: Event, session: Any) -> list[Registration]:
        rows = event.registrations.filter(state=Registration.State.ADMITTED).select_related("institution")
        if session is not None:
            rows = rows.filter(bookings__session=session)
        return list(rows.order_by("sort_key", "id"))

    def _context(self, event: Event, session: Any) -> dict[str, Any]:
        there = set(
            Attendance.objects.standing()
            .filter(event=event, session=session)
            .values_list("registration_id", flat=True)
        )
        title = _("Take over the signed list")
        return {
            "title": title,
            "facts": session or event.title,
            "event": event,
            "people": [{"one": one, "there": one.pk in there} for one in self._people(event, session)],
            "crumbs": [
                *crumbs(event)[:2],
                (_("On the day"), reverse("meetings:event-day", args=[event.uid])),
                (title, None),
            ],
        }

"""The minutes screen: one item at a time with its text, decisions and tasks, attendance beside it.

The text is kept while one types (htmx) and by a button without script; two writers never overwrite each other.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.notes import tell
from meetings.forms.sittings import MinutesForm
from meetings.models import AgendaItem, Decision, Meeting, MeetingAttendance, Minutes, Task
from meetings.services import decisions, minutes
from meetings.services.group_rights import leads
from meetings.services.sittings import items_of, voting_seats
from meetings.views.agenda import item_of
from meetings.views.sittings import crumbs_of, meeting_of, minutes_url


class MinutesScreen(MayRequired, View):
    """Where one writes while the others talk. Only for who leads the meeting, while nothing is approved."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = led_meeting(request.user, kwargs["uid"])
        if meeting.is_approved or meeting.state not in {Meeting.State.RUNNING, Meeting.State.CLOSED}:
            return redirect("meetings:minutes-read", uid=meeting.uid)
        items = items_of(meeting, request.user)
        item = chosen(items, request.GET.get("punkt", ""))
        return screen(request, meeting, items, item)


def led_meeting(user: Any, uid: Any) -> Meeting:
    meeting = meeting_of(user, uid)
    if not leads(user, meeting.group):
        raise Http404
    return meeting


def chosen(items: list[AgendaItem], uid: str) -> AgendaItem | None:
    """The item of the address, else the first that is not dealt with."""
    found = next((one for one in items if one.uid.hex == uid.replace("-", "")), None)
    return found or next((one for one in items if not one.done_at), items[0] if items else None)


def screen(
    request: HttpRequest,
    meeting: Meeting,
    items: list[AgendaItem],
    item: AgendaItem | None,
    *,
    form: MinutesForm | None = None,
    conflict: Any = None,
    status: int = 200,
) -> HttpResponse:
    place = items.index(item) if item in items else -1
    minute = getattr(item, "minute", None) if item else None
    if item is not None:
        item.meeting = meeting
        if minute is None:
            minute = Minutes.objects.get_or_create(item=item)[0]
        minutes.log_reading(by=request.user, items=[item])
        form = form or MinutesForm(initial={"text": minute.text, "version": minute.version})
    rows = list(meeting.attendance.select_related("seat", "person").order_by("seat__position", "id"))
    votes = sum(bool(row.seat and row.seat.is_voting and row.state in row.THERE) for row in rows)
    seats = voting_seats(meeting)
    needed = meeting.group.votes_needed(seats)
    deputies = minutes.stand_ins(meeting)
    context = {
        "title": str(meeting),
        "meeting": meeting,
        "crumbs": crumbs_of(meeting, (_("Minutes"), None)),
        "items": items,
        "item": item,
        "number": place + 1,
        "done": sum(one.done_at is not None for one in items),
        "before": items[place - 1] if place > 0 else None,
        "after": items[place + 1] if 0 <= place < len(items) - 1 else None,
        "minute": minute,
        "form": form,
        "conflict": conflict,
        "saved_at": minute.updated_at if minute is not None and minute.version > 1 else None,
        "decisions": list(Decision.objects.filter(item=item).order_by("serial", "id")) if item else [],
        "tasks": list(Task.objects.filter(item=item).select_related("seat", "person").order_by("id"))
        if item
        else [],
        "rows": [(row, deputies.get(row.seat_id)) for row in rows],
        "states": [
            (value, label)
            for value, label in MeetingAttendance.State.choices
            if value != MeetingAttendance.State.GUEST
        ],
        "votes": votes,
        "seats": seats,
        "needed": needed,
        "has_quorum": votes >= needed,
        "concern": decisions.concern_of(item) if item else None,
        "release": decisions.release_of(item) if item else None,
        "approves": approves(item) if item else None,
    }
    return render(request, "meetings/minutes.html", context, status=status)


def approves(item: AgendaItem) -> Meeting | None:
    """The earlier meeting whose minutes this item approves, if they still wait."""
    if item.source_kind != AgendaItem.Source.MINUTES or item.source_uid is None:
        return None
    rows = Meeting.objects.filter(uid=item.source_uid, group=item.meeting.group_id)
    return rows.exclude(minutes_state=Meeting.Minutes.APPROVED).select_related("group").first()


class MinutesSave(MayRequired, View):
    """Keep the text: while one types (answers with a line), or by the button (goes back to the item, or on)."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = item_of(request.user, kwargs["uid"], may=leads)
        meeting = item.meeting
        quiet = bool(request.headers.get("HX-Request"))
        minute = Minutes.objects.get_or_create(item=item)[0]
        form = MinutesForm(request.POST, initial={"text": minute.text})
        conflict = None
        if form.is_valid():
            try:
                minutes.write_minutes(
                    by=request.user,
                    minutes=minute,
                    text=form.cleaned_data["text"],
                    version=form.cleaned_data["version"],
                )
            except EditConflict as other:
                conflict = self.both(form, other)
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                return self.saved(request, item, minute, quiet=quiet)
        if quiet:
            return render(request, "meetings/_saved.html", {"form": form, "conflict": conflict, "item": item})
        items = items_of(meeting, request.user)
        here = next((one for one in items if one.pk == item.pk), item)
        return screen(
            request, meeting, items, here, form=form, conflict=conflict, status=409 if conflict else 200
        )

    def saved(self, request: HttpRequest, item: AgendaItem, minute: Minutes, *, quiet: bool) -> HttpResponse:
        if quiet:
            context = {"saved_at": minute.updated_at, "version": minute.version, "item": item}
            return render(request, "meetings/_saved.html", context)
        if request.POST.get("weiter"):
            if not item.done_at:
                minutes.tick_item(by=request.user, item=item)
            items = items_of(item.meeting, request.user)
            place = next((n for n, one in enumerate(items) if one.pk == item.pk), 0)
            return redirect(minutes_url(item.meeting, items[min(place + 1, len(items) - 1)]))
        tell(request, _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")})
        return redirect(minutes_url(item.meeting, item))

    @staticmethod
    def both(form: MinutesForm, other: EditConflict) -> dict[str, Any] | None:
        """Both texts; the next saving is meant to replace what stands there now."""
        current = other.current
        if current is None:
            form.add_error(None, other)
            return None
        data = form.data.copy()
        data["version"] = current.version
        form.data = data
        mine = form.cleaned_data["text"]
        row = {"label": form["text"].label, "theirs": current.text, "mine": mine, "differs": True}
        return {"who": str(current.updated_by or ""), "at": current.updated_at, "rows": [row]}


class ItemTick(MayRequired, View):
    """Dealt with, or open again."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = item_of(request.user, kwargs["uid"], may=leads)
        try:
            minutes.tick_item(by=request.user, item=item)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        return redirect(minutes_url(item.meeting, item))


class Attendance(MayRequired, View):
    """Who is there: one seat by its buttons, a guest by name."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = led_meeting(request.user, kwargs["uid"])
        try:
            if "gast" in request.POST:
                minutes.add_guest(by=request.user, meeting=meeting, name=request.POST["gast"][:200])
            else:
                rows = MeetingAttendance.objects.filter(meeting=meeting).select_related(
                    "seat", "meeting__group"
                )
                row = get_object_or_404(rows, uid=as_uid(request.POST.get("zeile", "")))
                if "weg" in request.POST:
                    minutes.remove_guest(by=request.user, row=row)
                else:
                    minutes.note_attendance(by=request.user, row=row, state=request.POST.get("stand", ""))
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        items = items_of(meeting, request.user)
        item = next((one for one in items if str(one.uid) == request.POST.get("punkt", "")), None)
        return redirect(f"{minutes_url(meeting, item)}#anwesenheit")


def as_uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as unreadable:
        raise Http404 from unreadable

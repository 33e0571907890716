"""Minutes to read: draft with remarks, approved with amendments, as a page and as a tagged PDF."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.lib.pdf import render_pdf
from meetings.forms.sittings import RemarkForm
from meetings.models import AgendaItem, Decision, Meeting, MeetingAttendance, MinutesComment, Task
from meetings.services import minutes
from meetings.services.group_rights import is_member, leads
from meetings.views.agenda import item_of
from meetings.views.minutes_write import OfItem
from meetings.views.sittings import crumbs_of, meeting_of


def record_of(user: Any, uid: Any) -> dict[str, Any]:
    """Everything of the minutes that the user may read. Reading a confidential item is logged."""
    meeting = meeting_of(user, uid)
    if meeting.state not in {Meeting.State.RUNNING, Meeting.State.CLOSED}:
        raise Http404
    group = meeting.group
    whole = Prefetch("tasks", Task.objects.select_related("seat", "person").order_by("due", "id"))
    rows = (
        AgendaItem.objects.filter(meeting=meeting)
        .agreed()
        .select_related("minute")
        .prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("serial", "id")),
            whole,
            Prefetch("comments", MinutesComment.objects.select_related("author").order_by("made_at", "id")),
            "amendments__made_by",
        )
    )
    member = is_member(user, group)
    items = list(rows)
    for item in items:
        item.meeting = meeting
        item.is_hidden = item.is_confidential and not member
    minutes.log_reading(by=user, items=[one for one in items if not one.is_hidden])
    attendance = list(meeting.attendance.select_related("seat", "person").order_by("seat__position", "id"))
    state = MeetingAttendance.State
    return {
        "title": str(meeting),
        "meeting": meeting,
        "group": group,
        "items": items,
        "member": member,
        "leads": leads(user, group),
        "people": [
            (label, [row for row in attendance if row.state in states])
            for label, states in (
                (_("Present"), (state.PRESENT, state.ONLINE, state.DEPUTY)),
                (_("Excused"), (state.EXCUSED,)),
                (_("Absent"), (state.ABSENT,)),
                (_("Guests"), (state.GUEST,)),
            )
        ],
        "votes": sum(bool(row.seat and row.seat.is_voting and row.state in row.THERE) for row in attendance),
        "seats": sum(bool(row.seat and row.seat.is_voting) for row in attendance),
    }


class MinutesRead(MayRequired, View):
    """The minutes as they stand: members remark on the draft, everybody reads what is approved."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = record_of(request.user, kwargs["uid"])
        meeting = record["meeting"]
        context = record | {
            "crumbs": crumbs_of(meeting, (_("Minutes"), None)),
            "may_comment": record["member"] and meeting.minutes_state == Meeting.Minutes.COMMENTS,
            "shows_comments": record["member"] and not meeting.is_approved,
        }
        return render(request, "meetings/minutes_read.html", context)


class MinutesPaper(MayRequired, View):
    """The minutes on paper: a tagged PDF, drawn anew for each reader."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = record_of(request.user, kwargs["uid"])
        meeting = record["meeting"]
        body = render_pdf("meetings/print/minutes.html", record | {"network": str(meeting.group.network)})
        name = f"Protokoll-{meeting.group.short}-{meeting.day.isoformat()}.pdf"
        return HttpResponse(
            body,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


class Remark(OfItem):
    """A member's remark on the draft of one item."""

    template_name = "base_form.html"
    title = gettext_lazy("Remark on the minutes")
    submit_label = gettext_lazy("Send remark")

    def find(self) -> None:
        self.item = item_of(self.request.user, self.kwargs["uid"], may=is_member)
        self.meeting, self.group = self.item.meeting, self.item.meeting.group

    def form(self, data: Any = None) -> RemarkForm:
        return RemarkForm(data)

    def write(self, form: RemarkForm, more: list[Any]) -> Any:
        return minutes.comment(by=self.request.user, item=self.item, text=form.cleaned_data["text"])

    def done(self, written: Any, change_set: Any) -> HttpResponse:
        tell(self.request, _("Your remark is with the minutes; the minute taker deals with it."))
        return redirect(self.next_url(written))

    def next_url(self, written: Any) -> str:
        return f"{self.cancel_url()}#punkt-{self.item.uid}"

    def cancel_url(self) -> str:

        return reverse("meetings:minutes-read", args=[self.meeting.uid])


class Amend(Remark):
    """Put approved minutes right, beside their text."""

    title = gettext_lazy("Correct approved minutes")
    submit_label = gettext_lazy("Record correction")

    def find(self) -> None:
        self.item = item_of(self.request.user, self.kwargs["uid"], may=leads)
        self.meeting, self.group = self.item.meeting, self.item.meeting.group
        if not self.meeting.is_approved:
            raise Http404

    def write(self, form: RemarkForm, more: list[Any]) -> Any:
        return minutes.amend(by=self.request.user, target=self.item, text=form.cleaned_data["text"])

    def done(self, written: Any, change_set: Any) -> HttpResponse:
        tell(self.request, _("The correction stands beside the text."))
        return redirect(self.next_url(written))


class Settle(MayRequired, View):
    """A remark is dealt with."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = MinutesComment.objects.visible_to(request.user).select_related("item__meeting__group")
        remark = get_object_or_404(rows, uid=kwargs["uid"])
        if not leads(request.user, remark.item.meeting.group):
            raise Http404
        try:
            minutes.settle_comment(by=request.user, remark=remark)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        return redirect("meetings:minutes-read", uid=remark.item.meeting.uid)

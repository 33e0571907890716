"""One meeting: when, where, the agenda, what waits to be taken up; invite, begin, end, call off."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib import ical
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.models import Release
from meetings import calendars
from meetings.forms.sittings import MeetingForm
from meetings.models import AgendaItem, Decision, Meeting, Task
from meetings.services import sittings as verbs
from meetings.services.group_rights import is_member, leads, prepares
from meetings.services.minutes import log_reading
from meetings.tabs import crumbs
from meetings.views.groups import GroupPage, prepared
from network.models import Concern

MOST = 10


def meeting_of(user: Any, uid: Any) -> Meeting:
    """A meeting the user may see; 404 for foreign and missing alike."""
    rows = Meeting.objects.visible_to(user).select_related("group__network__land", "approved_in")
    return get_object_or_404(rows, uid=uid)


def prepared_meeting(user: Any, uid: Any) -> Meeting:
    meeting = meeting_of(user, uid)
    if not prepares(user, meeting.group):
        raise Http404
    return meeting


def crumbs_of(meeting: Meeting, *rest: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    group = meeting.group
    here = _("Meeting %(number)s") % {"number": meeting.number}
    way = [(group.name, group.get_absolute_url()), (here, meeting.get_absolute_url() if rest else None)]
    return crumbs(*way, *rest)


class MeetingDetail(MayRequired, View):
    """The agenda in its order, with what waits to be taken up beside it."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        meeting = meeting_of(user, kwargs["uid"])
        group = meeting.group
        may = prepares(user, group)
        rows = list(
            AgendaItem.objects.filter(meeting=meeting)
            .open_to(user)
            .select_related("proposed_by")
            .order_by("position", "id")
        )
        items = [one for one in rows if not one.is_proposal]
        for item in items:
            item.meeting = meeting
        log_reading(by=user, items=items)
        member, leading = is_member(user, group), leads(user, group)
        may_prepare = may and not meeting.is_over
        context = {
            "title": str(meeting),
            "meeting": meeting,
            "group": group,
            "crumbs": crumbs_of(meeting),
            "items": items,
            "total": sum(item.minutes for item in items),
            "proposals": [one for one in rows if one.is_proposal] if may or member else [],
            "waiting": self.waiting(meeting) if may_prepare else {},
            "open_tasks": Task.objects.of_group(group, user, leads=leading).to_do().count(),
            "prepares": may_prepare,
            "leads": leading,
            "member": member,
            "may_propose": member and not may and not meeting.is_over,
        }
        return render(request, "meetings/meeting_detail.html", context)

    def waiting(self, meeting: Meeting) -> dict[str, list[Any]]:
        """Concerns nobody deals with yet, versions to approve, decisions to be looked at again."""
        user, group = self.request.user, meeting.group
        taken = AgendaItem.objects.filter(
            meeting__group__network=group.network_id,
            meeting__state__in=[Meeting.State.PLANNED, Meeting.State.INVITED, Meeting.State.RUNNING],
            source_uid__isnull=False,
        ).values("source_uid")
        states = [Concern.State.RAISED, Concern.State.TAKEN_UP, Concern.State.WITH_GROUP]
        concerns = (
            Concern.objects.visible_to(user)
            .filter(network=group.network_id, state__in=states)
            .exclude(uid__in=taken)
        )
        releases = (
            Release.objects.visible_to(user)
            .filter(pathway__network=group.network_id, state=Release.State.IN_REVIEW)
            .exclude(uid__in=taken)
        )
        reviews = Decision.objects.filter(group=group).due_for_review(meeting.day).exclude(uid__in=taken)
        return {
            "concerns": list(concerns.select_related("institution").order_by("raised_at", "id")[:MOST]),
            "releases": list(releases.select_related("pathway").order_by("submitted_at", "id")[:MOST]),
            "reviews": list(reviews.order_by("review_on", "id")[:MOST]),
        }


class MeetingAdd(GroupPage):
    title = gettext_lazy("Plan a meeting")
    submit_label = gettext_lazy("Plan meeting")
    done_text = gettext_lazy("The meeting is planned; its agenda has begun.")

    def find(self) -> None:
        self.group = prepared(self.request.user, self.kwargs["uid"])

    def form(self, data: Any = None) -> MeetingForm:
        return MeetingForm(data, instance=Meeting(group=self.group))

    def write(self, form: MeetingForm, more: list[Any]) -> Meeting:
        return verbs.call_meeting(by=self.request.user, meeting=form.instance)

    def next_url(self, written: Any) -> str:
        return written.get_absolute_url()


class MeetingEdit(GroupPage):
    title = gettext_lazy("Change time or place")
    done_text = gettext_lazy("The meeting has been saved; who was invited is told.")

    def find(self) -> None:
        self.meeting = prepared_meeting(self.request.user, self.kwargs["uid"])
        self.group = self.meeting.group

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_of(self.meeting, (self.title, None))

    def form(self, data: Any = None) -> MeetingForm:
        return MeetingForm(data, instance=self.meeting)

    def write(self, form: MeetingForm, more: list[Any]) -> Meeting:
        if not form.has_changed():
            return form.instance
        return verbs.save_meeting(by=self.request.user, meeting=form.instance, reason=form.reason_given)

    def next_url(self, written: Any) -> str:
        return self.meeting.get_absolute_url()

    def cancel_url(self) -> str:
        return self.meeting.get_absolute_url()


class MeetingStep(MayRequired, View):
    """One step of a meeting by a button: invite, begin, end, call off."""

    permission = "meetings.view_group"
    reach = Reach.GROUP
    verb = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = meeting_of(request.user, kwargs["uid"])
        may = leads if self.verb in {"open_meeting", "close_meeting"} else prepares
        if not may(request.user, meeting.group):
            raise Http404
        try:
            done = getattr(verbs, self.verb)(by=request.user, meeting=meeting)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(meeting)
        said = {
            "invite": _("%(n)s members are invited; the date for the calendar is with the mail."),
            "open_meeting": _("The meeting is running. Note first who is there."),
            "close_meeting": _("The meeting is closed. The draft has gone to all members."),
            "cancel_meeting": _("The meeting is called off; who was invited is told."),
        }[self.verb]
        tell(request, said % {"n": done} if self.verb == "invite" else said)
        if self.verb == "open_meeting":
            return redirect("meetings:minutes", uid=meeting.uid)
        if self.verb == "close_meeting":
            return redirect("meetings:minutes-read", uid=meeting.uid)
        return redirect(meeting)


class MeetingCancel(MeetingStep):
    """Call a meeting off, asked on a page of its own: everybody who was invited gets a mail."""

    verb = "cancel_meeting"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = prepared_meeting(request.user, kwargs["uid"])
        title = _("Call off the meeting")
        told = meeting.state == Meeting.State.INVITED
        context = {
            "title": title,
            "question": _("Call off %(meeting)s?") % {"meeting": meeting},
            "text": _(
                "Everybody who was invited gets a mail; what stood on the agenda waits for the next meeting."
            )
            if told
            else _("Nobody has been invited yet. What stood on the agenda waits for the next meeting."),
            "confirm_label": _("Call off"),
            "cancel_url": meeting.get_absolute_url(),
            "danger": True,
            "crumbs": crumbs_of(meeting, (title, None)),
        }
        return render(request, "lib/confirm.html", context)


class MeetingCalendar(MayRequired, View):
    """The date as a file."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = meeting_of(request.user, kwargs["uid"])
        date = calendars.meeting_date(meeting, link=is_member(request.user, meeting.group))
        body = ical.calendar(str(meeting.group), [date], host=calendars.host())
        return HttpResponse(
            body,
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="sitzung.ics"'},
        )


def minutes_url(meeting: Meeting, item: AgendaItem | None = None) -> str:
    url = reverse("meetings:minutes", args=[meeting.uid])
    return f"{url}?punkt={item.uid}" if item else url

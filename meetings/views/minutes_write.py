"""What comes out of an item: decisions, tasks, the approval of earlier minutes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings.forms.sittings import DecisionForm, TaskForm
from meetings.models import AgendaItem, Decision, Meeting, Task
from meetings.services import decisions, minutes, tasks
from meetings.services.group_rights import leads
from meetings.views.agenda import item_of
from meetings.views.groups import GroupPage
from meetings.views.minutes import as_uid, led_meeting
from meetings.views.sittings import crumbs_of, minutes_url


class OfItem(GroupPage):
    item: AgendaItem

    def find(self) -> None:
        self.item = item_of(self.request.user, self.kwargs["uid"], may=leads)
        self.meeting = self.item.meeting
        self.group = self.meeting.group

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_of(self.meeting, (_("Minutes"), self.cancel_url()), (self.title, None))

    def next_url(self, written: Any) -> str:
        return minutes_url(self.meeting, self.item)

    def cancel_url(self) -> str:
        return minutes_url(self.meeting, self.item)


class DecisionAdd(OfItem):
    title = gettext_lazy("Record a decision")
    submit_label = gettext_lazy("Record decision")

    def form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data, instance=Decision(item=self.item), item=self.item)

    def write(self, form: DecisionForm, more: list[Any]) -> Decision:
        chosen_ = form.cleaned_data
        self.notices = decisions.record_decision(
            by=self.request.user,
            decision=form.instance,
            publish=chosen_.get("publish", False),
            answer=chosen_.get("answer", ""),
        )
        return form.instance

    def done(self, written: Any, change_set: Any) -> HttpResponse:
        tell(self.request, _("Decision %(number)s is recorded.") % {"number": written.number})
        for notice in self.notices:
            tell(self.request, notice, kind="info" if written.has_quorum else "warning")
        return redirect(self.next_url(written))


class TaskAdd(OfItem):
    title = gettext_lazy("Give a task")
    submit_label = gettext_lazy("Give task")
    done_text = gettext_lazy("The task is given; it is in the mail when the meeting closes.")

    def form(self, data: Any = None) -> TaskForm:
        newest = Decision.objects.filter(item=self.item).order_by("-serial", "-id").first()
        task = Task(group=self.group, meeting=self.meeting, item=self.item, decision=newest)
        return TaskForm(data, instance=task)

    def write(self, form: TaskForm, more: list[Any]) -> Task:
        return tasks.assign_task(by=self.request.user, task=form.instance)


class Approve(MayRequired, View):
    """Approve the minutes of an earlier meeting, at the item that asks for it or from the reading page."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = led_meeting(request.user, kwargs["uid"])
        at = None
        if wanted := request.POST.get("in", ""):
            rows = Meeting.objects.filter(group=meeting.group)
            at = get_object_or_404(rows, uid=as_uid(wanted))
        try:
            minutes.approve_minutes(by=request.user, meeting=meeting, at=at)
            tell(request, _("The minutes are approved. From now on they do not change."))
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        if at is not None:
            return redirect("meetings:minutes", uid=at.uid)
        return redirect(reverse("meetings:minutes-read", args=[meeting.uid]))

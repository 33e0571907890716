"""The list of tasks, one task, done or later."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from meetings.forms.sittings import DoneForm, LaterForm
from meetings.models import AgendaItem, Group, Task
from meetings.services import decisions, tasks
from meetings.tabs import crumbs, group_tabs
from meetings.views.groups import GroupPage
from meetings.views.registers import PER_PAGE, group_picks, uids_in


class TaskList(MayRequired, View):
    """My tasks, or all I may see: overdue first."""

    permission = "meetings.view_task"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user, url = request.user, reverse("meetings:task-list")
        chosen, state = request.GET.get("gruppe", "")[:40], request.GET.get("stand", "")
        rows = Task.objects.visible_to(user).select_related("group", "seat", "person", "decision", "item")
        if chosen:
            rows = rows.filter(group__in=Group.objects.visible_to(user).filter(uid__in=uids_in(chosen)))
        own = state not in {"alle", "erledigt", "ueberfaellig"}
        if own:
            rows = rows.mine(user).to_do()
        elif state == "erledigt":
            rows = rows.done()
        else:
            rows = rows.overdue() if state == "ueberfaellig" else rows.to_do()
        order = ("-done_at", "-id") if state == "erledigt" else ("due", "id")
        page = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
        suffix = f"&gruppe={chosen}" if chosen else ""
        words = [
            ("", _("Mine")),
            ("alle", _("All open")),
            ("ueberfaellig", _("Overdue")),
            ("erledigt", _("Done")),
        ]
        context = {
            "title": _("Tasks"),
            "crumbs": crumbs((_("Tasks"), None)),
            "tabs": group_tabs("tasks"),
            "page_obj": page,
            "groups": group_picks(user, chosen, url, state),
            "states": [
                {
                    "label": label,
                    "url": f"{url}?stand={key}{suffix}",
                    "current": key == state or (own and not key),
                }
                for key, label in words
            ],
            "own": own,
            "today": timezone.localdate(),
        }
        return render(request, "meetings/task_list.html", context)


def task_of(user: Any, uid: Any) -> Task:
    rows = Task.objects.visible_to(user).select_related(
        "group__network", "seat", "person__user", "decision", "item__meeting__group", "meeting"
    )
    return get_object_or_404(rows, uid=uid)


class TaskDetail(MayRequired, View):
    """One task: whose, from where, until when; done or later."""

    permission = "meetings.view_task"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        task = task_of(user, kwargs["uid"])
        item = task.item
        shown = item is not None and AgendaItem.objects.visible_to(user).filter(pk=item.pk).exists()
        concern = decisions.concern_of(item) if item is not None and shown else None
        context = {
            "title": task.title,
            "task": task,
            "crumbs": crumbs((_("Tasks"), reverse("meetings:task-list")), (task.title, None)),
            "doer": tasks.doers([task])[task.pk],
            "item": item if shown else None,
            "concern": concern,
            "may_do": tasks.may_do(user, task),
            "later_form": LaterForm(),
        }
        return render(request, "meetings/task_detail.html", context)


class TaskDone(GroupPage):
    permission = "meetings.view_task"
    template_name = "base_form.html"
    title = gettext_lazy("Task done")
    submit_label = gettext_lazy("Note as done")
    done_text = gettext_lazy("The task is done.")

    def find(self) -> None:
        self.task = task_of(self.request.user, self.kwargs["uid"])
        if not tasks.may_do(self.request.user, self.task):
            raise Http404
        self.group = self.task.group

    def crumbs(self) -> list[tuple[Any, str | None]]:
        way = (_("Tasks"), reverse("meetings:task-list"))
        return crumbs(way, (self.task.title, self.task.get_absolute_url()), (self.title, None))

    def form(self, data: Any = None) -> DoneForm:
        item = self.task.item
        concern = decisions.concern_of(item) if item is not None else None
        return DoneForm(data, with_answer=concern is not None and concern.is_open)

    def write(self, form: DoneForm, more: list[Any]) -> Task:
        chosen = form.cleaned_data
        return tasks.finish_task(
            by=self.request.user, task=self.task, result=chosen["result"], answer=chosen.get("answer", "")
        )

    def next_url(self, written: Any) -> str:
        return self.task.get_absolute_url()

    def cancel_url(self) -> str:
        return self.task.get_absolute_url()


class TaskLater(TaskDone):
    title = gettext_lazy("Put the task off")
    submit_label = gettext_lazy("Put off")
    done_text = gettext_lazy("The task is put off.")

    def form(self, data: Any = None) -> LaterForm:
        return LaterForm(data)

    def write(self, form: LaterForm, more: list[Any]) -> Task:
        return tasks.postpone_task(by=self.request.user, task=self.task, until=form.cleaned_data["until"])

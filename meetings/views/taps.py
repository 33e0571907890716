"""Done or later by one tap from the mail, without signing in. GET shows, POST acts: mail scanners follow every GET."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Link, User
from coordination.lib.errors import RuleBroken
from coordination.lib.history import acting
from coordination.lib.models import ChangeSet
from meetings.models import Task
from meetings.services import tasks


def _days(task: Task) -> tuple[str, str]:
    """What the form may say it saw as the day of the task; nothing: it says none."""
    return "", task.due.isoformat() if task.due else "-"


class TaskTap(View):
    """One task of one person. The link goes on working until the task is done, so that "later" can be said again."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(request, *self.find(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        task, user = self.find(token)
        if task is None or user is None:
            return self.page(request, task, user)
        said, problem = "", ""
        try:
            with acting(user, ChangeSet.Source.LINK):
                if request.POST.get("was") == "erledigt":
                    task = tasks.finish_task(by=user, task=task)
                    said = _("Thank you. The task is done.")
                elif request.POST.get("was") == "spaeter" and request.POST.get("bis", "") not in _days(task):
                    problem = _("The task has been put off already. Once more?")  # double tap, back button
                elif request.POST.get("was") == "spaeter":
                    task = tasks.postpone_task(by=user, task=task)
                    said = _("The task is put off by two weeks.")
        except RuleBroken as broken:
            problem = broken.message
        return self.page(request, task, user, said=said, problem=problem)

    @staticmethod
    def find(token: str) -> tuple[Task | None, User | None]:
        """The task if link and right still hold; a task that went to somebody else is not shown any more."""
        link = Link.objects.usable().of_token(token).filter(purpose=Link.Purpose.TASK).first()
        if link is None:
            return None, None
        user = User.objects.filter(uid=link.data.get("user"), is_active=True).first()
        rows = Task.objects.select_related("group__network", "seat", "person", "item__meeting__group")
        task = rows.filter(uid=link.data.get("task")).first()
        if user is None or task is None or not tasks.may_do(user, task):
            return None, None
        return task, user

    @staticmethod
    def page(
        request: HttpRequest, task: Task | None, user: User | None, *, said: str = "", problem: str = ""
    ) -> HttpResponse:
        context = {
            "title": task.title if task else _("This link is not valid any more"),
            "task": task,
            "said": said,
            "problem": problem,
        }
        answer = render(request, "meetings/task_tap.html", context, status=200 if task else 404)
        answer["Cache-Control"] = "private, no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex"
        return answer

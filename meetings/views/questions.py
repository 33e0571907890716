"""The questions of an event: what is asked, in which order, what must be answered; own questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from meetings.forms.events import ReleaseForm
from meetings.forms.questions import QuestionForm
from meetings.models import Event, Question
from meetings.services import questions as verbs
from meetings.views.event_forms import OfEvent
from meetings.views.events import crumbs_to, own_event


class QuestionList(MayRequired, View):
    """All questions of an event; POST switches or moves one (``act``, ``question``)."""

    permission = "meetings.add_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        answered = verbs.counted(event)
        rows = [
            {
                "question": one,
                "key": one.fixed or str(one.uid),
                "is_need": one.is_need or one.fixed in Question.NEEDS,
                "is_consent": one.fixed in Question.CONSENTS,
                "answered": answered.get(one.pk, 0),
            }
            for one in verbs.questions_of(event)
        ]
        context = {
            "title": _("Questions at registration"),
            "event": event,
            "rows": rows,
            "crumbs": crumbs_to(event, _("Questions at registration")),
        }
        return render(request, "meetings/question_list.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        act, key = request.POST.get("act", ""), request.POST.get("question", "")
        try:
            with history.changes(by=request.user, source=ChangeSet.Source.FORM):
                if act in {"up", "down"}:
                    verbs.move(by=request.user, event=event, key=key, up=act == "up")
                elif act in {"is_asked", "is_required"}:
                    verbs.switch(by=request.user, event=event, key=key, what=act)
        except RuleBroken as broken:
            tell(request, broken.messages[0], kind="warning")
        return redirect("meetings:question-list", event.uid)


class _Back(OfEvent):
    def next_url(self, written: Any) -> str:
        return reverse("meetings:question-list", args=[self.event.uid])  # type: ignore[union-attr]


class QuestionAdd(_Back):
    title = gettext_lazy("New question")

    def form(self, data: Any = None) -> QuestionForm:
        return QuestionForm(data, instance=Question(event=self.event))

    def write(self, form: Any, more: list[Any]) -> Question:
        return verbs.save_question(by=self.request.user, question=form.instance)


class _OfQuestion(_Back):
    def find(self) -> None:
        rows = Question.objects.filter(event__in=Event.objects.editable_by(self.request.user), fixed="")
        self.question = get_object_or_404(rows.select_related("event__network"), uid=self.kwargs["uid"])
        self.owner = self.event = self.question.event


class QuestionEdit(_OfQuestion):
    title = gettext_lazy("Edit a question")

    def form(self, data: Any = None) -> QuestionForm:
        return QuestionForm(data, instance=self.question)

    def write(self, form: Any, more: list[Any]) -> Question:
        return verbs.save_question(by=self.request.user, question=form.instance)

    def more_context(self, form: Any) -> dict[str, Any]:
        url = reverse("meetings:question-delete", args=[self.question.uid])
        return {"delete_url": url, "delete_label": _("Delete the question …")}


class QuestionDelete(_OfQuestion):
    title = gettext_lazy("Delete a question")
    submit_label = gettext_lazy("Delete")
    done_text = gettext_lazy("The question has been deleted.")

    def form(self, data: Any = None) -> Any:
        form = ReleaseForm(data)
        del form.fields["note"]
        return form

    def write(self, form: Any, more: list[Any]) -> Any:
        verbs.delete_question(by=self.request.user, question=self.question)
        return self.event

"""What can be done with a concern: one POST each, or one form each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.forms.concerns import (
    AgendaForm,
    AnswerForm,
    DecisionForm,
    DeclineForm,
    PromiseForm,
    TakeOutForm,
    answer_to_hint,
)
from network.models import Concern
from network.services import concerns as verbs
from network.views.concerns import ADD, CHANGE, MayConcern, concern_of, crumbs


@dataclass(frozen=True)
class Act:
    """One thing to do: the verb, what the page is called, what is told afterwards."""

    verb: Callable[..., Any]
    title: Any
    done: Any
    form: type[forms.Form] | None = None
    submit: Any = ""
    right: str = CHANGE
    hint: Any = ""
    is_for_good: bool = False  # dangerous, and possible when the concern is closed, too


# The last part of the address → what it does.
ACTS: dict[str, Act] = {
    "freigeben": Act(
        verbs.release,
        gettext_lazy("Release for the network"),
        gettext_lazy("The concern is released: others of the network may read and join it."),
    ),
    "aufgreifen": Act(
        verbs.take_up,
        gettext_lazy("Take up"),
        gettext_lazy("The concern is taken up. Everybody who asked has been told."),
    ),
    "anschliessen": Act(
        verbs.join,
        gettext_lazy("Join"),
        gettext_lazy("You have joined this concern and hear of every step by mail."),
        right=ADD,
    ),
    "abmelden": Act(
        verbs.leave,
        gettext_lazy("No longer join"),
        gettext_lazy("You hear no more of this concern."),
        right=ADD,
    ),
    "zusage": Act(
        verbs.promise,
        gettext_lazy("Promise an answer"),
        gettext_lazy("The day is promised. Everybody who asked has been told."),
        PromiseForm,
        gettext_lazy("Promise this day"),
        hint=gettext_lazy("When the day goes by, you are reminded, later also the chair of the group."),
    ),
    "gruppe": Act(
        verbs.put_on_agenda,
        gettext_lazy("Give to a group"),
        gettext_lazy("The concern is with the group. Everybody who asked has been told."),
        AgendaForm,
        gettext_lazy("Give to the group"),
    ),
    "beschluss": Act(
        verbs.decided,
        gettext_lazy("Enter the decision"),
        gettext_lazy("The decision is kept. Everybody who asked has been told."),
        DecisionForm,
        gettext_lazy("Keep the decision"),
    ),
    "antworten": Act(
        verbs.answer_back,
        gettext_lazy("Answer the concern"),
        gettext_lazy("The answer is sent to everybody who raised or joined the concern."),
        AnswerForm,
        gettext_lazy("Send the answer"),
        hint=gettext_lazy("The answer goes to everybody who raised or joined the concern, and ends its way."),
    ),
    "ablehnen": Act(
        verbs.decline,
        gettext_lazy("Decline"),
        gettext_lazy("The concern is declined. Everybody who asked has been told why."),
        DeclineForm,
        gettext_lazy("Decline and tell why"),
        hint=gettext_lazy("The reason goes to everybody who raised or joined the concern, and ends its way."),
    ),
    "herausnehmen": Act(
        verbs.take_text_out,
        gettext_lazy("Take the text out"),
        gettext_lazy(
            "The text is gone, also from the mails. Please look at the agenda and the minutes as well."
        ),
        TakeOutForm,
        gettext_lazy("Take the text out for good"),
        hint=gettext_lazy(
            "For a text that may tell of a single child. Title, text, decision and answer go for good, also from the"
            " mails kept here. What stands in an agenda or in minutes has to be changed there."
        ),
        is_for_good=True,
    ),
}


class ConcernAct(MayConcern, View):
    """A page with one form for what needs words; the rest is one POST from the concern's page."""

    def find(self) -> tuple[Act, Any]:
        act = ACTS.get(self.kwargs["word"])
        concern = concern_of(self.request.user, self.kwargs["uid"])
        if act is None:
            raise Http404
        if concern.network_id not in scope_of(self.request.user).may(act.right):
            raise PermissionDenied(act.right)
        return act, concern

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, concern = self.find()
        if act.form is None or not (concern.is_open or act.is_for_good):
            return redirect(concern)
        return self.page(act, concern, act.form(initial={"group_name": concern.group_name}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, concern = self.find()
        if act.form is None:
            try:
                act.verb(by=request.user, concern=concern)
            except RuleBroken as broken:
                tell(request, broken.message, kind="warning")
            else:
                tell(request, act.done)
            return redirect(concern)
        form = act.form(request.POST)
        if not form.is_valid():
            return self.page(act, concern, form)
        more = {"no_case": answer_to_hint(form, "answer")} if act.verb is verbs.answer_back else {}
        try:
            act.verb(by=request.user, concern=concern, **form.cleaned_data, **more)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(act, concern, form)
        tell(request, act.done)
        return redirect(concern)

    def page(self, act: Act, concern: Concern, form: forms.Form) -> HttpResponse:
        context = {
            "title": act.title,
            "facts": concern.title,
            "hint": act.hint,
            "form": form,
            "concern": concern,
            "crumbs": crumbs((concern.title, concern.get_absolute_url()), (act.title, None)),
            "cancel_url": concern.get_absolute_url(),
            "submit_label": act.submit,
            "danger": act.is_for_good,
        }
        return render(self.request, "network/concern_act.html", context)

"""The anonymous feedback behind the link of a mail: without account, without cookie, once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.directory.views.public_ways import AtNetwork
from coordination.lib.errors import RuleBroken
from meetings.forms.afterwards import FeedbackForm
from meetings.services.afterwards import give_feedback, ticket_of


class GiveFeedback(AtNetwork):
    """GET shows the form, POST keeps it; a used link says so, whoever opens it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(FeedbackForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ticket, form = ticket_of(self.kwargs["token"], self.network), FeedbackForm(request.POST)
        if ticket is None or not form.is_valid():
            return self.page(form)
        try:
            give_feedback(ticket=ticket, feedback=form.feedback())
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        return self.page(form, done=True, event=ticket.event)

    def page(self, form: FeedbackForm, *, done: bool = False, event: Any = None) -> HttpResponse:
        ticket = None if done else ticket_of(self.kwargs["token"], self.network)
        context = {
            "title": _("Feedback"),
            "event": event or (ticket.event if ticket else None),
            "form": form,
            "done": done,
            "used": ticket is None and not done,
            "noindex": True,
            "crumbs": [(_("Start"), reverse("site:start")), (_("Feedback"), None)],
        }
        return render(
            self.request, "meetings/feedback_form.html", context, status=410 if context["used"] else 200
        )

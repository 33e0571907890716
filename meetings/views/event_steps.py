"""The way of an event from draft to documented, step by step."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from meetings.models import Event
from meetings.services import events as verbs

LABELS: dict[str, Any] = {
    "announce": lambda: _("Announce"),
    "open": lambda: _("Open registration"),
    "close": lambda: _("Close registration"),
    "withdraw": lambda: _("Back to draft"),
    "hold": lambda: _("Mark as held"),
    "document": lambda: _("Mark as documented"),
    "reopen_documentation": lambda: _("Reopen documentation"),
}
_LEADS = {
    "announce": Event.State.ANNOUNCED,
    "open": Event.State.OPEN,
    "close": Event.State.CLOSED,
    "withdraw": Event.State.DRAFT,
    "hold": Event.State.HELD,
    "document": Event.State.DOCUMENTED,
    "reopen_documentation": Event.State.HELD,
}


def steps_of(event: Event) -> list[tuple[str, Any]]:
    """The steps that lead on from here, in the order of life."""
    ways = Event.NEXT[event.state]
    back = event.state == Event.State.DOCUMENTED
    return [
        (step, LABELS[step]())
        for step, target in _LEADS.items()
        if target in ways and (step == "reopen_documentation") == (back and target == Event.State.HELD)
    ]


class EventStep(MayRequired, View):
    """One step on the way of an event (POST)."""

    permission = "meetings.add_event"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = get_object_or_404(
            Event.objects.editable_by(request.user).select_related("network"), uid=kwargs["uid"]
        )
        if not verbs.may_publish(request.user, event):
            raise Http404
        try:
            with history.changes(by=request.user, source=ChangeSet.Source.FORM):
                event = verbs.take_step(by=request.user, event=event, step=request.POST.get("step", ""))
        except RuleBroken as broken:
            tell(request, broken.messages[0], kind="warning")
        else:
            tell(request, _("The event is now: %(state)s.") % {"state": event.get_state_display()})
        return redirect(event)

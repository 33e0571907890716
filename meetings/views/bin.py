"""Putting events into the bin, the bin, taking them out; the time line of an event, and taking one change back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.views.protection import AskWithReason
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Tracked
from coordination.lib.notes import tell
from coordination.lib.timeline import Reading, Timeline, Words
from meetings.models import Event, Question, Session, Speaker
from meetings.services import bin as verbs
from meetings.views.events import crumbs_to, own_event

PER_PAGE = 20
WORDS: dict[type[Tracked], Words] = {
    Session: Words(value=("title",)),
    Speaker: Words(value=("name",)),
    Question: Words(value=("label",)),
}


def in_bin(user: Any) -> QuerySet[Event]:
    networks = scope_of(user).may("meetings.delete_event")
    return Event.objects.filter(network__in=networks, removed_at__isnull=False)


class EventRemove(AskWithReason):
    """Ask why, then put the event into the bin."""

    permission = "meetings.delete_event"
    reach = Reach.ALL
    title = gettext_lazy("Remove the event")

    def find(self) -> None:
        networks = scope_of(self.request.user).may(self.permission)
        rows = Event.objects.of_networks_of(self.request.user).filter(network__in=networks)
        self.record = get_object_or_404(rows.select_related("network"), uid=self.kwargs["uid"])

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Remove %(name)s?") % {"name": self.record},
            "text": _(
                "The event goes into the bin with its programme and can be restored for 30 days. Then it is deleted"
                " for good."
            ),
            "confirm_label": _("Move to the bin"),
            "crumbs": crumbs_to(self.record, self.title),
        }

    def write(self, reason: str) -> str:
        verbs.remove(by=self.request.user, event=self.record, reason=reason)
        return _("%(name)s lies in the bin now.") % {"name": self.record}

    def next_url(self) -> str:
        return reverse("meetings:event-bin")

    def undo_url(self) -> str:
        return reverse("meetings:event-restore", args=[self.record.uid])

    def page(self, form: Any) -> HttpResponse:
        context = {
            "title": self.title,
            "cancel_url": self.record.get_absolute_url(),
            "danger": True,
            "form": form,
            **self.asked(),
        }
        return render(self.request, "lib/confirm.html", context)


class EventBin(MayRequired, View):
    """Events removed in the last 30 days, newest first."""

    permission = "meetings.delete_event"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = in_bin(request.user).order_by("-removed_at", "-id")
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        ids = [event.pk for event in page.object_list]
        found = Event.history.filter(id__in=ids, removed_at__isnull=False).select_related("change_set")
        why = {row.id: row.change_set.reason for row in found.order_by("-history_id")}
        context = {
            "title": _("Bin of events"),
            "rows": [
                {
                    "event": event,
                    "until": event.removed_at + verbs.KEPT if event.removed_at else None,
                    "reason": why.get(event.pk, ""),
                }
                for event in page.object_list
            ],
            "page_obj": page,
            "crumbs": crumbs_to(None, _("Bin")),
        }
        return render(request, "meetings/event_bin.html", context)


class EventRestore(MayRequired, View):
    """POST takes an event out of the bin."""

    permission = "meetings.delete_event"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = get_object_or_404(in_bin(request.user), uid=kwargs["uid"])
        verbs.restore(by=request.user, event=event)
        tell(request, _("%(name)s is back, with everything that belongs to it.") % {"name": event})
        return redirect(event)


def line_of(event: Event) -> Timeline:
    """The time line of an event and its programme, for people who change it."""
    rows: dict[Any, Q] = {Event: Q(), **{model: Q() for model in verbs.PARTS}}
    reading = Reading(rows=rows, level=Level.COORDINATION, knows_people=Q(), words=WORDS)
    return Timeline(event, reading)


class EventStory(MayRequired, View):
    """Who changed what of an event, when and why; each change can be taken back."""

    permission = "meetings.add_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        line = line_of(event)
        page = Paginator(line.change_sets(), PER_PAGE).get_page(request.GET.get("page"))
        entries = line.entries(page.object_list)
        for entry in entries:
            if entry.may_undo:
                entry.undo_url = reverse("meetings:event-undo", args=[event.uid, entry.change_set.uid])
        context = {
            "title": _("Timeline"),
            "facts": event.title,
            "entries": entries,
            "page_obj": page,
            "crumbs": crumbs_to(event, _("Timeline")),
        }
        return render(request, "meetings/story.html", context)


class EventUndo(MayRequired, View):
    """POST takes one change of an event or its programme back; what was changed since stays and is told."""

    permission = "meetings.add_event"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = own_event(request.user, kwargs["uid"])
        change_set = get_object_or_404(ChangeSet, uid=kwargs["change"])
        entries = line_of(event).entries([change_set])
        if not entries:
            raise Http404
        story = redirect("meetings:event-story", event.uid)
        if not entries[0].may_undo:
            tell(request, _("This change cannot be taken back here any more."), kind="warning")
            return story
        try:
            undone = verbs.take_back(by=request.user, event=event, change_set=change_set)
        except RuleBroken as broken:
            tell(request, broken.messages[0], kind="warning")
            return story
        if undone.conflicts:
            sentence = _("Not taken back: the same entry has been changed since, or something else needs it.")
            tell(request, sentence, kind="warning")
            return story
        back = (
            reverse("meetings:event-undo", args=[event.uid, undone.change_set.uid])
            if undone.change_set
            else ""
        )
        tell(request, _("The change has been taken back."), undo=back)
        return story

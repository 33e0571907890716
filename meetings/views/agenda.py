"""Items of an agenda: add or propose, edit, move, take up what waits, take off."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.models import Release
from meetings.forms.sittings import ItemForm
from meetings.models import AgendaItem, Decision
from meetings.services import agenda as verbs
from meetings.services.group_rights import is_member, prepares
from meetings.views.groups import GroupPage
from meetings.views.sittings import crumbs_of, meeting_of, prepared_meeting
from network.models import Concern


def item_of(user: Any, uid: Any, *, may: Any = prepares) -> AgendaItem:
    """An item the user may deal with; 404 for foreign, missing, and confidential ones of other groups."""
    rows = AgendaItem.objects.visible_to(user).select_related("meeting__group__network")
    item = get_object_or_404(rows, uid=uid)
    if not may(user, item.meeting.group):
        raise Http404
    return item


class _ItemPage(GroupPage):
    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_of(self.meeting, (self.title, None))

    def next_url(self, written: Any) -> str:
        return self.meeting.get_absolute_url()

    def cancel_url(self) -> str:
        return self.meeting.get_absolute_url()


class ItemAdd(_ItemPage):
    """Onto the agenda at once, or as a proposal that waits for the chair."""

    submit_label = gettext_lazy("Add item")

    def find(self) -> None:
        self.meeting = meeting_of(self.request.user, self.kwargs["uid"])
        self.group = self.meeting.group
        self.may_prepare = prepares(self.request.user, self.group)
        if not self.may_prepare and not is_member(self.request.user, self.group):
            raise Http404
        self.title = _("Add an item") if self.may_prepare else _("Propose an item")
        self.submit_label = _("Add item") if self.may_prepare else _("Propose item")

    def form(self, data: Any = None) -> ItemForm:
        return ItemForm(data, instance=AgendaItem(meeting=self.meeting))

    def write(self, form: ItemForm, more: list[Any]) -> AgendaItem:
        return verbs.add_item(by=self.request.user, item=form.instance)

    def said(self, written: Any) -> Any:
        return (
            _("The proposal waits for the chair.") if written.is_proposal else _("The item is on the agenda.")
        )


class ItemEdit(_ItemPage):
    title = gettext_lazy("Edit an item")
    done_text = gettext_lazy("The item has been saved.")

    def find(self) -> None:
        self.item = item_of(self.request.user, self.kwargs["uid"])
        self.meeting = self.item.meeting
        self.group = self.meeting.group

    def form(self, data: Any = None) -> ItemForm:
        return ItemForm(data, instance=self.item)

    def write(self, form: ItemForm, more: list[Any]) -> AgendaItem:
        if not form.has_changed():
            return form.instance
        return verbs.save_item(by=self.request.user, item=form.instance, reason=form.reason_given)


class ItemStep(MayRequired, View):
    """Move, accept or take off by a button; back to the item, so that a keyboard stays where it was."""

    permission = "meetings.view_group"
    reach = Reach.GROUP
    verb = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = item_of(request.user, kwargs["uid"])
        meeting = item.meeting
        try:
            if self.verb == "move":
                verbs.move_item(by=request.user, item=item, down=request.POST.get("wohin") == "ab")
            elif self.verb == "accept":
                verbs.accept_item(by=request.user, item=item)
                tell(request, _("The proposal is on the agenda."))
            else:
                verbs.remove_item(by=request.user, item=item)
                tell(request, _("The item is off the agenda."))
                return redirect(meeting)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        return redirect(f"{meeting.get_absolute_url()}#punkt-{item.uid}")


class TakeUp(MayRequired, View):
    """Put a concern, a version of a pathway or a decision due for review on the agenda."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        meeting = prepared_meeting(user, kwargs["uid"])
        try:
            uid = uuid.UUID(request.POST.get("uid", ""))
        except ValueError as unreadable:
            raise Http404 from unreadable
        kind, network = request.POST.get("art", ""), meeting.group.network_id
        try:
            if kind == "concern":
                rows = Concern.objects.visible_to(user).filter(network=network)
                verbs.take_up(by=user, concern=get_object_or_404(rows, uid=uid), meeting=meeting)
                tell(request, _("The concern is on the agenda; everybody who raised it knows."))
            elif kind == "release":
                found = Release.objects.visible_to(user).filter(pathway__network=network)
                release = get_object_or_404(found.select_related("pathway"), uid=uid)
                verbs.take_release(by=user, release=release, meeting=meeting)
                tell(request, _("The version is on the agenda."))
            elif kind == "review":
                decision = get_object_or_404(Decision, group=meeting.group, uid=uid)
                verbs.take_review(by=user, decision=decision, meeting=meeting)
                tell(request, _("The decision is on the agenda."))
            else:
                raise Http404
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        return redirect(meeting)

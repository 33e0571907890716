"""The time line of a pathway, and taking one change of it back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import AuditEntry
from coordination.accounts.permissions import MayRequired
from coordination.accounts.services import audit
from coordination.directory.reading import knows
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from coordination.pathways.models import Pathway
from coordination.pathways.services.taking_back import StandsInTheWay, take_back
from coordination.pathways.story import story_of

PER_PAGE = 20


def undo_url(pathway: Pathway, change_set: ChangeSet | None) -> str:
    return reverse("pathways:undo", args=[pathway.uid, change_set.uid]) if change_set else ""


def timeline_of(request: HttpRequest, pathway: Pathway, *, may_change: bool) -> dict[str, Any]:
    """One page of all changes, for ``directory/_timeline_card.html``."""
    story = story_of(request.user, pathway)
    if story is None:
        return {"entries": [], "page_obj": None}
    page = Paginator(story.change_sets(), PER_PAGE).get_page(request.GET.get("page"))
    entries = story.entries(page.object_list)
    for entry in entries:
        if may_change and entry.may_undo:
            entry.undo_url = undo_url(pathway, entry.change_set)
    return {"entries": entries, "page_obj": page}


class Undo(MayRequired, View):
    """POST takes a change back; where somebody has changed the same since, nothing is written and the page says so."""

    permission = "pathways.change_draft"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Pathway.objects.editable_by(request.user).select_related("network", "branch")
        pathway = get_object_or_404(rows, uid=kwargs["uid"])
        story = story_of(request.user, pathway)
        change_set = get_object_or_404(ChangeSet.objects.select_related("user"), uid=kwargs["change"])
        entries = story.entries([change_set]) if story else []
        if not entries:
            raise Http404
        if not entries[0].may_undo:
            tell(request, _("This change cannot be taken back here any more."), kind="warning")
            return redirect(pathway)
        try:
            undone = take_back(by=request.user, pathway=pathway, change_set=change_set)
        except StandsInTheWay as conflict:
            return self.conflict(pathway, entries[0], conflict)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(pathway)
        audit.record(by=request.user, did=AuditEntry.Did.UNDID, to=pathway, network=pathway.network)
        tell(request, _("The change has been taken back."), undo=undo_url(pathway, undone.change_set))
        return redirect(pathway)

    def conflict(self, pathway: Pathway, entry: Any, conflict: StandsInTheWay) -> HttpResponse:
        later = next((one.later for one in conflict.conflicts if one.later), None)
        known = later is not None and knows(self.request.user, later.user)
        way = (pathway.title, pathway.get_absolute_url())
        context = {
            "title": _("Not taken back"),
            "crumbs": [(_("Reporting pathways"), reverse("pathways:list")), way, (_("Not taken back"), None)],
            "record": pathway,
            "entry": entry,
            "later": later,
            "who": str(later.user or "") if known else "",
        }
        return render(self.request, "directory/undo_conflict.html", context, status=409)

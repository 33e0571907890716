"""Taking one change of a record back."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import AuditEntry
from coordination.accounts.permissions import MayRequired
from coordination.accounts.services import audit
from coordination.directory.reading import networks_of, reading_of, who_did
from coordination.directory.views.records import NOUNS, crumbs_to
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from coordination.lib.timeline import Timeline
from coordination.lib.undo import undo


class Undo(MayRequired, View):
    """POST takes back what a change did to this record and its parts; what was changed since stays and is told."""

    permission = "directory.view_institution"
    noun = "institution"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: uuid.UUID, change: uuid.UUID, **kwargs: Any) -> HttpResponse:
        noun = NOUNS[self.noun]
        record = get_object_or_404(noun.editable_by(request.user), uid=uid)
        networks = networks_of(record)
        reading = reading_of(request.user, record, networks)
        if reading is None:
            raise Http404
        line = Timeline(record, reading)
        change_set = get_object_or_404(ChangeSet.objects.select_related("user"), uid=change)
        entries = line.entries([change_set])
        if not entries:
            raise Http404
        if not entries[0].may_undo:
            tell(request, _("This change cannot be taken back here any more."), kind="warning")
            return redirect(record)
        try:
            undone = undo(change_set, by=request.user, unit=(record._meta.label_lower, record.pk))
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(record)
        if undone.conflicts:
            return self.conflict(request, record, entries[0], undone.conflicts, networks)
        audit.record_in(networks, by=request.user, did=AuditEntry.Did.UNDID, to=record)
        back = noun.url("undo", record.uid, undone.change_set.uid) if undone.change_set else ""
        tell(request, _("The change has been taken back."), undo=back)
        return redirect(record)

    def conflict(
        self, request: HttpRequest, record: Any, entry: Any, conflicts: list[Any], networks: set[int]
    ) -> HttpResponse:
        later = next((one.later for one in conflicts if one.later), None)
        context = {
            "title": _("Not taken back"),
            "crumbs": crumbs_to(record, _("Not taken back")),
            "record": record,
            "entry": entry,
            "later": later,
            "who": who_did(request.user, later, networks) if later else "",
        }
        return render(request, "directory/undo_conflict.html", context, status=409)

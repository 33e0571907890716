"""What one has had done in the background: the list of it, the result of a bulk action, a list that was written."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from coordination.accounts.permissions import MayRequired
from coordination.directory.services import lists as verbs
from coordination.lib import files
from coordination.lib.models import ChangeSet, Job
from coordination.lib.notes import tell

OURS = "coordination.directory."


def crumbs(*last: Any) -> list[tuple[Any, str | None]]:
    return [
        (_("Actors"), reverse("directory:institution-list")),
        (_("My jobs"), reverse("directory:work-list")),
        *last,
    ]


class WorkList(MayRequired, ListView):
    """Everything this room does or has done for me in the background, the newest first; kept for 30 days."""

    permission = "directory.view_institution"
    template_name = "directory/work_list.html"
    paginate_by = 50

    def get_queryset(self):
        mine = Job.objects.filter(owner_id=self.request.user.pk, function__startswith=OURS)
        return mine.order_by("-created_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("My jobs"), crumbs=[crumbs()[0], (_("My jobs"), None)], **kwargs
        )


class BulkResult(MayRequired, TemplateView):
    """What came of a large bulk action, with the way back."""

    permission = "directory.change_institution"
    template_name = "directory/bulk_result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = get_object_or_404(ChangeSet, uid=self.kwargs["uid"], user_id=self.request.user.pk)
        mine = Job.objects.filter(owner_id=self.request.user.pk)
        did = mine.filter(args__done=str(change.uid)).order_by("-id").first()
        if did is None:  # a small one, done at once: its page is the list
            raise Http404
        undid = mine.filter(args__change_set=str(change.uid), state=Job.State.DONE).order_by("-id").first()
        return super().get_context_data(
            title=did.title,
            crumbs=crumbs((_("Result"), None)),
            change=change,
            did=did,
            undid=undid,
            is_undone=change.undone_by.exists(),
            size=verbs.size_of(change),
            **kwargs,
        )


class ExportFile(MayRequired, TemplateView):
    """A list that was written: fetch it, or have it deleted before its time."""

    permission = "directory.view_institution"
    template_name = "directory/export_file.html"

    def _file(self) -> Any:
        file = files.open_for(self.request.user, self.kwargs["uid"])
        if file is None or file.purpose != "export":
            raise Http404
        return file

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self._file()
        job = Job.objects.filter(owner_id=self.request.user.pk, args__done=str(file.uid)).first()
        return super().get_context_data(
            title=_("The file is ready"),
            crumbs=crumbs((_("File"), None)),
            file=file,
            rows=job.args.get("changed") if job else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        file = self._file()
        name = file.name
        file.delete()
        tell(request, _("The file “%(name)s” was deleted.") % {"name": name})
        return redirect("directory:work-list")

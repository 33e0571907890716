"""A dangerous question about a record, as a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.directory.views.records import crumbs_to, noun_of
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell


class ConfirmPage(MayRequired, View):
    """A dangerous question as a page of its own; with POST it is done."""

    permission = "directory.change_institution"
    title: Any = ""
    owner: Any

    def find(self) -> None:
        raise NotImplementedError

    def asked(self) -> dict[str, Any]:
        """What ``parts/_confirm.html`` expects: question, text, things, confirm_label."""
        raise NotImplementedError

    def write(self) -> Any:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        context = {
            "title": self.title,
            "crumbs": crumbs_to(self.owner, str(self.title)),
            "cancel_url": self.back_url(),
            "danger": True,
            **self.asked(),
        }
        return render(request, "lib/confirm.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        try:
            with history.changes(by=request.user, source=ChangeSet.Source.FORM) as frame:
                text = self.write()
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(self.back_url())
        tell(request, text, undo=self.undo_url(frame.change_set))
        return redirect(self.back_url())

    def back_url(self) -> str:
        """Where one goes on, done or not."""
        return self.owner.get_absolute_url()

    def undo_url(self, change_set: ChangeSet | None) -> str:
        return noun_of(self.owner).url("undo", self.owner.uid, change_set.uid) if change_set else ""

"""Marking a protected place, asking to lift the protection, deciding about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.contacts import ReasonForm
from coordination.directory.models import ProtectionLift
from coordination.directory.services.protection import ask_to_lift, decide_lift, name_without_address, protect
from coordination.directory.views.records import INSTITUTION, crumbs_to
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class AskWithReason(MayRequired, View):
    """A question with one field for the reason."""

    permission = "directory.change_institution"
    title: Any = ""
    needs_reason = True

    def find(self) -> None:
        self.record = get_object_or_404(INSTITUTION.editable_by(self.request.user), uid=self.kwargs["uid"])

    def asked(self) -> dict[str, Any]:
        raise NotImplementedError

    def write(self, reason: str) -> str:
        """Call the verb and return what happened, for the message."""
        raise NotImplementedError

    def next_url(self) -> str:
        return self.record.get_absolute_url()

    def undo_url(self) -> str:
        """Where a POST takes back what was done; empty: it cannot be."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.page(ReasonForm(is_required=self.needs_reason))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form = ReasonForm(request.POST, is_required=self.needs_reason)
        if not form.is_valid():
            return self.page(form)
        try:
            text = self.write(form.cleaned_data["reason"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        tell(request, text, undo=self.undo_url())
        return redirect(self.next_url())

    def page(self, form: ReasonForm) -> HttpResponse:
        context = {
            "title": self.title,
            "crumbs": crumbs_to(self.record, str(self.title)),
            "cancel_url": self.record.get_absolute_url(),
            "danger": True,
            "form": form,
            **self.asked(),
        }
        return render(self.request, "lib/confirm.html", context)


class Protect(AskWithReason):
    title = gettext_lazy("Protected place")
    needs_reason = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and scope_of(request.user).may_anywhere(self.permission):
            self.find()
            if self.record.protected_place:
                tell(
                    request,
                    _("%(name)s is a protected place already: no address is stored.") % {"name": self.record},
                    kind="info",
                )
                return redirect(self.record)
        return super().dispatch(request, *args, **kwargs)

    def asked(self) -> dict[str, Any]:
        text = _(
            "The address, coordinates and photo are deleted at once: in the entry, its history, imports with their "
            "files, exports and mails. Only two people together can lift the protection; the address does not come "
            "back by that."
        )
        name = name_without_address(self.record)
        if name != self.record.name:
            renamed = _("The street stands in the name too, so the entry will be called “%(name)s”.")
            text = f"{text} {renamed % {'name': name}}"
        return {
            "question": _("Mark %(name)s as a protected place?") % {"name": self.record},
            "text": text,
            "confirm_label": _("Delete the address and protect"),
        }

    def write(self, reason: str) -> str:
        protect(by=self.request.user, institution=self.record, reason=reason)
        return _("%(name)s is now a protected place; the address has been deleted everywhere.") % {
            "name": self.record
        }


class AskToLift(AskWithReason):
    title = gettext_lazy("Lift the protection")

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Ask to lift the protection of %(name)s?") % {"name": self.record},
            "text": _("A second person of the coordination decides. Until then nothing changes."),
            "confirm_label": _("Ask"),
            "danger": False,
        }

    def write(self, reason: str) -> str:
        ask_to_lift(by=self.request.user, institution=self.record, reason=reason)
        return _("Your request waits for a second person.")


class DecideLift(MayRequired, View):
    """The request with its reason, and two buttons."""

    permission = "directory.change_institution"

    def find(self) -> ProtectionLift:
        record = get_object_or_404(INSTITUTION.editable_by(self.request.user), uid=self.kwargs["uid"])
        rows = ProtectionLift.objects.visible_to(self.request.user).open().filter(institution=record)
        return get_object_or_404(rows.select_related("institution", "asked_by"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lift = self.find()
        title = _("Lift the protection")
        context = {"title": title, "crumbs": crumbs_to(lift.institution, title), "lift": lift,
                   "may_decide": lift.asked_by_id != request.user.pk}  # fmt: skip
        return render(request, "directory/lift_decide.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lift = self.find()
        grant = request.POST.get("decision") == "grant"
        try:
            decide_lift(by=request.user, lift=lift, grant=grant)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(lift.institution)
        tell(request, _("The protection has been lifted.") if grant else _("The place stays protected."))
        return redirect(lift.institution)

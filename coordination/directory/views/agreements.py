"""Agreements of an institution: add, change, delete."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network
from coordination.directory.forms.agreements import AgreementForm
from coordination.directory.models import Agreement
from coordination.directory.services.agreements import delete_agreement, save_agreement
from coordination.directory.services.ownership import owners
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import INSTITUTION, RecordForm


def editable_agreement(user: Any, uid: Any) -> Agreement:
    """An agreement of a network whose coordination the user belongs to; else 404, also for who may read it."""
    rows = Agreement.objects.visible_to(user).editable_by(user)
    rows = rows.filter(institution__in=INSTITUTION.visible_to(user))
    return get_object_or_404(rows.select_related("institution"), uid=uid)


class _AgreementForm(RecordForm):
    permission = "directory.change_agreement"
    done_text = gettext_lazy("The agreement has been saved.")

    def form(self, data: Any = None) -> AgreementForm:
        return AgreementForm(data, instance=self.agreement, networks=self.networks())

    def networks(self) -> list[Network]:
        return owners(self.request.user, self.owner, self.permission)

    def write(self, form: AgreementForm, more: list[Any]) -> Agreement:
        if not form.has_changed():
            return form.instance
        return save_agreement(by=self.request.user, agreement=form.instance, reason=form.reason_given)

    def next_url(self, written: Any) -> str:
        return f"{self.owner.get_absolute_url()}?bereich=vereinbarungen"


class AgreementAdd(_AgreementForm):
    title = gettext_lazy("Add an agreement")

    def find(self) -> None:
        self.owner = self.editable(INSTITUTION, self.kwargs["uid"])
        if not self.networks():
            raise Http404
        self.agreement = Agreement(institution=self.owner)


class AgreementEdit(_AgreementForm):
    title = gettext_lazy("Edit an agreement")

    def find(self) -> None:
        self.agreement = editable_agreement(self.request.user, self.kwargs["uid"])
        self.owner = self.agreement.institution

    def more_context(self, form: Any) -> dict[str, Any]:
        return {
            "delete_url": reverse("directory:agreement-delete", args=[self.agreement.uid]),
            "delete_label": _("Delete this agreement …"),
        }


class AgreementDelete(ConfirmPage):
    permission = "directory.delete_agreement"
    title = gettext_lazy("Delete an agreement")

    def find(self) -> None:
        self.agreement = editable_agreement(self.request.user, self.kwargs["uid"])
        self.owner = self.agreement.institution

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Delete “%(what)s” of %(owner)s?") % {"what": self.agreement, "owner": self.owner},
            "text": _("You can take this back in the history."),
            "confirm_label": _("Delete"),
        }

    def write(self) -> str:
        delete_agreement(by=self.request.user, agreement=self.agreement)
        return _("The agreement has been deleted.")

"""Pages of hours: the weekly form of a service or an institution, and who stands in for a service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.chain import ChainForm
from coordination.directory.forms.hours import HoursForm
from coordination.directory.models import Fallback, Hours, Service
from coordination.directory.services.hours import delete_hours, save_hours, set_chain
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import INSTITUTION, SERVICE, RecordForm


class _HoursForm(RecordForm):
    permission = "directory.change_service"
    template_name = "directory/hours_form.html"
    title = gettext_lazy("Hours")
    submit_label = gettext_lazy("Save hours")
    word: str

    def find(self) -> None:
        self.owner = self.editable(SERVICE if self.word == "service" else INSTITUTION, self.kwargs["uid"])
        self.hours = Hours.objects.filter(**{self.word: self.owner}).first() or Hours(
            **{self.word: self.owner}
        )

    def form(self, data: Any = None) -> HoursForm:
        return HoursForm(data, instance=self.hours)

    def write(self, form: HoursForm, more: list[Any]) -> Hours:
        if not form.has_changed() and form.instance.pk:
            return form.instance
        return save_hours(by=self.request.user, hours=form.instance, reason=form.reason_given)

    def said(self, written: Hours) -> str:
        return _("Hours saved: %(hours)s.") % {"hours": written}

    def next_url(self, written: Any) -> str:
        return self.owner.get_absolute_url()

    def more_context(self, form: Any) -> dict[str, Any]:
        known = bool(self.hours.pk)
        return {
            "delete_url": reverse(f"directory:{self.word}-hours-delete", args=[self.owner.uid])
            if known
            else "",
            "delete_label": _("Take the hours away …"),
        }


class ServiceHours(_HoursForm):
    word = "service"


class InstitutionHours(_HoursForm):
    permission = "directory.change_institution"
    title = gettext_lazy("Office hours")
    word = "institution"


class HoursDelete(ConfirmPage):
    permission = "directory.change_service"
    title = gettext_lazy("Take the hours away")
    word: str = "service"

    def find(self) -> None:
        noun = SERVICE if self.word == "service" else INSTITUTION
        self.owner = RecordForm.editable(self, noun, self.kwargs["uid"])  # type: ignore[arg-type]

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Take the hours of %(name)s away?") % {"name": self.owner},
            "text": _("Pages then say that the hours are unknown. You can take this back in the history."),
            "confirm_label": _("Take away"),
        }

    def write(self) -> str:
        if hours := Hours.objects.filter(**{self.word: self.owner}).first():
            delete_hours(by=self.request.user, hours=hours)
        return _("The hours have been taken away.")


class Chain(RecordForm):
    """Who stands in when the service cannot be reached, in order."""

    permission = "directory.change_service"
    template_name = "directory/chain_form.html"
    title = gettext_lazy("Who stands in")
    submit_label = gettext_lazy("Save chain")
    done_text = gettext_lazy("The chain has been saved.")

    def find(self) -> None:
        self.owner = self.editable(SERVICE, self.kwargs["uid"])

    def form(self, data: Any = None) -> ChainForm:
        rows = Fallback.objects.filter(service=self.owner).select_related("then").order_by("position", "id")
        return ChainForm(data, choices=self.choices(), chosen=[row.then for row in rows])

    def choices(self) -> Any:
        """What may stand in: services of the user's networks that answer in an emergency, and the national ones."""
        seen = SERVICE.visible_to(self.request.user).exclude(pk=self.owner.pk)
        return seen.exclude(kind__slot="") | seen.national()

    def write(self, form: ChainForm, more: list[Any]) -> Service:
        set_chain(by=self.request.user, service=self.owner, chain=form.chain)
        return self.owner


def hours_facts(request: HttpRequest, service: Service) -> dict[str, Any]:
    """What the record of a service shows of hours, stand-ins and rota."""
    rows = Fallback.objects.filter(service=service).select_related("then").order_by("position", "id")
    seen = set(
        Service.objects.visible_to(request.user)
        .filter(stands_in_for__service=service)
        .values_list("pk", flat=True)
    )
    return {
        "hours": Hours.objects.filter(service=service).first(),
        "chain": [row.then for row in rows if row.then_id in seen],
    }

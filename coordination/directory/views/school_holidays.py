"""The table of school holidays: read by everybody signed in, kept by the coordination offices of the Land."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.school_holidays import SchoolHolidayForm
from coordination.directory.services.school_holidays import save_school_holiday
from coordination.directory.views.records import RecordForm
from coordination.places.models import Land, SchoolHoliday


def lands_of(user: Any, permission: str) -> Any:
    """The Länder of the networks in which the user has a permission throughout."""
    networks = Network.objects.filter(pk__in=scope_of(user).may(permission))
    return Land.objects.filter(pk__in=networks.values("land")).order_by("name", "id")


class HolidayList(MayRequired, ListView):
    """School holidays of the Länder of my networks, from last year on."""

    permission = "directory.view_service"
    template_name = "directory/school_holiday_list.html"

    def get_queryset(self):
        since = timezone.localdate().replace(month=1, day=1)
        rows = SchoolHoliday.objects.visible_to(self.request.user).filter(last__gte=since)
        return (
            rows.filter(land__in=lands_of(self.request.user, "directory.view_service"))
            .select_related("land")
            .order_by("land__name", "first", "id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = bool(scope_of(self.request.user).may("directory.delete_service"))
        return super().get_context_data(title=_("School holidays"), may_change=may_change, **kwargs)


class HolidayAdd(RecordForm):
    permission = "directory.delete_service"
    title = gettext_lazy("Add school holidays")
    case_data_hint = False

    def find(self) -> None:
        self.row = SchoolHoliday()

    def form(self, data: Any = None) -> SchoolHolidayForm:
        lands = lands_of(self.request.user, "directory.delete_service")
        return SchoolHolidayForm(data, instance=self.row, lands=lands)

    def write(self, form: SchoolHolidayForm, more: list[Any]) -> SchoolHoliday:
        return save_school_holiday(by=self.request.user, row=form.instance)

    def said(self, written: SchoolHoliday) -> str:
        return _("%(name)s has been saved. Hours that depend on it hold at once.") % {"name": written}

    def next_url(self, written: Any) -> str:
        return reverse("directory:school-holidays")

    def cancel_url(self) -> str:
        return self.next_url(None)

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return [(_("School holidays"), self.next_url(None)), (self.title, None)]


class HolidayEdit(HolidayAdd):
    title = gettext_lazy("Change school holidays")

    def find(self) -> None:
        rows = SchoolHoliday.objects.filter(land__in=lands_of(self.request.user, self.permission))
        self.row = get_object_or_404(rows.select_related("land"), uid=self.kwargs["uid"])

"""The rota of an on-call telephone: who holds it when, with gaps, overlaps and hand-overs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.rota import RotaForm, ShiftForm, moment
from coordination.directory.models import OnCallShift, Service
from coordination.directory.reachability import calendars_of, hours_of, land_of
from coordination.directory.rota import findings, hand_overs, told
from coordination.directory.services.hours import delete_shift, plan_rota, save_shift
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import SERVICE, RecordForm, crumbs_to
from coordination.lib.hours import intervals
from coordination.lib.levels import Level

WEEKS_AHEAD, MOST_AHEAD = 10, 26


class Rota(MayRequired, View):
    """Ten weeks ahead (or 26): shifts in order, above them what does not fit."""

    permission = "directory.view_service"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.user)
        inside = [network for network in scope.networks if scope.reads_in(network) >= Level.NETWORK]
        rows = SERVICE.visible_to(request.user).filter(network__in=inside)
        rows = rows.select_related("hours", "provider__municipality__district__land", "network__land")
        service = get_object_or_404(rows, uid=kwargs["uid"])
        weeks = MOST_AHEAD if request.GET.get("wochen") == str(MOST_AHEAD) else WEEKS_AHEAD
        now = timezone.localtime()
        shifts = list(
            OnCallShift.objects.filter(service=service)
            .between(now, now + dt.timedelta(weeks=weeks))
            .select_related("contact")
            .order_by("starts_at", "id")
        )
        found = findings_of(service, shifts, now, now + dt.timedelta(weeks=weeks))
        may_change = SERVICE.editable_by(request.user).filter(pk=service.pk).exists()
        context = {
            "title": _("Rota: %(name)s") % {"name": service},
            "service": service,
            "shifts": shifts,
            "current": next((one for one in shifts if one.starts_at <= now), None),
            "findings": [{"finding": one, "text": told(one)} for one in found],
            "hand_overs": hand_overs(shifts)[:3],
            "may_change": may_change,
            "keeps_rota": bool((hours := hours_of(service)) and hours.keeps_rota),
            "weeks": weeks,
            "crumbs": crumbs_to(service, _("Rota")),
        }
        return render(request, "directory/rota.html", context)


def findings_of(
    service: Service, shifts: list[OnCallShift], start: dt.datetime, end: dt.datetime
) -> list[Any]:
    """What does not fit; without hours only overlaps can be told."""
    land = land_of(service)
    calendar = calendars_of({land.pk: land} if land is not None else {}, start.date())[
        land.pk if land else None
    ]
    hours = hours_of(service)
    spans = intervals(hours.osm, calendar, start, end) if hours is not None else []
    return findings(spans, shifts, calendar)


class _OfRota(RecordForm):
    permission = "directory.change_service"

    def crumbs(self) -> list[tuple[Any, str | None]]:
        url = reverse("directory:rota", args=[self.owner.uid])
        return [*crumbs_to(self.owner, "")[:-1], (_("Rota"), url), (self.title, None)]

    def next_url(self, written: Any) -> str:
        return reverse("directory:rota", args=[self.owner.uid])

    def cancel_url(self) -> str:
        return self.next_url(None)


class RotaPlan(_OfRota):
    """Write several weeks in turn."""

    title = gettext_lazy("Plan the rota")
    template_name = "directory/rota_form.html"
    submit_label = gettext_lazy("Write into the rota")

    def find(self) -> None:
        self.owner = self.editable(SERVICE, self.kwargs["uid"])

    def form(self, data: Any = None) -> RotaForm:
        last = OnCallShift.objects.filter(service=self.owner).order_by("-ends_at").first()
        start = timezone.localtime(last.ends_at) if last and last.ends_at > timezone.now() else None
        initial = {"start_day": start.date(), "start_time": start.time()} if start else {}
        return RotaForm(data, initial=initial)

    def write(self, form: RotaForm, more: list[Any]) -> list[OnCallShift]:
        chosen = form.cleaned_data
        return plan_rota(
            by=self.request.user,
            service=self.owner,
            first=moment(chosen["start_day"], chosen["start_time"]),
            holders=chosen["holders"],
            weeks=chosen["weeks"],
            step=chosen["step"],
        )

    def said(self, written: list[OnCallShift]) -> str:
        count = len(written)
        return ngettext("%(n)s shift written.", "%(n)s shifts written.", count) % {"n": count}


class ShiftAdd(_OfRota):
    title = gettext_lazy("Add a shift")
    submit_label = gettext_lazy("Save shift")
    done_text = gettext_lazy("The shift has been saved.")

    def find(self) -> None:
        self.owner = self.editable(SERVICE, self.kwargs["uid"])
        self.shift = OnCallShift(service=self.owner)

    def form(self, data: Any = None) -> ShiftForm:
        return ShiftForm(data, instance=self.shift)

    def write(self, form: ShiftForm, more: list[Any]) -> OnCallShift:
        return save_shift(by=self.request.user, shift=form.instance)


class ShiftEdit(ShiftAdd):
    title = gettext_lazy("Change a shift")

    def find(self) -> None:
        self.shift = shift_of(self.request.user, self.kwargs["uid"])
        self.owner = self.shift.service

    def more_context(self, form: Any) -> dict[str, Any]:
        return {
            "delete_url": reverse("directory:shift-delete", args=[self.shift.uid]),
            "delete_label": _("Delete this shift …"),
        }


class ShiftDelete(ConfirmPage):
    permission = "directory.change_service"
    title = gettext_lazy("Delete a shift")

    def find(self) -> None:
        self.shift = shift_of(self.request.user, self.kwargs["uid"])
        self.owner = self.shift.service

    def back_url(self) -> str:
        return reverse("directory:rota", args=[self.owner.uid])

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Delete the shift of %(holder)s?") % {"holder": self.shift.holder},
            "text": _("The time is then open again and reported as a gap."),
            "confirm_label": _("Delete"),
        }

    def write(self) -> str:
        delete_shift(by=self.request.user, shift=self.shift)
        return _("The shift has been deleted.")


def shift_of(user: Any, uid: Any) -> OnCallShift:
    """A shift of a service the user may change; else 404."""
    rows = OnCallShift.objects.filter(service__in=SERVICE.editable_by(user))
    return get_object_or_404(rows.select_related("service", "contact"), uid=uid)

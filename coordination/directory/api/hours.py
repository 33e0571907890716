"""Opening hours of services: the OSM text, beside it the words that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from coordination.directory.api import pages
from coordination.directory.api.base import Writable
from coordination.directory.api.reading import grouped, in_order
from coordination.directory.api.shapes import UID, reason
from coordination.directory.models import Hours
from coordination.directory.views.hours import HoursDelete, ServiceHours
from coordination.directory.views.records import SERVICE
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import Problem, of_form, wrong_fields
from coordination.lib.api.shapes import Shape, day, flag, shown, text
from coordination.lib.hours_words import in_words

# Member of the answer → column.
COLUMNS = {
    "uid": "uid", "version": "version", "service": "service__uid", "service_name": "service__name",
    "network": "service__network__slug", "osm": "osm", "note": "note", "keeps_rota": "keeps_rota",
    "source": "source", "verified_on": "verified_on",
}  # fmt: skip
# Inputs of the weekly form; the interface speaks in one line what they say together.
WEEK = ("raw", "over_midnight", "public", "school", "day_", "date_")


class HoursShape(Shape):
    """When a service is there. Without hours nobody is told whether it is open."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    service = UID(help_text="Set once, when they are added; a service has hours once.")
    service_name = shown()
    network = shown(
        help_text="Slug of the network of the service; null for national hotlines.", allow_null=True
    )
    osm = text(2000, "OpenStreetMap's opening_hours: Mo-Fr 08:00-16:00; PH off", required=True)
    words = shown(help_text="The same as people read it; the notation itself where it is no plain week.")
    note = text(160, "For example: at other times leave a message.")
    keeps_rota = flag("A rota says who holds the telephone.")
    source = text(200)
    verified_on = day()
    reason = reason()


class _OfHours:
    """A page of a service's hours, opened by the id of the hours."""

    kwargs: dict[str, Any]

    def find(self) -> None:
        row = get_object_or_404(
            Hours.objects.select_related("service"), uid=self.kwargs["uid"], service__gt=0
        )
        self.kwargs = {"uid": row.service.uid}
        super().find()  # type: ignore[misc]  # of the page beside it


class HoursEdit(_OfHours, ServiceHours):
    pass


class HoursGone(_OfHours, HoursDelete):
    pass


class HoursViewSet(Writable):
    """Opening hours of the services that the asker finds, in the order they were added."""

    permission = "directory.view_service"
    shape = HoursShape
    edit_page, delete_page = HoursEdit, HoursGone
    fixed = ("service",)
    parameters = (
        Parameter("service", "Of this service.", "uid", lookup="service__uid"),
        Parameter("keeps_rota", "Only those with a rota, or without.", "flag"),
    )
    sorts = {"id": (), "verified_on": ("verified_on",)}
    sort = "id"

    def get_queryset(self) -> Any:
        return Hours.objects.filter(service__in=SERVICE.visible_to(self.request.user).order_by().values("pk"))

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        rows = Hours.objects.filter(pk__among=ids).order_by().values_list("id", *COLUMNS.values())
        there = {pk: found[0] for pk, found in grouped(rows, list(COLUMNS)).items()}
        for row in there.values():
            row["words"] = in_words(row["osm"])
        return in_order(ids, there)

    def add_page(self, data: dict[str, Any]) -> Any:
        page = pages.opened(ServiceHours, self.request, uid=data.pop("service"))
        if page.hours.pk:
            sentence = _("This service has hours already. Please change those.")
            raise Problem(409, "already_there", sentence, uid=str(page.hours.uid))
        return page

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        return {name: value for name, value in data.items() if name != "service"}

    def _values(self, page: Any, data: dict[str, Any], *, whole: bool) -> pages.Values:
        """The week stays as the form shows it, unless another one was sent: that goes in as its line."""
        values = super()._values(page, data, whole=whole)
        week = {name: value for name, value in pages.begun(page.form()).items() if name.startswith(WEEK)}
        osm = values.pop("osm", page.hours.osm)
        if osm != page.hours.osm:
            week = {name: week[name] for name in ("public", "school")} | {"raw": osm}
            values = {name: value for name, value in values.items() if not name.startswith(WEEK)}
        return values | week

    def explain(self, form: Any, data: dict[str, Any]) -> None:
        """What the form says of week, dates and line is said of the one member they all are here."""
        if errors := of_form(form):
            raise wrong_fields(
                error | {"pointer": "/osm"}
                if error["pointer"].startswith(tuple(f"/{one}" for one in WEEK))
                else error
                for error in errors
            )

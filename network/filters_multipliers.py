"""Filters of the list of multipliers; their names stand in addresses and saved views and do not change."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of
from coordination.directory.models import InstitutionType
from coordination.places.models import Municipality
from network.models import Appointment, AppointmentInstitution

STATES = [
    *Appointment.State.choices,
    ("laeuft", _("all who hold the task")),
    ("geht", _("leaves within 60 days")),
]


class AppointmentFilter(django_filters.FilterSet):
    """State, type and municipality of the institution, main or deputy, network."""

    stand = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="of_state")
    typ = django_filters.ChoiceFilter(label=_("Type of institution"), choices=[], method="of_type")
    ort = django_filters.ChoiceFilter(label=_("Municipality"), choices=[], method="of_municipality")
    rolle = django_filters.ChoiceFilter(
        label=_("Role"), choices=AppointmentInstitution.Role.choices, method="of_role"
    )
    netzwerk = django_filters.ChoiceFilter(label=_("Network"), choices=[], method="of_network")

    class Meta:
        model = Appointment
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        scope = scope_of(self.request.user)
        rows = AppointmentInstitution.objects.filter(appointment__network__in=scope.networks)
        types = InstitutionType.objects.filter(pk__in=rows.values("institution__type"))
        places = Municipality.objects.filter(pk__in=rows.values("institution__municipality"))
        self.filters["typ"].extra["choices"] = lambda: list(
            types.order_by("name", "id").values_list("code", "name")
        )
        self.filters["ort"].extra["choices"] = lambda: list(
            places.order_by("sort_key", "id").values_list("ags", "name")
        )
        tenants = scope.tenants.values()
        self.filters["netzwerk"].extra["choices"] = [(one.slug, one.label) for one in tenants]
        if len(tenants) < 2:
            del self.filters["netzwerk"]

    def of_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "laeuft":
            return rows.running()  # type: ignore[attr-defined]
        if value == "geht":
            return rows.ending_within()  # type: ignore[attr-defined]
        return rows.filter(state=value)

    def of_type(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return _at(rows, institution__type__code=value)

    def of_municipality(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return _at(rows, institution__municipality__ags=value)

    def of_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return _at(rows, role=value)

    def of_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        tenants = scope_of(self.request.user).tenants.values()
        return rows.filter(network__in=[one.id for one in tenants if one.slug == value])


def _at(rows: QuerySet, **condition: Any) -> QuerySet:
    at = AppointmentInstitution.objects.filter(appointment=OuterRef("pk"), **condition)
    return rows.filter(Exists(at))

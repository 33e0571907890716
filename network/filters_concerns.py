"""Filters of the list of concerns; their names stand in addresses and saved views and do not change."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of
from network.models import Concern
from network.models.appointments import institutions_of

STATES = [
    ("offen", _("open")),
    *((state.value, state.label) for state in Concern.State),
    ("spaet", _("later than promised")),
]
MINE = [
    ("eigene", _("raised by me")),
    ("mit", _("joined by me")),
    ("haus", _("from my institution")),
]
LOOK = [("wartet", _("waits for the second look")), ("frei", _("released"))]


class ConcernFilter(django_filters.FilterSet):
    """State, whose, second look, network."""

    stand = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="of_state")
    mein = django_filters.ChoiceFilter(label=_("Mine"), choices=MINE, method="of_mine")
    blick = django_filters.ChoiceFilter(label=_("Second look"), choices=LOOK, method="of_look")
    netzwerk = django_filters.ChoiceFilter(label=_("Network"), choices=[], method="of_network")

    class Meta:
        model = Concern
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = self.request.user
        tenants = scope_of(self.user).tenants.values()
        self.filters["netzwerk"].extra["choices"] = [(one.slug, one.label) for one in tenants]
        if len(tenants) < 2:
            del self.filters["netzwerk"]
        if not scope_of(self.user).may("network.view_concern"):
            del self.filters["blick"]

    def of_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "offen":
            return rows.open()  # type: ignore[attr-defined]
        if value == "spaet":
            return rows.overdue()  # type: ignore[attr-defined]
        return rows.filter(state=value)

    def of_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "eigene":
            return rows.filter(raised_by=self.user)
        if value == "mit":
            return rows.filter(is_joined=True)
        return rows.filter(is_known=True, institution__in=institutions_of(self.user).values("pk"))

    def of_look(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(released_at__isnull=value == "wartet")

    def of_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        tenants = scope_of(self.user).tenants.values()
        return rows.filter(network__in=[one.id for one in tenants if one.slug == value])

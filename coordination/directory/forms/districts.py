"""The municipalities of a youth office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms import grouped
from coordination.directory.forms.records import ManyOf
from coordination.directory.models import Institution
from coordination.places.models import Municipality


class DistrictsForm(forms.Form):
    """Municipalities of the networks in which the office is listed, and those it has already."""

    municipalities = ManyOf(
        Municipality.objects.none(),
        heading=grouped.of_town,
        label=_("Municipalities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Reports go to the youth office of the municipality, not to the network."),
    )

    def __init__(self, *args: Any, youth_office: Institution, **kwargs: Any) -> None:
        mine = youth_office.youth_office_districts.values_list("municipality", flat=True)
        super().__init__(*args, **{**kwargs, "initial": {"municipalities": list(mine)}})
        near = Municipality.objects.filter(networks__network__listings__institution=youth_office)
        offered = Municipality.objects.in_force().filter(
            Q(district__in=near.values("district")) | Q(pk__in=mine.values("municipality"))
        )
        self.fields["municipalities"].queryset = grouped.towns(offered)  # type: ignore[attr-defined]

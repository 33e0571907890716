"""The municipalities of a youth office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Institution
from coordination.places.models import Municipality


class DistrictsForm(forms.Form):
    """Municipalities of the networks in which the office is listed, and those it has already."""

    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
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
        self.fields["municipalities"].queryset = offered.order_by("sort_key", "id")  # type: ignore[attr-defined]

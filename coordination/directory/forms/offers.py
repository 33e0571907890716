"""Form of a service with its catchment area."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms import grouped
from coordination.directory.forms.contacts import LEVELS, levels_up_to
from coordination.directory.forms.owned import OwnedForm
from coordination.directory.forms.records import ManyOf, house_field
from coordination.directory.models import Service
from coordination.lib.levels import Level
from coordination.places.models import District, Municipality, Postcode

_BETWEEN = re.compile(r"[\s,;]+")
_AREAS = ["municipalities", "districts", "postcodes"]


class ServiceForm(OwnedForm):
    """A service of an institution: for the whole network or for certain municipalities, districts, postcodes."""

    municipalities = ManyOf(
        None,
        label=_("Municipalities"),
        required=False,
        heading=grouped.of_town,
        widget=forms.CheckboxSelectMultiple,
    )
    districts = ManyOf(
        None,
        label=_("Districts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    postcodes = forms.CharField(
        label=_("Postcodes"), required=False, max_length=600, help_text=_("Several with commas: 53840, 53842")
    )
    groups_of_fields = [
        ("what", _("What is offered"), "", ["name", "kind", "description", "audience"]),
        (
            "how",
            _("How to get there"),
            "",
            ["access", "fee", "is_anonymous", "hours_text", "waiting_time", "waiting_as_of"],
        ),
        ("where", _("For which places"), "", ["catchment", *_AREAS]),
        ("level", _("Who may see it"), "", ["level", "source", "verified_on"]),
    ]

    in_columns = {"how"}

    class Meta:
        model = Service
        fields = [
            "name", "kind", "description", "audience", "access", "fee", "is_anonymous", "hours_text", "waiting_time",
            "waiting_as_of", "catchment", "level", "source", "verified_on",
        ]  # fmt: skip
        formfield_callback = house_field
        help_texts = {
            "level": LEVELS,
            "hours_text": _("For example: Mon to Thu 13:00 to 16:00, not in the holidays"),
            "waiting_time": _("For example: about 3 weeks"),
        }

    def __init__(self, *args: Any, reads: Level = Level.COORDINATION, **options: Any) -> None:
        self.reads = reads
        super().__init__(*args, **options)
        self.fields["catchment"].choices = [
            pair for pair in Service.Catchment.choices if pair[0] != Service.Catchment.NATION
        ]
        self.fields["level"].choices = levels_up_to(reads)
        if not self.instance.pk:
            self.initial["level"] = min(Level.COORDINATION, reads)
        self._prepare_areas()

    def more_options(self) -> dict[str, Any]:
        return super().more_options() | {"reads": self.reads}

    def _prepare_areas(self) -> None:
        """The municipalities of the networks to choose from, and whatever the service names already."""
        areas = list(self.instance.areas.select_related("postcode")) if self.instance.pk else []
        own_places = [area.municipality_id for area in areas if area.municipality_id]
        own_districts = [area.district_id for area in areas if area.district_id]
        here = Municipality.objects.in_force().filter(networks__network__in=self.networks)
        chosen = Municipality.objects.filter(pk__in=[*own_places, *here.values_list("pk", flat=True)])
        self.fields["municipalities"].queryset = grouped.towns(chosen)
        districts = {*here.values_list("district_id", flat=True), *own_districts}
        self.fields["districts"].queryset = District.objects.filter(pk__in=districts).order_by("name", "id")
        self.initial["municipalities"], self.initial["districts"] = own_places, own_districts
        self.initial["postcodes"] = ", ".join(sorted(area.postcode.code for area in areas if area.postcode))

    def clean_postcodes(self) -> list[Postcode]:
        codes = [code for code in _BETWEEN.split(self.cleaned_data["postcodes"]) if code]
        found = {one.code: one for one in Postcode.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(
                _("Not known here: %(codes)s. A postcode has five digits, for example 53840."),
                params={"codes": ", ".join(unknown[:5])[:80]},
                code="unknown",
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            cleaned.get("waiting_time")
            and not cleaned.get("waiting_as_of")
            and "waiting_as_of" not in self.errors
        ):
            self.add_error("waiting_as_of", _("A waiting time needs the date of the statement."))
        if (
            cleaned.get("catchment") == Service.Catchment.AREAS
            and not self.areas
            and not set(_AREAS) & set(self.errors)
        ):
            self.add_error(
                "municipalities", _("Please name at least one municipality, postcode or district.")
            )
        return cleaned

    @property
    def areas(self) -> list[Any]:
        return [place for name in _AREAS for place in self.cleaned_data.get(name) or ()]

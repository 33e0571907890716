"""Form of a street list: for which town, and the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Service
from coordination.directory.streets import StreetList, read_streets
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.places.models import Municipality


class StreetsForm(forms.Form):
    """Reads the file while it is checked; nothing is kept of it but the rows."""

    instance = None

    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Municipality"), empty_label=None
    )
    sheet = forms.FileField(
        label=_("List"),
        help_text=_(
            "XLSX, ODS or CSV with the columns “Straße”, “von”, “bis”, “Seite” (“gerade”, “ungerade”), “Ortsteil”. "
            "One of “Straße” and “Ortsteil” is enough. The list replaces the one before."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.ods"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
        max_length=200,
    )

    def __init__(self, *args: Any, service: Service, **options: Any) -> None:
        super().__init__(*args, **options)
        inside = Municipality.objects.in_force()
        if service.catchment == Service.Catchment.AREAS:
            areas = list(service.areas.select_related("postcode"))
            named = inside.filter(pk__in=[area.municipality_id for area in areas if area.municipality_id])
            named |= inside.filter(district__in=[area.district_id for area in areas if area.district_id])
            named |= inside.filter(
                postcodes__code__in=[area.postcode.code for area in areas if area.postcode]
            )
        else:
            named = inside.filter(networks__network=service.network_id)
        self.fields["municipality"].queryset = named.distinct().order_by("sort_key", "id")
        self.found = StreetList()

    def clean_sheet(self) -> Any:
        upload = self.cleaned_data["sheet"]
        try:
            self.found = read_streets(sheets.read(upload, name=upload.name))
        except (sheets.SheetRefused, RuleBroken) as refused:
            text = refused.messages[0] if isinstance(refused, RuleBroken) else str(refused)
            raise forms.ValidationError(text, code="refused") from None
        if self.found.complaints:
            raise forms.ValidationError(self.found.complaints)
        if not self.found.parts:
            raise forms.ValidationError(
                _("The list holds no street and no part of the town."), code="nothing"
            )
        return upload

"""For whom handouts are printed at once: which way, which institutions, which paper. A GET form; then one button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms import grouped
from coordination.directory.models import InstitutionType, Listing
from coordination.pathways.models import Handout, Release
from coordination.pathways.services.parcels import FORMATS, PARCEL, PRINT
from coordination.places.models import Municipality


class ParcelForm(forms.Form):
    """``releases``: the published versions in the networks where the person issues handouts."""

    weg = forms.ChoiceField(label=gettext_lazy("Reporting pathway"))
    art = forms.MultipleChoiceField(
        label=gettext_lazy("For all institutions of these types"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one type of institution.")},
    )
    ort = forms.ChoiceField(label=gettext_lazy("In which municipality?"), required=False)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(one.value, one.label) for one in FORMATS],
        initial=Handout.Format.FLOW,
    )
    paket = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=[
            (PRINT, gettext_lazy("to print: one PDF, each handout on new paper")),
            (PARCEL, gettext_lazy("to send: one ZIP, a PDF for each institution")),
        ],
        initial=PRINT,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, releases: Sequence[Release]) -> None:
        self.releases = {str(one.pathway.uid): one for one in releases}
        first = releases[0] if releases else None
        chosen = self.releases.get(data.get("weg", "")) or first
        super().__init__(data if data.get("weg") else None, initial=self._usual(chosen))
        self.fields["weg"].choices = [(uid, one.pathway.title) for uid, one in self.releases.items()]
        networks = {one.pathway.network_id for one in releases}
        here = Listing.objects.filter(network__in=networks, status=Listing.Status.ACTIVE)
        types = InstitutionType.objects.filter(institutions__listings__in=here).distinct()
        usual = chosen.content.get("types", []) if chosen is not None else []
        rows = sorted(types.order_by("sort_order", "id"), key=lambda row: row.code not in usual)

        def heading(row: InstitutionType) -> str:
            return _("For whom this pathway is made") if row.code in usual else grouped.of_type(row)

        self.fields["art"].choices = grouped.grouped(rows, heading, value="code")
        towns = Municipality.objects.filter(networks__network__in=networks).order_by("sort_key", "id")
        self.fields["ort"].choices = [("", _("all")), *towns.distinct().values_list("ags", "name")]

    def _usual(self, release: Release | None) -> dict[str, Any]:
        """The types for which the way is made are ticked beforehand."""
        if release is None:
            return {}
        return {"weg": str(release.pathway.uid), "art": release.content.get("types", [])}

    @property
    def release(self) -> Release:
        return self.releases[self.cleaned_data["weg"]]

    @property
    def town(self) -> Municipality | None:
        ags = self.cleaned_data["ort"]
        return Municipality.objects.get(ags=ags) if ags else None

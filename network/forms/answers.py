"""Questions to the graph: who leaves, who introduces whom, since when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.models import Institution
from coordination.lib.forms import GermanDateField
from network.asking import FIRST_DAY, LAST_DAY
from network.models import Appointment
from network.reading import Reading


class AskForm(forms.Form):
    """Asked by the address alone: nothing is written."""

    wer: Any = forms.ModelChoiceField(
        Appointment.objects.none(), label=_("Multiplier who leaves"), required=False, to_field_name="uid"
    )
    am = GermanDateField(
        label=_("Last day"), required=False, help_text=_("Without one: the end of the term, else today.")
    )
    von: Any = InstitutionPick(label=_("From institution"), required=False)
    zu: Any = InstitutionPick(label=_("To institution"), required=False)
    ohne: Any = InstitutionPick(label=_("Institution that leaves"), required=False)
    vergleich = GermanDateField(label=_("Day to compare with"), required=False)

    def __init__(self, *args: Any, reading: Reading, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = Appointment.objects.visible_to(user).running().filter(network=reading.network.id)
        self.fields["wer"].queryset = held.select_related("person").order_by("person__sort_key", "id")  # type: ignore[attr-defined]
        seen = Institution.objects.filter(pk__in=reading.graph.ids.tolist())
        for name in ("ohne", "von", "zu"):
            self.fields[name].queryset = seen  # type: ignore[attr-defined]  # a field of ours

    def clean_am(self) -> Any:
        return self._possible("am")

    def clean_vergleich(self) -> Any:
        return self._possible("vergleich")

    def _possible(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Please give a day between 1990 and 2100."), code="too_far")
        return day

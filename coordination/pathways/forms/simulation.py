"""The questions of the simulation: which way, where, when. A GET form; nothing is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.charge import NOW, THEN, PlaceForm
from coordination.lib.hours import BERLIN, Calendar
from coordination.pathways.deadends import CHRISTMAS, HOLIDAY, stretches
from coordination.places.models import Municipality

FRIDAY, SUNDAY, FEAST, EVE = "freitag", "sonntag", "feiertag", "heiligabend"
PRESETS = [
    (NOW, gettext_lazy("now")),
    (FRIDAY, gettext_lazy("Friday, 22:00")),
    (SUNDAY, gettext_lazy("Sunday, 10:00")),
    (FEAST, gettext_lazy("next public holiday, 11:00")),
    (EVE, gettext_lazy("Christmas Eve, 20:00")),
    (THEN, gettext_lazy("at another time:")),
]
AUDIENCE, EVERYBODY, MYSELF = "weg", "alle", "ich"


class SimulationForm(PlaceForm):
    """``pathways``: those to choose from; ``towns``: municipalities of my networks."""

    weg = forms.ChoiceField(label=gettext_lazy("Reporting pathway"))
    gemeinde = forms.ChoiceField(label=gettext_lazy("or municipality"), required=False)
    wann = forms.ChoiceField(label=gettext_lazy("When?"), choices=PRESETS, initial=NOW)
    sicht = forms.ChoiceField(
        label=gettext_lazy("Which numbers?"),
        choices=[
            (AUDIENCE, gettext_lazy("those that the audience of this pathway may have")),
            (EVERYBODY, gettext_lazy("those that everybody may see")),
            (MYSELF, gettext_lazy("those that I may see")),
        ],
        initial=AUDIENCE,
    )
    field_order = ["weg", "plz", "gemeinde", "ort", "teil", "strasse", "wann", "tag", "zeit", "sicht"]

    def __init__(
        self, data: Any = None, *, pathways: Any, towns: Any, calendar: Calendar, **options: Any
    ) -> None:
        if data is not None:
            data = data.copy()
            data.setdefault("sicht", AUDIENCE)
        super().__init__(data, **options)
        self.calendar = calendar
        self.fields["weg"].choices = [(str(one.uid), one.title) for one in pathways]
        self.fields["gemeinde"].choices = [("", "–"), *((town.ags, town.name) for town in towns)]
        self.fields["plz"].required = False
        self.fields["plz"].label = _("Postcode")

    def clean_plz(self) -> str:
        return super().clean_plz() if self.cleaned_data["plz"].strip() else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("plz") and "plz" not in self.errors and "gemeinde" not in self.errors:
            if cleaned.get("gemeinde"):
                towns = Municipality.objects.select_related("district__land")
                self.municipality = towns.get(ags=cleaned["gemeinde"])
            else:
                self.add_error("plz", _("Please give a postcode or choose a municipality."))
        return cleaned

    @property
    def at(self) -> dt.datetime:
        now = timezone.localtime()
        today = now.date()
        match self.cleaned_data.get("wann"):
            case "freitag":
                return _moment(today + dt.timedelta(days=(4 - today.weekday()) % 7), 22)
            case "sonntag":
                return _moment(today + dt.timedelta(days=(6 - today.weekday()) % 7), 10)
            case "feiertag" | "heiligabend" as word:
                key, hour = (HOLIDAY, 11) if word == FEAST else (CHRISTMAS, 20)
                days = [one.first for one in stretches(today, self.calendar) if one.key == key]
                return _moment(days[0], hour) if days else now
        return super().at


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), BERLIN)

"""The questions of „Wer ist jetzt zuständig?“: topic, place as exactly as needed, moment. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.catchment import (
    NOT_LISTED,
    WHERE,
    Finer,
    Place,
    finer_question,
    knows_street,
)
from coordination.directory.forms.rota import ClockField, moment, near
from coordination.directory.models import Service, ServiceKind
from coordination.lib.forms import GermanDateField
from coordination.places.matching import is_postcode
from coordination.places.models import Municipality
from coordination.places.resolve import ask

NOW, THEN = "jetzt", "dann"


class PlaceForm(forms.Form):
    """A GET form; every field may be empty at first. ``place`` and ``at`` are what it finds out."""

    plz = forms.CharField(
        label=gettext_lazy("Postcode where the child lives"),
        max_length=5,
        min_length=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "short"}),
        error_messages={
            "min_length": gettext_lazy("Digits are missing. A postcode has five, for example 53840."),
            "max_length": gettext_lazy(
                "A postcode has five digits, for example 53840. Postcodes of other countries are not known here."
            ),
        },
    )
    ort = forms.ChoiceField(
        label=gettext_lazy("Which municipality?"), required=False, widget=forms.RadioSelect
    )
    teil = forms.ChoiceField(label=gettext_lazy("Which part of the town?"), required=False)
    strasse = forms.CharField(
        label=gettext_lazy("Street and house number"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "For example: “Kölner Straße 12”. Only to find the district; it is not stored."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    wann = forms.ChoiceField(
        label=gettext_lazy("When?"),
        choices=[(NOW, gettext_lazy("now")), (THEN, gettext_lazy("at another time:"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    tag = GermanDateField(label=gettext_lazy("Day"), required=False)
    zeit = ClockField(label=gettext_lazy("Time"), required=False, help_text=gettext_lazy("For example 22:00"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__({"wann": NOW, **data.dict()} if data is not None else None, **options)
        self.municipality: Municipality | None = None
        self.finer: Finer | None = None
        self.asks_town = False
        self._offer_towns()
        self.fields["teil"].choices = [(value, value) for value in [self.data.get("teil", "")[:80]] if value]

    def _offer_towns(self) -> None:
        """A postcode over several municipalities asks; it never guesses."""
        self.fields["ort"].choices = []
        code = self.data.get("plz", "").strip()
        if not is_postcode(code):
            return
        self.answer = ask(code)
        if self.answer.place is not None:
            self.town = self.answer.place.id
            named = self.data.get("ort", "")[:8]  # links name the town although nothing is to be chosen
            self.fields["ort"].choices = [(named, self.answer.place.label)] if named else []
        elif self.answer.candidates:
            self.asks_town = True
            self.fields["ort"].choices = [(place.ags, place.label) for place in self.answer.candidates]

    def clean_plz(self) -> str:
        code = self.cleaned_data["plz"].strip()
        if not is_postcode(code):
            raise forms.ValidationError(
                _(
                    "A postcode has five digits, for example 53840. Postcodes of other countries are not known here."
                ),
                code="no_postcode",
            )
        if self.answer.place is None and not self.answer.candidates:
            raise forms.ValidationError(self.answer.sentence, code="unknown")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "plz" not in self.errors and cleaned.get("plz"):
            towns = Municipality.objects.select_related("district__land")
            if not self.asks_town:
                self.municipality = towns.get(pk=self.town)
            elif cleaned.get("ort"):
                self.municipality = towns.get(ags=cleaned["ort"])
            elif "ort" not in self.errors:
                self.add_error(
                    "ort", _("This postcode belongs to several municipalities. Please choose one.")
                )
        near(self, "tag", cleaned.get("tag"))
        if cleaned.get("wann") == THEN and not cleaned.get("tag") and "tag" not in self.errors:
            self.add_error("tag", _("On which day?"))
        return cleaned

    @property
    def place(self) -> Place | None:
        if self.municipality is None:
            return None
        chosen = self.cleaned_data
        return Place(
            self.municipality, chosen["plz"], chosen.get("teil", ""), (chosen.get("strasse") or "").strip()
        )

    @property
    def at(self) -> dt.datetime:
        chosen = self.cleaned_data
        if chosen.get("wann") == THEN and chosen.get("tag"):
            return moment(chosen["tag"], chosen.get("zeit") or dt.time(12))
        return timezone.localtime()

    def settles(self, services: QuerySet[Service]) -> bool:
        """Whether the place is exact enough for these services; else the form asks on. They are those of the town."""
        place = self.place
        if place is None:
            return False
        finer = finer_question(services, place)
        if finer is None:
            return True
        self.ask_finer(finer)
        if not place.is_fine:
            self.add_error("teil" if finer.parts else "strasse", WHERE)
        elif not knows_street(services, place):
            self.add_error("strasse" if finer.has_streets else "teil", NOT_LISTED)
        return not self.errors

    def ask_finer(self, finer: Finer) -> None:
        """Some service is in charge of a part of the town only: ask for it."""
        self.finer = finer
        self.fields["teil"].choices = [("", _("– please choose –")), *((part, part) for part in finer.parts)]


class ChargeForm(PlaceForm):
    """With the topic: a kind of service."""

    thema = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    field_order = ["thema"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = ServiceKind.objects.exclude(slot="").order_by("sort_order", "id")
        others = ServiceKind.objects.filter(slot="").exclude(code="other").order_by("sort_order", "id")
        self.fields["thema"].choices = [
            (_("Report and act"), [(kind.code, kind.name) for kind in kinds]),
            (_("Advice and help"), [(kind.code, kind.name) for kind in others]),
        ]

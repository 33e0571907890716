"""The friendly weekly form: seven lines, holidays, single dates. It writes an OSM text nobody has to know."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Hours
from coordination.lib import hours as lib_hours
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import GermanDateField
from coordination.lib.hours_input import as_typed, read_times, typed
from coordination.lib.hours_words import LONG
from coordination.lib.weekly import Dated, Spans, Week, from_osm

SPARE_ROWS, MOST_ROWS = 2, 12
SAME, CLOSED, OTHER = "same", "closed", "other"
WAYS = [
    (SAME, gettext_lazy("as on any weekday")),
    (CLOSED, gettext_lazy("closed")),
    (OTHER, gettext_lazy("other hours:")),
]
DAYS = [f"day_{number}" for number in range(7)]


class HoursForm(RecordForm):
    """Hours of a service or of an institution."""

    public = forms.ChoiceField(
        label=gettext_lazy("On public holidays"), choices=WAYS, widget=forms.RadioSelect, initial=CLOSED
    )
    public_times = forms.CharField(
        label=gettext_lazy("Hours on public holidays"), required=False, max_length=120
    )
    school = forms.ChoiceField(
        label=gettext_lazy("In the school holidays"), choices=WAYS, widget=forms.RadioSelect, initial=SAME
    )
    school_times = forms.CharField(
        label=gettext_lazy("Hours in the school holidays"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Monday to Friday; on weekends it is closed then."),
    )
    over_midnight = forms.BooleanField(
        label=gettext_lazy("Yes: these times end on the next morning"), required=False
    )
    raw = forms.CharField(
        label=gettext_lazy("In the notation of OpenStreetMap"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Only for what the week above cannot say, for example the first Monday of each month: Mo[1] 10:00-12:00"
        ),
    )

    class Meta:
        model = Hours
        fields = ["note", "keeps_rota", "source", "verified_on"]
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stored = from_osm(self.instance.osm) if self.instance.osm else None
        week = stored or Week(public=() if not self.instance.osm else None)
        self.was_over_midnight = any(span.over_midnight for spans in week.days for span in spans)
        for number, name in enumerate(DAYS):
            self.fields[name] = forms.CharField(label=LONG[number], required=False, max_length=120)
            self.initial.setdefault(name, as_typed(week.days[number]))
        self._special("public", week.public)
        self._special("school", week.school)
        self.initial.setdefault("raw", self.instance.osm if stored is None else "")
        self.initial.setdefault("over_midnight", self.was_over_midnight)
        self._add_dates(week.exceptions)
        if self.instance.institution_id:
            del self.fields["keeps_rota"]
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def _special(self, name: str, spans: Spans | None) -> None:
        self.initial.setdefault(name, SAME if spans is None else OTHER if spans else CLOSED)
        self.initial.setdefault(f"{name}_times", as_typed(spans))

    def _add_dates(self, exceptions: tuple[Dated, ...]) -> None:
        self.rows = min(
            max(len(exceptions) + SPARE_ROWS, self._posted_rows()), max(MOST_ROWS, len(exceptions))
        )
        for number in range(self.rows):
            known = exceptions[number] if number < len(exceptions) else None
            for word, label, field in (
                ("first", _("From"), GermanDateField),
                ("last", _("until"), GermanDateField),
                ("times", _("Hours, or empty: closed"), forms.CharField),
                ("reason", _("Why"), forms.CharField),
            ):
                options: dict[str, Any] = {"label": label, "required": False}
                if field is forms.CharField:
                    options["max_length"] = 60 if word == "reason" else 120
                else:
                    options["help_text"] = ""
                self.fields[f"date_{number}_{word}"] = field(**options)
            if known is not None:
                self.initial.setdefault(f"date_{number}_first", known.first)
                self.initial.setdefault(f"date_{number}_last", known.last)
                self.initial.setdefault(f"date_{number}_times", as_typed(known.spans))
                self.initial.setdefault(f"date_{number}_reason", known.note)

    def _posted_rows(self) -> int:
        numbers = [
            int(name.split("_")[1])
            for name in self.data
            if name.startswith("date_") and name.endswith("_first") and name.split("_")[1].isdecimal()
        ]
        return min(max(numbers, default=-1) + 1, MOST_ROWS)

    # --- Parts for the template ---------------------------------------------------------------------------------------
    def week_fields(self) -> list[Any]:
        return [self[name] for name in DAYS]

    def date_rows(self) -> list[list[Any]]:
        words = ("first", "last", "times", "reason")
        return [[self[f"date_{number}_{word}"] for word in words] for number in range(self.rows)]

    def asks_midnight(self) -> bool:
        """The question is shown only where it arises."""
        return (
            self.was_over_midnight or "over_midnight" in self.errors or bool(self.data.get("over_midnight"))
        )

    # --- Reading what was typed ---------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        days = tuple(self._times(name, LONG[number]) for number, name in enumerate(DAYS))
        public, school = self._way("public"), self._way("school")
        dates = self._dates()
        raw = (cleaned.get("raw") or "").strip()
        if self.errors:
            return cleaned
        if raw and any(days):
            self.add_error("raw", _("Please use either the week or this line, not both."))
        elif raw:
            try:
                self.instance.osm = lib_hours.checked(raw)
            except RuleBroken as broken:
                self.add_error("raw", broken)
        elif not any(days) and not dates:
            self.add_error(DAYS[0], _("Please give the hours of at least one day."))
        else:
            self._ask_midnight(days, dates)
            self.instance.osm = Week(days, public, school, dates).to_osm()
        return cleaned

    def _times(self, name: str, label: object) -> Spans:
        try:
            return read_times(self.cleaned_data.get(name) or "", day=label)
        except RuleBroken as broken:
            self.add_error(name, broken)
            return ()

    def _way(self, name: str) -> Spans | None:
        way = self.cleaned_data.get(name)
        if way != OTHER:
            return None if way == SAME else ()
        spans = self._times(f"{name}_times", self.fields[name].label)
        if not spans and f"{name}_times" not in self.errors:
            self.add_error(f"{name}_times", _("Please give the other hours, or choose “closed”."))
        return spans

    def _dates(self) -> tuple[Dated, ...]:
        found: list[Dated] = []
        for number in range(self.rows):
            first, last, times, reason = (
                self.cleaned_data.get(f"date_{number}_{word}")
                for word in ("first", "last", "times", "reason")
            )
            if first is None:
                if (last or times or reason) and f"date_{number}_first" not in self.errors:
                    self.add_error(f"date_{number}_first", _("From which day on?"))
                continue
            last = last or first
            if last < first:
                self.add_error(f"date_{number}_last", _("The last day lies before the first."))
            spans = self._times(f"date_{number}_times", first.strftime("%d.%m.%Y"))
            found.append(Dated(first, last, spans, (reason or "").replace('"', "”")))
        found.sort(key=lambda one: one.first)
        for before, after in pairwise(found):
            if after.first <= before.last:
                day = after.first.strftime("%d.%m.%Y")
                self.add_error(None, _("%(day)s stands under the single dates twice.") % {"day": day})
        return tuple(found)

    def _ask_midnight(self, days: tuple[Spans, ...], dates: tuple[Dated, ...]) -> None:
        """ "18–08": meant over midnight? Asked once, with the day it would end on."""
        if self.cleaned_data.get("over_midnight"):
            return
        for number, spans in enumerate(days):
            for span in spans:
                if span.over_midnight:
                    self.add_error(
                        "over_midnight",
                        _(
                            "%(day)s %(span)s ends before it begins. Does it end on %(next)s morning? Then please tick."
                        )
                        % {"day": LONG[number], "span": typed(span), "next": LONG[(number + 1) % 7]},
                    )
                    return
        if any(span.over_midnight for one in dates for span in one.spans):
            self.add_error(
                "over_midnight", _("A single date ends after midnight. Is that meant? Then please tick.")
            )

"""Forms of the rota: one shift, or several weeks in turn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.records import RecordForm
from coordination.directory.models import ContactPoint, OnCallShift
from coordination.directory.reachability import PHONES
from coordination.lib import values
from coordination.lib.forms import GermanDateField
from coordination.lib.hours import BERLIN

EARLIEST, LATEST = dt.timedelta(days=400), dt.timedelta(days=800)


class ClockField(forms.TimeField):
    """A time of day: 8:00, 08.00 or 8."""

    default_error_messages = {
        "invalid": gettext_lazy("There is no such time. Please write it like this: 8:00.")
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%H:%M", "%H.%M", "%H", "%H:%M:%S"])
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"data-width": "short"}))
        super().__init__(**options)


def moment(day: dt.date, clock: dt.time) -> dt.datetime:
    """The wall clock of Berlin; the hour that comes twice is the first of the two."""
    return dt.datetime.combine(day, clock, tzinfo=BERLIN)


def near(form: forms.Form, name: str, day: dt.date | None) -> None:
    """A day far away is a slip of the year."""
    today = timezone.localdate()
    if day is not None and not today - EARLIEST <= day <= today + LATEST:
        form.add_error(name, _("This day lies far away. Please check the year."))


class ShiftForm(RecordForm):
    """One shift: from, until, who."""

    start_day = GermanDateField(label=gettext_lazy("Takes over on"))
    start_time = ClockField(label=gettext_lazy("at"), help_text=gettext_lazy("For example 8:00"))
    end_day = GermanDateField(label=gettext_lazy("Hands over on"))
    end_time = ClockField(label=gettext_lazy("at"), help_text=gettext_lazy("For example 8:00"))

    groups_of_fields = [
        (
            "when",
            gettext_lazy("From when until when"),
            "",
            ["start_day", "start_time", "end_day", "end_time"],
        ),
        ("who", gettext_lazy("Who holds the telephone"), "", ["holder", "contact"]),
    ]
    in_columns = {"when"}

    class Meta:
        model = OnCallShift
        fields = ["holder", "contact"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        numbers = ContactPoint.objects.filter(service=self.instance.service, kind__in=PHONES)
        self.fields["contact"].queryset = numbers.filter(withdrawn_at__isnull=True).order_by(
            "sort_order", "id"
        )
        self.fields["contact"].empty_label = _("the usual number")
        if self.instance.pk:
            start, end = (
                getattr(self.instance, name).astimezone(BERLIN) for name in ("starts_at", "ends_at")
            )
            self.initial.update(
                start_day=start.date(), start_time=start.time(), end_day=end.date(), end_time=end.time()
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        near(self, "start_day", cleaned.get("start_day"))
        near(self, "end_day", cleaned.get("end_day"))
        if not {"start_day", "start_time", "end_day", "end_time"} & set(self.errors):
            self.instance.starts_at = moment(cleaned["start_day"], cleaned["start_time"])
            self.instance.ends_at = moment(cleaned["end_day"], cleaned["end_time"])
            if self.instance.ends_at <= self.instance.starts_at:
                self.add_error("end_day", _("The shift ends before it begins."))
        return cleaned


class RotaForm(forms.Form):
    """Several weeks in turn: who, from when, how many weeks."""

    instance = None

    start_day = GermanDateField(label=gettext_lazy("First hand-over on"))
    start_time = ClockField(
        label=gettext_lazy("at"), initial=dt.time(8), help_text=gettext_lazy("For example 8:00")
    )
    weeks = forms.IntegerField(label=gettext_lazy("How many weeks"), min_value=1, max_value=60, initial=12)
    step = forms.IntegerField(label=gettext_lazy("Weeks per shift"), min_value=1, max_value=8, initial=1)
    holders = forms.CharField(
        label=gettext_lazy("Who takes turns"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One per line, in this order. A team, a role or a name for the service; no private numbers."
        ),
    )

    def clean_holders(self) -> list[str]:
        names = [values.text(line) for line in self.cleaned_data["holders"].splitlines() if line.strip()]
        if too_long := next((name for name in names if len(name) > 120), None):
            raise forms.ValidationError(
                _("“%(name)s” is longer than 120 signs."),
                params={"name": too_long[:40] + "…"},
                code="too_long",
            )
        if len(names) > 30:
            raise forms.ValidationError(_("At most 30 lines."), code="too_many")
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        near(self, "start_day", cleaned.get("start_day"))
        return cleaned

"""Forms of groups, seats, terms and the rhythm."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Affiliation, Institution, Person
from coordination.lib import values
from coordination.lib.fold import sort_key
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from meetings import series
from meetings.models import Group, Seat, SeatTerm

OFFERED = 300


class GroupForm(RecordForm):
    """Mandate first: a group that nobody has asked for is none."""

    decided_by = PlainLineField(
        label=gettext_lazy("Mandate decided by"),
        max_length=160,
        help_text=gettext_lazy("Who has set the group up, and when: Jugendhilfeausschuss, 12 March 2026."),
    )
    standing_items = PlainTextField(
        label=gettext_lazy("Standing items"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("One per line. They come onto every agenda."),
    )

    groups_of_fields = [
        ("what", gettext_lazy("The group"), "", ["kind", "name", "short"]),
        (
            "mandate",
            gettext_lazy("Mandate"),
            gettext_lazy("Without a mandate nobody knows what a group may decide."),
            ["mandate", "decided_by", "mandate_from", "mandate_until", "reports_to"],
        ),
        (
            "works",
            gettext_lazy("How it works"),
            "",
            ["quorum", "invite_days", "place", "online_link", "standing_items"],
        ),
    ]

    class Meta:
        model = Group
        fields = [
            "kind", "name", "short", "mandate", "decided_by", "mandate_from", "mandate_until", "reports_to", "quorum",
            "invite_days", "place", "online_link", "standing_items",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Group.objects.filter(network=self.instance.network_id).exclude(pk=self.instance.pk)
        self.fields["reports_to"].queryset = others.active().order_by("name", "id")
        self.fields["online_link"].assume_scheme = "https"


class SeatForm(RecordForm):
    """Whose seat it is: an institution, a type of institutions or a profession."""

    institution = InstitutionPick(
        label=gettext_lazy("Institution"),
        required=False,
        help_text=gettext_lazy("Type a few letters and choose; empty for a type or a profession."),
    )
    label = forms.CharField(
        label=gettext_lazy("Name of the seat"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "For example: day-care centres. Empty: as the institution, type or profession."
        ),
    )

    class Meta:
        model = Seat
        fields = ["institution", "institution_type", "profession", "label", "is_voting"]
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = Institution.objects.in_use().listed_in(
            [self.instance.group.network_id]
        )
        for name in ("institution_type", "profession"):
            self.fields[name].queryset = self.fields[name].queryset.order_by("name", "id")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = [cleaned.get(name) for name in ("institution", "institution_type", "profession")]
        if not any(chosen) and not cleaned.get("label") and "institution" not in self.errors:
            self.add_error("institution", _("Please say whose seat it is."))
        return cleaned


class NamesInput(forms.TextInput):
    """One line with names to choose from; the browser offers them without script."""

    names: list[str] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        attrs = {**(attrs or {}), "list": f"{name}-namen"}
        options = format_html_join("", "<option>{}</option>", ((one,) for one in self.names))
        drawn = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}-namen">{}</datalist>', drawn, name, options)


class PersonPick(forms.CharField):
    """A person of the network by the full name. The form sets ``queryset``."""

    queryset: Any = Person.objects.none()

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"widget": NamesInput(attrs={"autocomplete": "off"}), "max_length": 200, **options}
        )

    def clean(self, value: Any) -> Person | None:
        text = values.text(super().clean(value) or "")
        if not text:
            return None
        try:
            found = list(self.queryset.filter(uid=uuid.UUID(text)))
        except ValueError:
            words = text.replace(",", " ").split()
            key = [sort_key(" ".join([*words[n:], *words[:n]])) for n in range(len(words))]
            found = list(self.queryset.filter(Q(sort_key__in=key)).order_by("id")[:3])
            if not found:
                found = [one for one in self.queryset.order_by("id") if str(one) == text][:3]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several people are called so. Please ask the coordination."), code="several"
            )
        raise ValidationError(
            _("“%(text)s” is not in the directory of this network. Please enter the person there first."),
            params={"text": text[:80]},
            code="unknown",
        )


class TermForm(forms.Form):
    """Who sits there from when to when."""

    instance = None

    person = PersonPick(label=gettext_lazy("Person"), help_text=gettext_lazy("First and last name."))
    is_deputy = forms.BooleanField(label=gettext_lazy("Stands in for the holder"), required=False)
    office = forms.ChoiceField(
        label=gettext_lazy("Office"), choices=SeatTerm.Office, initial=SeatTerm.Office.NONE
    )
    valid_from = GermanDateField(label=gettext_lazy("From"))
    valid_until = GermanDateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Last day. Empty: until further notice."),
    )

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_from", timezone.localdate())
        people = Person.objects.filter(removed_at__isnull=True).working_in([seat.group.network_id])
        people = people | Person.objects.filter(removed_at__isnull=True, network=seat.group.network_id)
        self.fields["person"].queryset = people
        near = people
        if seat.institution_id:
            there = Affiliation.objects.in_force().filter(institution=seat.institution_id)
            near = people.filter(pk__in=there.values("person"))
        elif seat.profession_id:
            near = people.filter(profession=seat.profession_id)
        offered = list(near.order_by("sort_key", "id")[:OFFERED]) or list(
            people.order_by("sort_key", "id")[:OFFERED]
        )
        self.fields["person"].widget.names = [f"{one.first_name} {one.last_name}".strip() for one in offered]


class DayForm(forms.Form):
    """The last day of a term, a seat or a group."""

    instance = None

    last_day = GermanDateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("last_day", timezone.localdate())


class RhythmForm(forms.Form):
    """Every how many weeks, or on which weekday of every how many months; the usual time."""

    instance = None

    WEEKS = [
        ("", gettext_lazy("by weeks")),
        ("1", gettext_lazy("first in the month")),
        ("2", gettext_lazy("second in the month")),
        ("3", gettext_lazy("third in the month")),
        ("4", gettext_lazy("fourth in the month")),
        ("-1", gettext_lazy("last in the month")),
    ]

    weekday = forms.ChoiceField(
        label=gettext_lazy("Weekday"), choices=[(code, WEEKDAYS[n]) for n, code in enumerate(series.DAYS)]
    )
    week = forms.ChoiceField(label=gettext_lazy("Which one"), choices=WEEKS, required=False)
    every = forms.IntegerField(
        label=gettext_lazy("Every how many months (or weeks)"), min_value=1, max_value=12, initial=2
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("Begins"), widget=forms.TimeInput(format="%H:%M", attrs={"data-width": "short"})
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=15, max_value=600, initial=120
    )

    def __init__(self, *args: Any, group: Group, **options: Any) -> None:
        super().__init__(*args, **options)
        found = series.parts(group.rhythm)
        if found:
            day = found["BYDAY"]
            self.initial.update(weekday=day[-2:], week=day[:-2].lstrip("+"), every=found.get("INTERVAL", "1"))
        self.initial.update(starts_at=group.starts_at or dt.time(14), minutes=group.minutes)

    def rule(self) -> str:
        week = self.cleaned_data["week"]
        return series.rule(
            every=self.cleaned_data["every"],
            weekday=self.cleaned_data["weekday"],
            week=int(week) if week else None,
        )

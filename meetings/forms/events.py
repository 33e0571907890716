"""Forms of events, sessions, speakers, venues in the workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms import grouped
from coordination.directory.forms.records import ManyOf, RecordForm, house_field
from coordination.directory.models import InstitutionType
from coordination.lib.forms import PlainLineField, PlainTextField
from meetings.forms.moments import MomentField
from meetings.models import Event, EventSeries, Room, Session, Speaker, Venue


def event_field(column: Any, **options: Any) -> Any:
    """Moments in Berlin; lines in which people write sentences with their hint; the rest as everywhere."""
    if column.get_internal_type() == "DateTimeField":
        return MomentField(label=capfirst(column.verbose_name), required=not column.blank)
    if column.name in {"summary", "accessibility"} and column.get_internal_type() == "CharField":
        return PlainLineField(
            label=capfirst(column.verbose_name), required=False, max_length=column.max_length
        )
    return house_field(column, **options)


class EventForm(RecordForm):
    """Everything but the programme and the people."""

    types = ManyOf(
        None,
        label=_("Types of institutions"),
        required=False,
        heading=grouped.of_type,
        widget=forms.CheckboxSelectMultiple,
    )
    professions = ManyOf(
        None,
        label=_("Professions"),
        required=False,
        heading=grouped.of_profession,
        widget=forms.CheckboxSelectMultiple,
    )

    groups_of_fields = [
        ("what", _("What"), "", ["kind", "title", "summary", "description", "series", "edition"]),
        (
            "when",
            _("When and where"),
            _("Times are those of Berlin."),
            ["starts_at", "ends_at", "mode", "venue", "online_link"],
        ),
        (
            "places",
            _("Places"),
            _("An empty field means: no limit."),
            ["capacity", "capacity_online", "max_per_institution", "offer_hours"],
        ),
        (
            "register",
            _("Registration"),
            "",
            ["registration_opens_at", "registration_closes_at", "who_may", "needs_approval"],
        ),
        ("whom", _("For whom"), _("No choice means: for everybody."), ["types", "professions"]),
        ("seen", _("Who sees it"), "", ["is_public", "is_interdisciplinary"]),
    ]
    in_columns = {"when", "places"}

    class Meta:
        model = Event
        fields = [
            "kind", "title", "summary", "description", "series", "edition", "starts_at", "ends_at", "mode", "venue",
            "online_link", "capacity", "capacity_online", "max_per_institution", "offer_hours",
            "registration_opens_at", "registration_closes_at", "who_may", "needs_approval", "is_public",
            "is_interdisciplinary",
        ]  # fmt: skip
        formfield_callback = event_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        network = self.instance.network_id
        self.fields["venue"].queryset = Venue.objects.filter(network=network).order_by("name", "id")
        self.fields["series"].queryset = EventSeries.objects.filter(network=network).order_by("name", "id")
        self.fields["types"].queryset = InstitutionType.objects.order_by("sort_order", "name", "id")
        self.fields["professions"].queryset = grouped.professions()
        if self.instance.pk:
            rows = list(self.instance.audience.all())
            self.initial["types"] = [row.institution_type_id for row in rows if row.institution_type_id]
            self.initial["professions"] = [row.profession_id for row in rows if row.profession_id]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mode = cleaned.get("mode")
        if mode == Event.Mode.ONLINE:
            cleaned["capacity"] = cleaned["venue"] = None
        elif mode == Event.Mode.ON_SITE:
            cleaned["capacity_online"], cleaned["online_link"] = None, ""
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error(
                "ends_at", forms.ValidationError(_("The event ends before it begins."), code="order")
            )
        opens, closes = cleaned.get("registration_opens_at"), cleaned.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.add_error(
                "registration_closes_at",
                forms.ValidationError(_("Registration ends before it begins."), code="order"),
            )
        return cleaned


class SessionForm(RecordForm):
    """One item of the programme."""

    speakers = ManyOf(
        None,
        label=_("Speakers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups_of_fields = [
        ("what", _("What"), "", ["kind", "title", "abstract", "speakers"]),
        ("when", _("When and where"), "", ["starts_at", "ends_at", "room", "track"]),
        ("places", _("Places"), "", ["capacity", "is_online_too"]),
    ]
    in_columns = {"when"}

    class Meta:
        model = Session
        fields = [
            "kind",
            "title",
            "abstract",
            "starts_at",
            "ends_at",
            "room",
            "track",
            "capacity",
            "is_online_too",
        ]
        formfield_callback = event_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        event = self.instance.event
        self.fields["room"].queryset = Room.objects.filter(venue=event.venue_id).order_by("name", "id")
        self.fields["speakers"].queryset = Speaker.objects.filter(event=event).order_by("name", "id")
        if self.instance.pk:
            self.initial["speakers"] = list(self.instance.speaking.values_list("speaker", flat=True))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error(
                "ends_at", forms.ValidationError(_("This item ends before it begins."), code="order")
            )
        return cleaned


class SpeakerForm(RecordForm):
    class Meta:
        model = Speaker
        fields = ["name", "title", "bio", "email"]
        formfield_callback = event_field


class VenueForm(RecordForm):
    """A venue with its rooms, one per line: „Raum 2; 40; stufenlos; Höranlage; Hinweis“."""

    rooms = PlainTextField(
        label=_("Rooms"),
        required=False,
        rows=6,
        max_length=4000,
        help_text=_("One per line: name; seats; step-free yes/no; hearing loop yes/no; further words"),
    )

    class Meta:
        model = Venue
        fields = ["name", "address", "travel", "accessibility"]
        formfield_callback = event_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            rows = self.instance.rooms.order_by("name", "id")
            self.initial["rooms"] = "\n".join(_room_line(row) for row in rows)

    def clean_rooms(self) -> list[dict[str, Any]]:
        found = []
        for number, line in enumerate(self.cleaned_data["rooms"].splitlines(), start=1):
            parts = [part.strip() for part in line.split(";")]
            if not parts[0]:
                continue
            seats = parts[1] if len(parts) > 1 else ""
            if (seats and not seats.isdecimal()) or len(seats) > 6 or len(parts[0]) > 80:
                raise forms.ValidationError(
                    _("Line %(number)s: seats are a number, for example “Saal; 120; ja; nein”."),
                    params={"number": number},
                    code="seats",
                )
            found.append(
                {
                    "name": parts[0],
                    "seats": int(seats) if seats else None,
                    "is_step_free": _yes(parts, 2),
                    "has_hearing_loop": _yes(parts, 3),
                    "accessibility": "; ".join(parts[4:])[:300],
                }
            )
        names = [row["name"].lower() for row in found]
        if len(names) != len(set(names)):
            raise forms.ValidationError(_("Each room once, please."), code="twice")
        return found


def _yes(parts: list[str], number: int) -> bool:
    return len(parts) > number and parts[number].lower() in {"ja", "yes", "j", "y", "x", "1"}


def _room_line(room: Room) -> str:
    yes = {True: "ja", False: "nein"}
    parts = [
        room.name,
        str(room.seats or ""),
        yes[room.is_step_free],
        yes[room.has_hearing_loop],
        room.accessibility,
    ]
    return "; ".join(parts).rstrip("; ")


class SeriesForm(RecordForm):
    class Meta:
        model = EventSeries
        fields = ["name", "every_months", "duty"]
        formfield_callback = event_field


class ReleaseForm(forms.Form):
    note = PlainLineField(label=_("What has changed"), max_length=300, required=False)


class CallOffForm(forms.Form):
    reason = PlainLineField(
        label=_("Why it is called off"),
        max_length=300,
        help_text=_("Stands in the mail and on the public page."),
    )


class DeclineForm(forms.Form):
    reason = PlainLineField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Stands in the mail.")
    )


class CloneForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    starts_at = MomentField(label=_("Begins"))


class PlacesForm(forms.Form):
    """How many places; below what is given, the form asks whom it concerns."""

    most = forms.IntegerField(
        label=_("Places"), required=False, min_value=0, max_value=100_000, help_text=_("Empty: no limit")
    )
    moved = ManyOf(
        None,
        label=_("Who moves to the head of the waiting list?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, holders: Any, ask: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["moved"].queryset = holders  # type: ignore[attr-defined]
        if not ask:
            del self.fields["moved"]

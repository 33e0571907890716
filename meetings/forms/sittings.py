"""Forms of meetings, agenda items, decisions and tasks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Person
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from coordination.lib.hours import BERLIN
from meetings.models import AgendaItem, Decision, Meeting, Seat, SeatTerm, Task

_CLOCK = forms.TimeInput(format="%H:%M", attrs={"data-width": "short"})


class MeetingForm(RecordForm):
    """Day, begin and end; place and link as usual unless written otherwise."""

    day = GermanDateField(label=gettext_lazy("Day"))
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=_CLOCK)
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=_CLOCK)

    groups_of_fields = [
        ("when", gettext_lazy("When"), "", ["day", "begins", "ends"]),
        ("where", gettext_lazy("Where"), "", ["place", "online_link"]),
    ]
    in_columns = {"when"}

    class Meta:
        model = Meeting
        fields = ["place", "online_link"]
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meeting = self.instance
        self.fields["online_link"].assume_scheme = "https"
        if meeting.starts_at:
            begins, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            self.initial.update(day=begins.date(), begins=begins.time(), ends=ends.time())
        else:
            start = meeting.group.starts_at or dt.time(14)
            end = dt.datetime.combine(dt.date(2026, 1, 1), start) + dt.timedelta(
                minutes=meeting.group.minutes
            )
            self.initial.update(
                begins=start,
                ends=end.time(),
                place=meeting.group.place,
                online_link=meeting.group.online_link,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, begins, ends = cleaned.get("day"), cleaned.get("begins"), cleaned.get("ends")
        if day and begins and ends:
            if ends <= begins:
                self.add_error("ends", _("The meeting ends before it begins."))
                return cleaned
            for name, clock in (("begins", begins), ("ends", ends)):
                moment = dt.datetime.combine(day, clock, BERLIN)
                if moment.astimezone(dt.UTC).astimezone(BERLIN).time() != clock:
                    self.add_error(
                        name,
                        _(
                            "On this day there is no such time: the clock is put forward. Please choose another."
                        ),
                    )
                setattr(self.instance, "starts_at" if name == "begins" else "ends_at", moment)
        return cleaned

    def _post_clean(self) -> None:
        if self.instance.starts_at:
            super()._post_clean()  # type: ignore[misc]  # not in the stubs

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return {*excluded, "number", "starts_at", "ends_at"}


class ItemForm(RecordForm):
    title = PlainLineField(label=gettext_lazy("Title"), max_length=160)

    groups_of_fields = [
        ("what", gettext_lazy("The item"), "", ["title", "text"]),
        ("how", gettext_lazy("How it is dealt with"), "", ["kind", "minutes", "is_confidential"]),
    ]

    class Meta:
        model = AgendaItem
        fields = ["title", "text", "kind", "minutes", "is_confidential"]
        formfield_callback = house_field

    def clean_minutes(self) -> int:
        minutes = self.cleaned_data["minutes"]
        if minutes > 480:
            raise forms.ValidationError(_("More than eight hours are surely a slip."), code="too_long")
        return minutes


class DecisionForm(RecordForm):
    """Word for word, with votes if they were counted; on a concern also what those get to read who raised it."""

    publish = forms.BooleanField(
        label=gettext_lazy("Everybody may read this decision"),
        required=False,
        help_text=gettext_lazy("It appears on the public list of decisions."),
    )
    answer = PlainTextField(
        label=gettext_lazy("Answer to all who raised it"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy(
            "Goes out by mail at once and closes the concern. Empty: the answer comes when the task is done."
        ),
    )

    groups_of_fields = [
        ("what", gettext_lazy("What was decided"), "", ["text", "result"]),
        (
            "votes",
            gettext_lazy("Votes, if they were counted"),
            "",
            ["votes_for", "votes_against", "votes_abstain"],
        ),
        (
            "then",
            gettext_lazy("What follows"),
            "",
            ["responsible", "due", "review_on", "supersedes", "publish", "answer"],
        ),
    ]
    in_columns = {"votes"}

    class Meta:
        model = Decision
        fields = [
            "text", "result", "votes_for", "votes_against", "votes_abstain", "responsible", "due", "review_on",
            "supersedes",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, item: AgendaItem, **options: Any) -> None:
        super().__init__(*args, **options)
        group = item.meeting.group
        self.item = item
        seats = Seat.objects.filter(group=group).standing(item.meeting.day)
        self.fields["responsible"].queryset = seats.order_by("position", "id")
        before = Decision.objects.filter(group=group).current().order_by("-decided_on", "-serial", "-id")
        self.fields["supersedes"].queryset = before
        if item.source_kind != AgendaItem.Source.CONCERN:
            del self.fields["answer"]
        if item.is_confidential:
            del self.fields["publish"]

    def _get_validation_exclusions(self) -> set[str]:
        mine = {
            "group",
            "meeting",
            "item",
            "year",
            "serial",
            "number",
            "votes_present",
            "has_quorum",
            "decided_on",
        }
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return {*excluded, *mine}

    def validate_constraints(self) -> None:
        """The verb checks, with a sentence that names the numbers."""

    def more_options(self) -> dict[str, Any]:
        return {"item": self.item}


class TaskForm(RecordForm):
    """What, who, until when. A seat is better than a name: the task stays when the person goes."""

    title = PlainLineField(label=gettext_lazy("Task"), max_length=200)
    owner = forms.ChoiceField(label=gettext_lazy("Who"))

    groups_of_fields = [("what", gettext_lazy("The task"), "", ["title", "owner", "due"])]

    class Meta:
        model = Task
        fields = ["title", "due"]
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        task = self.instance
        terms = SeatTerm.objects.in_force().filter(group=task.group).select_related("person", "seat")
        holders = {term.seat_id: str(term.person) for term in terms if not term.is_deputy}
        seats = Seat.objects.filter(group=task.group).standing().order_by("position", "id")
        self.seats = {f"s{seat.pk}": seat for seat in seats}
        self.people = {f"p{term.person_id}": term.person for term in terms}
        vacant = _("vacant")
        by_seat = [(key, f"{seat} ({holders.get(seat.pk, vacant)})") for key, seat in self.seats.items()]
        by_name = sorted(((key, str(person)) for key, person in self.people.items()), key=lambda one: one[1])
        self.fields["owner"].choices = [
            ("", _("Please choose")),
            (_("Seat"), by_seat),
            (_("Person"), by_name),
        ]
        if task.seat_id or task.person_id:
            self.initial["owner"] = f"s{task.seat_id}" if task.seat_id else f"p{task.person_id}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        owner = cleaned.get("owner", "")
        self.instance.seat = self.seats.get(owner)
        person: Person | None = self.people.get(owner)
        self.instance.person = person
        return cleaned


class DoneForm(forms.Form):
    """What came of it; with a concern behind the task also the answer to all who raised it."""

    instance = None

    result = PlainLineField(label=gettext_lazy("What came of it"), max_length=500, required=False)
    answer = PlainTextField(
        label=gettext_lazy("Answer to all who raised the concern"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Goes out by mail at once and closes the concern."),
    )

    def __init__(self, *args: Any, with_answer: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_answer:
            del self.fields["answer"]


class LaterForm(forms.Form):
    instance = None

    until = GermanDateField(label=gettext_lazy("New day"))


class RemarkForm(forms.Form):
    """A remark on the draft, or a correction of approved minutes."""

    instance = None

    text = PlainTextField(label=gettext_lazy("Text"), max_length=2000)


class MinutesForm(forms.Form):
    """The text of one item, with the version the writer has seen."""

    instance = None

    text = PlainTextField(
        label=gettext_lazy("What was discussed?"), max_length=20_000, required=False, rows=10
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

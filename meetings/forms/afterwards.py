"""Forms of what comes after an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from coordination.lib.guests import GuestForm
from meetings.models import Event, Feedback, Material, Session


class MaterialForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, picture, text document or sheet, at most 20 MB.")
    )
    title = PlainLineField(label=_("Title"), max_length=160, required=False)
    session = forms.ModelChoiceField(
        label=_("Item of the programme"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("Whole event"),
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=Material.Audience.choices)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["session"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = event.sessions.exclude(kind=Session.Kind.BREAK).order_by("starts_at", "title", "id")


class BriefForm(forms.Form):
    title = PlainLineField(label=_("Title"), max_length=160)
    points = PlainTextField(
        label=_("Key points"),
        rows=5,
        max_length=2000,
        help_text=_("One per line: what everybody should know now."),
    )
    body = PlainTextField(label=_("More about it"), rows=4, max_length=4000, required=False)
    due_on = GermanDateField(label=_("Pass on until"), required=False)
    is_duty = forms.BooleanField(label=_("Passing on is a duty"), required=False)

    def clean_points(self) -> list[str]:
        found = [line.strip(" -•\t") for line in self.cleaned_data["points"].splitlines()]
        return [line for line in found if line]


MARKS = [
    ("5", _("fully")),
    ("4", _("mostly")),
    ("3", _("partly")),
    ("2", _("hardly")),
    ("1", _("not at all")),
]


class FeedbackForm(GuestForm):
    """Five sentences, five marks each; nothing is compulsory but one of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in Feedback.MARKS:
            label = Feedback._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=MARKS, required=False, widget=forms.RadioSelect
            )
        self.fields["takes_along"] = PlainTextField(
            label=_("This I take along"), required=False, max_length=1000, rows=3
        )
        self.fields["wishes"] = PlainTextField(
            label=_("This I wish for the next time"), required=False, max_length=1000, rows=3
        )

    def feedback(self) -> Feedback:
        said = self.cleaned_data
        marks = {name: int(said[name]) if said.get(name) else None for name in Feedback.MARKS}
        return Feedback(**marks, takes_along=said.get("takes_along", ""), wishes=said.get("wishes", ""))

"""The form of an own question at registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.records import RecordForm
from coordination.lib.forms import PlainTextField
from meetings.forms.events import event_field
from meetings.models import Question


class QuestionForm(RecordForm):
    """An own question; answers to choose from stand one per line."""

    choices = PlainTextField(
        label=_("Answers to choose from"),
        required=False,
        rows=4,
        max_length=2000,
        help_text=_("One per line; only for “one of several answers”."),
    )

    class Meta:
        model = Question
        fields = ["label", "kind", "is_required", "is_need"]
        formfield_callback = event_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["choices"] = "\n".join(self.instance.options)
        self.order_fields(["label", "kind", "choices", "is_required", "is_need"])

    def clean_choices(self) -> str:
        lines = dict.fromkeys(line.strip() for line in self.cleaned_data["choices"].splitlines())
        lines.pop("", None)
        if len(lines) > 30 or any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("At most 30 answers with 200 signs each."), code="too_long")
        self.instance.options = list(lines)
        return self.cleaned_data["choices"]

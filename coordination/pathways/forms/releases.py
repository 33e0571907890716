"""Forms of the way to publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import GermanDateField, PlainLineField

YEAR = dt.timedelta(days=365)


class NoteForm(forms.Form):
    """One sentence: what has changed, what should change, why it is taken back."""

    instance = None

    note = PlainLineField(
        label=_("In one sentence"),
        max_length=300,
        required=False,
        help_text=_("No details of individual children or families."),
    )


class ApproveForm(forms.Form):
    """From when on it holds, when it is looked at again, who decided."""

    instance = None

    valid_from = GermanDateField(label=_("Valid from"))
    review_due = GermanDateField(label=_("Next review until"))
    note = PlainLineField(
        label=_("Decided by"),
        max_length=200,
        required=False,
        help_text=_("For example: steering group on 24 September 2026. Shown on the page."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.initial.update(valid_from=today, review_due=today + YEAR)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for name in ("valid_from", "review_due"):
            day = cleaned.get(name)
            if day and not today - YEAR <= day <= today + 5 * YEAR:
                self.add_error(name, _("This day lies far away. Please check the year."))
        return cleaned

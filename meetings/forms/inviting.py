"""Forms around the invitation list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import PlainTextField


class InviteForm(forms.Form):
    """Who is invited, and a few words of one's own."""

    note = PlainTextField(label=_("Words of your own in the mail"), max_length=1500, required=False, rows=3)
    institutions = forms.TypedMultipleChoiceField(
        label=_("Institutions"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lines: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institutions"].choices = [  # type: ignore[attr-defined]
            (line.institution.pk, line.institution.name) for line in lines if not line.is_invited
        ]

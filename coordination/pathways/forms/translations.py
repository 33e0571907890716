"""Form of the texts of one step in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import PlainLineField, PlainTextField
from coordination.pathways.tongues import LABELS, Tongue

LONG = {"body", "purpose"}


class TextsForm(forms.Form):
    """A field for each German text; empty ones stay German for the reader."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    is_checked = forms.BooleanField(
        label=_("Checked"),
        required=False,
        help_text=_(
            "Somebody who speaks the language has compared it with the German text; "
            "Leichte Sprache was read by a test group. Only checked texts stand on public pages."
        ),
    )

    def __init__(self, *args: Any, german: Mapping[str, str], tongue: Tongue, **options: Any) -> None:
        super().__init__(*args, **options)
        checked = self.fields.pop("is_checked")
        for name in german:
            kind, limit = (PlainTextField, 5000) if name in LONG else (PlainLineField, 300)
            field = kind(label=LABELS[name], max_length=limit, required=False)
            field.widget.attrs |= {"lang": tongue.code, "dir": tongue.direction}
            field.widget.attrs.pop("maxlength", None)  # the server says what is too long, nothing is cut
            self.fields[name] = field
        self.fields["is_checked"] = checked

"""The form of a new token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import ApiToken
from coordination.lib.forms import GermanDateField


class TokenForm(forms.Form):
    """What it is for, what it may do, until when."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("For example: nightly comparison with the school list."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never may more than you may yourself. Tick only what it needs."),
    )
    last_day = GermanDateField(
        label=_("Valid until"), help_text=_("A year at most. The last day counts. For example 21.11.2026")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs.pop("maxlength", None)
        self.initial.setdefault("last_day", timezone.localdate() + dt.timedelta(days=90))

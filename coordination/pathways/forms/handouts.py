"""Forms around handouts: to be told of changes, to withdraw one, to search the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import PlainLineField
from coordination.lib.guests import GuestForm


class NoticeForm(GuestForm):
    """Somebody without an account wants a mail when the print in hand no longer holds."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Only for this mail. It is deleted as soon as you no longer want it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WithdrawForm(forms.Form):
    """Why: whoever looks up the code reads it."""

    instance: Any = None

    reason = PlainLineField(
        label=_("Why is it withdrawn?"),
        max_length=300,
        help_text=_("Whoever holds the paper reads this. No details of individual children or families."),
    )

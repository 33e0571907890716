"""Forms of the public pages and their answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib import values
from coordination.lib.forms import PlainTextField
from coordination.lib.guests import GuestForm


class BarrierForm(GuestForm):
    """What does not work, where; nobody has to say who they are."""

    text = PlainTextField(
        label=_("What does not work?"),
        max_length=2000,
        rows=5,
        help_text=_(
            "For example: I cannot reach the button with the keyboard. "
            "No information about individual children or families."
        ),
    )
    page = forms.CharField(
        label=_("On which page?"),
        required=False,
        max_length=300,
        help_text=_("Its address or its name, if you know it."),
    )
    reply_to = forms.EmailField(
        label=_("Your mail address, if you would like an answer"),
        required=False,
        max_length=254,
        help_text=_("It is used for the answer only and then deleted."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AnswerForm(forms.Form):
    """What has been done about it."""

    text = PlainTextField(label=_("What has been done?"), max_length=2000, rows=4)

    def clean_text(self) -> str:
        return values.text(self.cleaned_data["text"], lines=True)

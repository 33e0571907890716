"""Forms of remarks on drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.lib.forms import PlainTextField
from coordination.pathways.models import Pathway
from coordination.pathways.services.remarks import members


class RemarkForm(forms.Form):
    """``steps``: code → words, to choose from."""

    step = forms.ChoiceField(label=_("Which step?"), required=False)
    text = PlainTextField(label=_("Remark"), max_length=2000, rows=3)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["step"].choices = [("", _("the pathway as a whole")), *steps]


class AskForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Whom to ask?"), queryset=None, to_field_name="uid")

    def __init__(self, *args: Any, pathway: Pathway, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = members(pathway)
        self.fields["user"].label_from_instance = lambda one: one.get_full_name() or str(one)

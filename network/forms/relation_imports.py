"""The form by which a list of ties is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.imports import UploadForm
from coordination.lib.levels import Level
from network.models import Relation


class TiesForm(UploadForm):
    """The list, the names behind its ids if it has ids of its own, and what holds for rows that do not say it."""

    nodes = forms.FileField(
        label=_("List of nodes (if needed)"),
        required=False,
        help_text=_("Only if the list of ties names ids: a sheet with the columns Id and Label."),
        error_messages={"empty": _("The file is empty.")},
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("Kind of ties without one"), choices=Relation.Kind.choices)
    level = forms.TypedChoiceField(
        label=_("New ties visible for"), choices=Level.choices, coerce=int, initial=Level.NETWORK
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = self.fields["sheet"]
        sheet.label = _("List of ties")
        sheet.help_text = _(
            "CSV, XLSX, ODS or GraphML, at most 20,000 ties. Nothing is taken over before you say so."
        )
        sheet.widget.attrs["accept"] = ".csv,.txt,.xlsx,.ods,.graphml,.xml"
        self.fields["nodes"].widget.attrs["accept"] = ".csv,.txt,.xlsx,.ods"

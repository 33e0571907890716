"""Form of one legal basis."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.records import RecordForm, house_field
from coordination.pathways.models import LegalBasis


class LawForm(RecordForm):
    groups_of_fields = [
        ("norm", gettext_lazy("The norm"), "", ["citation", "title", "wording", "link", "land"]),
        (
            "days",
            gettext_lazy("When it holds"),
            gettext_lazy("Both days count. What is past blocks publishing the pathways that stand on it."),
            ["valid_from", "valid_until"],
        ),
        (
            "checked",
            gettext_lazy("Last checked"),
            gettext_lazy("After a year the pathways that stand on it are warned."),
            ["source", "checked_on", "checked_by"],
        ),
    ]
    in_columns = {"days"}

    class Meta:
        model = LegalBasis
        fields = [
            "citation", "title", "wording", "link", "land", "valid_from", "valid_until", "source", "checked_on",
            "checked_by",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, lands: Any, **options: Any) -> None:
        self.lands = lands
        super().__init__(*args, **options)
        self.fields["land"].queryset = lands
        self.fields["land"].empty_label = _("federal law")
        self.fields["wording"].help_text = _(
            "Our own words, not the text of the law. Information, no legal advice."
        )
        if not self.instance.pk:
            self.initial.setdefault("checked_on", timezone.localdate())

    def more_options(self) -> dict[str, Any]:
        return {"lands": self.lands}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
        if (day := cleaned.get("checked_on")) and day > timezone.localdate():
            self.add_error("checked_on", _("This day lies in the future."))
        return cleaned

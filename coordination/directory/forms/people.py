"""Forms of a person and of a function at an institution."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.contacts import LEVELS
from coordination.directory.forms.owned import OwnedForm
from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Affiliation, Institution, Person


class PersonForm(RecordForm):
    """A person; the name of a threatened one is shown to the coordination only."""

    groups_of_fields = [
        ("who", _("Person"), "", ["title", "first_name", "last_name", "profession", "specialisms"]),
        ("level", _("Who may see the name"), "", ["level", "threat_flag"]),
        ("note", _("For the coordination"), "", ["note"]),
    ]
    in_columns = {"who"}

    class Meta:
        model = Person
        fields = [
            "title",
            "first_name",
            "last_name",
            "profession",
            "specialisms",
            "level",
            "threat_flag",
            "note",
        ]
        formfield_callback = house_field
        help_texts = {"level": LEVELS}


class AffiliationForm(OwnedForm):
    """What somebody is at an institution, from day to day. On the page of a person the institution is asked too."""

    institution = InstitutionPick(
        label=_("Institution"), help_text=_("Type a few letters of its name and choose.")
    )
    groups_of_fields = [
        (
            "function",
            _("Function"),
            "",
            ["institution", "function", "is_contact", "is_deputy", "valid_from", "valid_until"],
        ),
        ("absence", _("Absence"), "", ["absent_from", "absent_until"]),
    ]
    in_columns = {"function", "absence"}

    class Meta:
        model = Affiliation
        fields = [
            "function", "is_contact", "is_deputy", "valid_from", "valid_until", "absent_from", "absent_until",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, institutions: Any = None, **options: Any) -> None:
        self.institutions = institutions
        super().__init__(*args, **options)
        if institutions is None:
            del self.fields["institution"]
        else:
            self.fields["institution"].queryset = institutions

    def more_options(self) -> dict[str, Any]:
        return super().more_options() | {"institutions": self.institutions, "prefix": self.prefix}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if isinstance(cleaned.get("institution"), Institution):
            self.instance.institution = cleaned["institution"]
        first, last = cleaned.get("absent_from"), cleaned.get("absent_until")
        if bool(first) != bool(last) and not {"absent_from", "absent_until"} & set(self.errors):
            missing = "absent_until" if first else "absent_from"
            self.add_error(missing, _("An absence needs its first and its last day."))
        return cleaned

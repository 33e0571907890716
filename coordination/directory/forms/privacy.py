"""Forms of people's rights over their data, and of what the coordination keeps for itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Membership
from coordination.directory.forms.contacts import normal
from coordination.directory.models import Affiliation, ConsentText, Person, PrivateContact
from coordination.directory.services.private import reasons_to_keep
from coordination.directory.services.requests import CORRECTABLE
from coordination.lib import values
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField


class WhyForm(forms.Form):
    """The reason of what cannot be taken back or must be answerable."""

    reason = PlainLineField(label=_("Reason"), max_length=200)


class EraseForm(WhyForm):
    """Erasing a person: with the account or without."""

    with_account = forms.BooleanField(label=_("The account goes too"), required=False)

    def __init__(self, *args: Any, has_account: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_account:
            del self.fields["with_account"]


class RestrictForm(WhyForm):
    """Restricting the processing: the ground of the law, and a note for the history."""

    ground = forms.ChoiceField(label=_("Ground (Art. 18 GDPR)"), choices=Person.Ground.choices)

    field_order = ("ground", "reason")


class LiftForm(WhyForm):
    """Lifting it: the person knows before (Art. 18(3) GDPR)."""

    told = forms.BooleanField(label=_("The person has been told before"))


class CorrectionForm(forms.Form):
    """What should stand in the own entry; the coordination takes it over."""

    text = PlainTextField(label=_("What else is wrong"), required=False, max_length=2000)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in CORRECTABLE:
            column: Any = Person._meta.get_field(name)
            self.fields[name] = column.formfield(initial=getattr(person, name))
        self.order_fields([*CORRECTABLE, "text"])

    def wanted(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CORRECTABLE}


class AskForm(forms.Form):
    """Erasure, restriction or objection: what for is said in one's own words."""

    text = PlainTextField(label=_("Your reasons, if you like"), required=False, max_length=2000)


class AnswerForm(forms.Form):
    """Granting or refusing a request."""

    answer = PlainTextField(label=_("Answer to the person"), required=False, max_length=2000)


class PrivateForm(forms.ModelForm):
    """A private contact: for which function or role, and how the consent was given."""

    kept_for = forms.ChoiceField(label=_("For which function or role"))

    class Meta:
        model = PrivateContact
        fields = ["kind", "value", "channel"]

    def __init__(self, *args: Any, person: Person, by_person: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reasons = reasons_to_keep(person)
        self.fields["kept_for"].choices = [(key, str(row)) for key, row in self.reasons.items()]
        self.order_fields(["kind", "value", "kept_for", "channel"])
        self.instance.person = person
        if by_person:
            del self.fields["channel"]
            self.instance.channel = PrivateContact.Channel.ONLINE
            self.fields["agreed"] = forms.BooleanField(label=_("I agree to the wording above"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind and value:
            try:
                cleaned["value"], self.instance.display = normal(kind, value)
            except values.WrongValue as wrong:
                self.add_error("value", wrong)
        row = self.reasons.get(cleaned.get("kept_for", ""))
        self.instance.affiliation = row if isinstance(row, Affiliation) else None
        self.instance.membership = row if isinstance(row, Membership) else None
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        named = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return named | {"network", "consent_text", "consented_at"}

    def validate_constraints(self) -> None:
        """The verb fills in network and wording; the database holds the rest."""


class WordingForm(forms.ModelForm):
    """The next wording of a consent. It is published at once and never changed."""

    text = PlainTextField(label=_("Wording"), max_length=4000, rows=10)
    valid_from = GermanDateField(label=_("Valid from"))

    class Meta:
        model = ConsentText
        fields = ["version", "text", "valid_from"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_from", timezone.localdate())

    def validate_unique(self) -> None:
        """The verb knows the network and says it."""

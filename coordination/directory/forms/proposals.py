"""Forms around proposals: to make one, with or without an account, and to decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.contacts import normal
from coordination.directory.models import ContactPoint, Institution
from coordination.directory.services.proposals import CONTACT
from coordination.lib import values
from coordination.lib.forms import PlainTextField
from coordination.lib.guests import GuestForm

COLUMNS = ("name", "street", "house_number", "postcode", "city")
OF_PLACE = COLUMNS[1:]


class ProposalForm(forms.Form):
    """What is wrong, and single values as they should be; what is left as it stands is no proposal."""

    text = PlainTextField(
        label=_("What is wrong?"),
        required=False,
        max_length=2000,
        rows=5,
        help_text=_(
            "For example: the telephone number has changed. No information about individual children or families."
        ),
    )

    def __init__(
        self, *args: Any, institution: Institution, contacts: list[ContactPoint], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.institution, self.contacts = institution, {f"{CONTACT}{one.uid}": one for one in contacts}
        self.values: list[str] = []
        for name in COLUMNS if not institution.protected_place else COLUMNS[:1]:
            column = Institution._meta.get_field(name)
            self._offer(name, capfirst(column.verbose_name), getattr(institution, name), column.max_length)
        for name, contact in self.contacts.items():
            about = contact.get_kind_display()
            label = f"{about} ({contact.purpose})" if contact.purpose else about
            self._offer(name, label, str(contact), 254)

    def _offer(self, name: str, label: Any, value: str, longest: int) -> None:
        field = forms.CharField(label=label, required=False, initial=value, max_length=longest, strip=True)
        field.widget.attrs.pop("maxlength", None)
        self.fields[name] = field
        self.values.append(name)

    def clean_text(self) -> str:
        return values.text(self.cleaned_data["text"], lines=True)

    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.values]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.changes: list[dict[str, str]] = []
        for name in self.values:
            if name in self.errors:
                continue
            old, new = self.fields[name].initial or "", cleaned.get(name, "")
            if new == old:
                continue
            try:
                self.changes.append(self._change(name, old, values.text(new)))
            except values.WrongValue as wrong:
                self.add_error(name, wrong)
        if not self.errors and not self.changes and not cleaned.get("text"):
            self.add_error("text", _("Please write what is wrong, or change one of the values."))
        return cleaned

    def _change(self, name: str, old: str, new: str) -> dict[str, str]:
        change = {"what": name, "old": old, "new": new}
        if name in self.contacts:
            if not new:
                raise values.WrongValue(
                    _("If this is not right any more, please leave it and write so above."), code="empty"
                )
            value, shown = normal(self.contacts[name].kind, new)
            return change | {"new": shown or value, "value": value, "kind": self.contacts[name].kind}
        if name == "postcode" and new:
            change["new"] = values.normalise_postcode(new)
        if name == "name" and not new:
            raise values.WrongValue(_("The name is missing."), code="empty")
        return change


class PublicProposalForm(ProposalForm, GuestForm):
    """The same without an account: nobody has to say who they are."""

    reply_to = forms.EmailField(
        label=_("Your mail address, if you would like an answer"),
        required=False,
        max_length=254,
        help_text=_("It is used for the answer only and then deleted."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AcceptForm(forms.Form):
    """Which rows are taken over, and what is answered."""

    rows = forms.TypedMultipleChoiceField(
        label=_("Take over"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = PlainTextField(label=_("Answer"), required=False, max_length=2000, rows=3)

    def __init__(self, *args: Any, count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rows"].choices = [(str(number), str(number)) for number in range(count)]

    def clean_answer(self) -> str:
        return values.text(self.cleaned_data["answer"], lines=True)


class DeclineForm(forms.Form):
    """Why not."""

    reason = PlainTextField(label=_("Reason, if you decline"), max_length=2000, rows=3)

    def clean_reason(self) -> str:
        return values.text(self.cleaned_data["reason"], lines=True)

"""Forms around multipliers: propose, edit, confirm, end, renew, name a successor."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Institution, Person
from coordination.lib import values
from coordination.lib.fold import fold
from coordination.lib.forms import GermanDateField, PlainLineField
from network.models import Appointment, AppointmentInstitution

ROLE = AppointmentInstitution.Role
ROWS = 4  # institutions on one form; whoever speaks for more gets more rows with the next saving


class PersonPick(forms.CharField):
    """A text that names one person of the directory. The form sets ``queryset`` to those the user may see."""

    queryset: QuerySet[Person] = Person.objects.none()

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "data-suggest": reverse_lazy("network:person-suggest")}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), "max_length": 300, **options})

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        text = values.text(super().clean(value) or "").partition(" (")[0]
        if not text:
            return None
        try:
            found = list(self.queryset.filter(uid=uuid.UUID(text)))
        except ValueError:
            near = self.queryset.filter(search_text__holds=fold(text)).order_by("sort_key", "id")[:20]
            found = [one for one in near if fold(str(one)) == fold(text) or fold(_bare(one)) == fold(text)]
            if not found and near:
                names = " · ".join(str(one) for one in near[:4])
                raise ValidationError(
                    _("There is no person of exactly this name. Do you mean: %(names)s?"),
                    params={"names": names},
                    code="not_exact",
                ) from None
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several people are called so. Please begin on the page of the person."), code="several"
            )
        raise ValidationError(
            _("“%(text)s” is not in the directory. Please enter the person there first."),
            params={"text": text[:80]},
            code="unknown",
        )


def _bare(person: Person) -> str:
    return f"{person.first_name} {person.last_name}".strip()


class InstitutionRows:
    """A few rows „institution, main or deputy“ below the other fields, without script."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_rows(self, institutions: QuerySet[Institution], held: list[tuple[Institution, str]]) -> None:
        self.rows = max(ROWS, len(held) + 2)
        for number in range(1, self.rows + 1):
            institution, role = held[number - 1] if number <= len(held) else (None, ROLE.MAIN)
            pick: Any = InstitutionPick(
                label=gettext_lazy("Institution") if number == 1 else gettext_lazy("Further institution"),
                required=number == 1,
                initial=institution.pk if institution else None,
            )
            pick.queryset = institutions
            self.fields[f"institution_{number}"] = pick
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=gettext_lazy("Role there"), choices=ROLE.choices, initial=role, required=False
            )

    def row_names(self) -> list[str]:
        return [f"{kind}_{number}" for number in range(1, self.rows + 1) for kind in ("institution", "role")]

    def check_rows(self, cleaned: dict[str, Any]) -> None:
        """The same institution twice: whoever is the main multiplier cannot be the deputy too."""
        seen: dict[int, str] = {}
        for number in range(1, self.rows + 1):
            institution = cleaned.get(f"institution_{number}")
            if institution is None:
                continue
            if institution.pk in seen:
                self.add_error(  # type: ignore[attr-defined]
                    f"institution_{number}",
                    ValidationError(
                        _("“%(name)s” stands here twice: main or deputy, not both."),
                        params={"name": institution},
                        code="twice",
                    ),
                )
            seen[institution.pk] = cleaned.get(f"role_{number}") or ROLE.MAIN

    def chosen(self) -> dict[Institution, str]:
        found = {}
        for number in range(1, self.rows + 1):
            if institution := self.cleaned_data.get(f"institution_{number}"):
                found[institution] = self.cleaned_data.get(f"role_{number}") or ROLE.MAIN
        return found


class AppointmentForm(InstitutionRows, RecordForm):
    """Propose a multiplier, or change what is known of one."""

    groups_of_fields = [
        ("who", gettext_lazy("Who"), "", ["network", "person"]),
        ("where", gettext_lazy("For which institutions"), "", []),
        ("term", gettext_lazy("Term"), "", ["named_by", "named_on", "valid_from", "valid_until"]),
        (
            "reach",
            gettext_lazy("How to work together"),
            "",
            ["email", "is_shown", "minutes_a_week", "note"],
        ),
    ]
    in_columns = {"term", "where"}

    class Meta:
        model = Appointment
        fields = [
            "named_by",
            "named_on",
            "valid_from",
            "valid_until",
            "email",
            "is_shown",
            "minutes_a_week",
            "note",
        ]
        formfield_callback = house_field

    def __init__(
        self,
        *args: Any,
        user: Any,
        institutions: QuerySet[Institution],
        held: list[tuple[Institution, str]] = (),  # type: ignore[assignment]
        **options: Any,
    ) -> None:
        self.user, self.institutions, self.held = user, institutions, held
        super().__init__(*args, **options)
        if self.instance.pk is None:
            scope = scope_of(user)
            networks = scope.may("network.add_appointment", reach=Reach.INSTITUTION)
            self.fields["network"] = forms.ModelChoiceField(
                label=gettext_lazy("Network"),
                queryset=Network.objects.filter(pk__in=networks).order_by("name", "id"),
                to_field_name="slug",
                empty_label=None,
            )
            if len(networks) == 1:
                self.only_network = self.fields.pop("network").queryset.get()  # type: ignore[attr-defined]
            pick: Any = PersonPick(
                label=gettext_lazy("Person"),
                help_text=gettext_lazy("As in the directory, for example Mira Sommer."),
            )
            pick.queryset = Person.objects.visible_to(user)
            self.fields["person"] = pick
        self.add_rows(institutions, list(held))
        self.groups_of_fields = [
            (key, legend, hint, self.row_names() if key == "where" else names)
            for key, legend, hint, names in self.groups_of_fields
        ]
        self.fields["minutes_a_week"].validators.append(MaxValueValidator(2400))

    only_network: Network | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error(
                "valid_until", ValidationError(_("The last day lies before the first."), code="term_order")
            )
        self.check_rows(cleaned)
        return cleaned

    def more_options(self) -> dict[str, Any]:
        return {"user": self.user, "institutions": self.institutions, "held": self.held}


class ConfirmForm(forms.Form):
    """The head of the institution has named the person."""

    named_by = forms.CharField(
        label=gettext_lazy("Named by"),
        max_length=120,
        help_text=gettext_lazy("The head of the institution, who names the multiplier."),
    )
    named_on = GermanDateField(label=gettext_lazy("Named on"), required=False)
    valid_from = GermanDateField(label=gettext_lazy("First day"))
    valid_until = GermanDateField(label=gettext_lazy("Last day"))


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Please choose")), *Appointment.EndReason.choices],
    )
    last_day = GermanDateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("A day to come is announced and held until then. Empty: it ends now."),
    )
    note = PlainLineField(label=gettext_lazy("Remark"), max_length=200, required=False)


class RenewForm(forms.Form):
    named_by = forms.CharField(
        label=gettext_lazy("Named by"),
        max_length=120,
        help_text=gettext_lazy("Each term is confirmed by the head of the institution again."),
    )
    named_on = GermanDateField(label=gettext_lazy("Named on"), required=False)
    valid_until = GermanDateField(label=gettext_lazy("New last day"))


class SuccessorForm(forms.Form):
    person: Any = PersonPick(
        label=gettext_lazy("Who follows?"),
        help_text=gettext_lazy(
            "As in the directory. The proposal stands for the same institutions and roles."
        ),
    )
    valid_until = GermanDateField(
        label=gettext_lazy("Last day of the new term"),
        required=False,
        help_text=gettext_lazy("Empty: two years."),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = Person.objects.visible_to(user)  # type: ignore[attr-defined]

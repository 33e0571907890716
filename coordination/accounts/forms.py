"""Forms of people, roles and networks: shape and wording of the input, nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coordination.accounts import invited
from coordination.accounts.models import CatchmentMunicipality, Link, Network, NetworkRule, User
from coordination.accounts.roles import Role
from coordination.accounts.services.people import GRANTABLE
from coordination.lib import phones
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import GermanDateField, PlainLineField
from coordination.places.models import District, Municipality


class InvitationForm(forms.Form):
    network = forms.ModelChoiceField(
        Network.objects.none(), to_field_name="uid", label=_("Network"), empty_label=None
    )
    email = forms.EmailField(label=_("E-mail address"))
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GRANTABLE])
    is_deputy = forms.BooleanField(label=_("As a deputy, for a limited time"), required=False)
    valid_until = GermanDateField(label=_("Until"), required=False, help_text=_("The last day counts."))

    def __init__(self, *args: Any, networks: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
        if networks.count() == 1:
            self.fields["network"].initial = networks.first().uid
            self.fields["network"].widget = forms.HiddenInput()
        self.asked_above = invited.fields(user)
        self.fields.update(self.asked_above)
        self.order_fields(["network", "email", "first_name", "last_name", "role", *self.asked_above])
        self.more: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.more = invited.data(cleaned)
            except RuleBroken as broken:
                self.add_error(next(iter(self.asked_above), None), broken)
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What the verb takes: the own questions, and in ``more`` those of the rooms above."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.asked_above}
        return own | {"more": self.more}


class AcceptForm(forms.Form):
    """What a new person gives: name and password."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence you can remember is better than single signs."),
    )
    repeat = forms.CharField(
        label=_("Repeat password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        self.link = link
        names = {name: link.data.get(name, "") for name in ("first_name", "last_name")}
        super().__init__(*args, **{**kwargs, "initial": names})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password = values.get("password")
        if password:
            names = {name: values.get(name, "") for name in ("first_name", "last_name")}
            try:
                validate_password(password, User(email=self.link.recipient, **names))
            except forms.ValidationError as error:
                self.add_error("password", error)
            if password != values.get("repeat"):
                self.add_error("repeat", _("The two passwords are not the same."))
        return values


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        help_text=_("It counts when you have opened the link that is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class EndForm(forms.Form):
    last_day = GermanDateField(
        label=_("Last day"), required=False, help_text=_("Empty: the role ends now, at the next request.")
    )


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language of the workspace"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("salutation", "first_name", "last_name", "language")
        help_texts = {
            "salutation": _("How you are greeted: Frau, Herr, Dr. … Empty: with first and last name.")
        }


class NetworkForm(forms.ModelForm):
    """A network's own details. ``further`` is a district whose municipalities are offered besides those there are."""

    SECTIONS = [
        (_("Name"), ("name", "short_name", "host_body", "logo_file", "drop_logo")),
        (_("Coordination office"), ("contact_name", "contact_phone", "contact_email", "contact_address")),
        (_("Law and words"), ("legal_basis", "legal_basis_url", "insofa_label")),
        (_("Area"), ("catchment",)),
    ]
    LABELS = ("InsoFa", "iseF", "Kinderschutzfachkraft")

    legal_basis_url = forms.URLField(
        label=_("Link to the legal basis"), required=False, assume_scheme="https", max_length=200
    )
    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 2 MB. It stands on the public pages beside the name."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    drop_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    nowhere_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)
    catchment = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        to_field_name="ags",
        label=_("Municipalities for which the network works"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Network
        fields = (
            "name",
            "short_name",
            "host_body",
            "insofa_label",
            "legal_basis",
            "legal_basis_url",
            "contact_name",
            "contact_phone",
            "contact_email",
            "contact_address",
        )
        widgets = {
            "insofa_label": forms.TextInput(attrs={"list": "insofa-words"}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, further: District | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [row.municipality for row in self.instance.catchment.select_related("municipality")]
        districts = {municipality.district_id for municipality in mine} or self._formerly()
        if further:
            districts.add(further.pk)
        self.fields["catchment"].queryset = (  # type: ignore[attr-defined]
            Municipality.objects.in_force().filter(district__in=districts).order_by("sort_key", "id")
        )
        self.initial["catchment"], self.initial["version"] = mine, self.instance.version
        if self.instance.logo_id is None:
            del self.fields["drop_logo"]

    def _formerly(self) -> set[int]:
        """The districts it worked in before: whoever took out the last municipality finds the list again."""
        gone = CatchmentMunicipality.history.filter(network_id=self.instance.pk).order_by()
        ids = list(gone.values_list("municipality_id", flat=True))
        return set(Municipality.objects.filter(pk__in=ids).values_list("district_id", flat=True))

    def clean_contact_phone(self) -> str:
        """As everywhere: read by the rules of numbers, kept as people read it, for it stands in the foot of pages."""
        if not (typed := self.cleaned_data["contact_phone"].strip()):
            return ""
        phone = phones.normalise(typed, short=True)
        shown = f"{phone.display} App. {phone.extension}" if phone.extension else phone.display
        return shown[:40]

    def clean_catchment(self) -> Any:
        """Without a municipality nobody finds the network by postcode: asked once, saving again means it."""
        chosen = self.cleaned_data["catchment"]
        if not chosen and self.initial["catchment"] and not self.cleaned_data.get("nowhere_seen"):
            self.data = self.data.copy()  # type: ignore[union-attr]
            self.data["nowhere_seen"] = "on"
            raise forms.ValidationError(
                _(
                    "The network would work for no municipality any more, and nobody finds it by postcode. If that is "
                    "meant, save again."
                ),
                code="nowhere",
            )
        return chosen

    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their headings."""
        return [
            (legend, [self[name] for name in names if name in self.fields]) for legend, names in self.SECTIONS
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.instance.version = values.get("version") or self.instance.version
        return values

    def compare(self, current: Network) -> list[dict[str, Any]]:
        """What stands saved beside what was typed, field by field."""
        rows = []
        for name in self._meta.fields or ():
            theirs, mine = getattr(current, name), self.cleaned_data.get(name, "")
            rows.append(
                {"label": self[name].label, "theirs": theirs, "mine": mine, "differs": theirs != mine}
            )
        there = ", ".join(str(row) for row in current.catchment.select_related("municipality"))
        typed = ", ".join(str(municipality) for municipality in self.cleaned_data.get("catchment", ()))
        rows.append(
            {
                "label": self["catchment"].label,
                "theirs": there,
                "mine": typed,
                "differs": set(there.split(", ")) != set(typed.split(", ")),
            }
        )
        return rows

    def renew_version(self, version: int) -> None:
        """Saving again means it: what was typed replaces what has been saved meanwhile."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["version"] = str(version)


class RuleForm(forms.Form):
    rule = forms.ChoiceField(choices=NetworkRule.Rule.choices, widget=forms.HiddenInput)
    is_on = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = PlainLineField(label=_("Reason"), max_length=300, required=False)


class MemberFilter(forms.Form):
    rolle = forms.ChoiceField(label=_("Role"), choices=[("", _("all")), *Role.choices], required=False)
    ruhend = forms.BooleanField(label=_("Show ended roles too"), required=False)

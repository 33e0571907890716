"""Forms of an institution: itself, its traits, its entry in each network."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.forms.contacts import normal
from coordination.directory.forms.picks import InstitutionPick, similar
from coordination.directory.forms.records import ManyOf, RecordForm, house_field, said
from coordination.directory.models import (
    ADDRESS_OF_PROTECTED,
    TRAITS,
    ContactPoint,
    Institution,
    InstitutionType,
)
from coordination.directory.services.protection import address_in
from coordination.lib import values
from coordination.lib.levels import Level
from coordination.places.resolve import Outcome, ask

ADDRESS = ["street", "house_number", "address_extra", "postcode", "city", "part"]
# How a new institution is reached: kind of the contact → label and kind of keyboard.
REACHED_BY: dict[str, tuple[Any, str, str]] = {
    "phone": (_("Telephone"), "tel", "tel"),
    "mail": (_("E-mail"), "email", "email"),
    "web": (_("Website"), "url", "url"),
}


class InstitutionForm(RecordForm):
    """An institution with its traits. A protected place has no address fields; what is sent there is not looked at."""

    parent = InstitutionPick(
        label=_("Provider"),
        required=False,
        help_text=_("The body that runs it. Type a few letters and choose."),
    )
    municipality = forms.ChoiceField(label=_("Which municipality?"), widget=forms.RadioSelect, required=False)
    topics = ManyOf(None, label=_("Topics"), required=False)
    target_groups = ManyOf(None, label=_("For whom"), required=False)
    languages = ManyOf(None, label=_("Languages"), required=False)
    features = ManyOf(None, label=_("Accessibility"), required=False)
    similar_seen = forms.BooleanField(widget=forms.HiddenInput, required=False)

    groups_of_fields = [
        ("what", _("What it is"), "", ["name", "short_name", "other_names", "type", "parent", "description"]),
        ("where", _("Where it is"), "", ["protected_place", *ADDRESS, "municipality"]),
        (
            "reach",
            _("How to reach it"),
            _("More numbers, opening hours and people follow on the page of the institution."),
            [f"{part}_{kind}" for kind in REACHED_BY for part in ("reach", "level")],
        ),
        ("offer", _("For whom and about what"), "", ["age_from", "age_until", *TRAITS]),
    ]

    in_columns = {"what", "where", "reach", "offer"}

    class Meta:
        model = Institution
        fields = [
            "name", "short_name", "other_names", "type", "description", "protected_place", *ADDRESS,
            "age_from", "age_until",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)
        self.fields["type"].choices = _types()
        self._prepare_parent()
        self._prepare_traits()
        self._prepare_address()
        self._prepare_contacts()
        self.alike: list[Institution] = []
        if self.instance.pk:
            del self.fields["similar_seen"]

    def more_options(self) -> dict[str, Any]:
        return {"user": self.user}

    def _prepare_parent(self) -> None:
        """A provider that the person may not see is neither shown nor changed."""
        seen = Institution.objects.visible_to(self.user)
        self.fields["parent"].queryset = seen.exclude(pk=self.instance.pk)
        self.initial.setdefault("parent", self.instance.parent)
        if self.instance.parent_id and not seen.filter(pk=self.instance.parent_id).exists():
            del self.fields["parent"]

    def _prepare_traits(self) -> None:
        for name, (model, key) in TRAITS.items():
            field = self.fields[name]
            field.widget = forms.CheckboxSelectMultiple()
            field.queryset = model._meta.get_field(key).related_model.objects.all()
            if self.instance.pk:
                self.initial[name] = list(getattr(self.instance, name).values_list(f"{key}_id", flat=True))

    def _prepare_address(self) -> None:
        self.is_protected = bool(self.instance.pk and self.instance.protected_place)
        if self.is_protected:
            for name in ["protected_place", *ADDRESS, "municipality"]:
                del self.fields[name]
            return
        for name in ("house_number", "postcode"):
            self.fields[name].widget.attrs["data-width"] = "short"
        asks = {
            "hx-get": reverse("directory:institution-place"),
            "hx-include": "#id_postcode, #id_city",
            "hx-target": "#place",
            "hx-swap": "innerHTML",
        }
        self.fields["postcode"].widget.attrs |= {
            **asks, "hx-trigger": "input changed delay:300ms", "inputmode": "numeric"
        }  # fmt: skip
        self.fields["city"].widget.attrs |= {**asks, "hx-trigger": "change"}
        self.fields["postcode"].validators = []  # the clean_ below says it better
        self.fields["postcode"].max_length = None
        shelters = (
            InstitutionType.objects.filter(protected_by_default=True).order_by().values_list("pk", flat=True)
        )
        self.fields["type"].widget.attrs["data-protects"] = " ".join(map(str, shelters))
        self.fields["protected_place"].help_text = _(
            "A shelter whose address must not be known. No address is stored then; one that is stored already is "
            "deleted everywhere, in the history as well. Only two people together can lift this."
        )
        if chosen := self.data.get(self.add_prefix("municipality")):
            self.fields["municipality"].choices = [(chosen, chosen)]  # whether it is possible, clean() says
        else:
            del self.fields["municipality"]

    def _prepare_contacts(self) -> None:
        """A new institution is entered with how to reach it; later each contact has a page of its own."""
        if self.instance.pk:
            return
        for kind, (label, type_, mode) in REACHED_BY.items():
            widget = forms.TextInput(attrs={"type": type_ if kind == "phone" else "text", "inputmode": mode})
            self.fields[f"reach_{kind}"] = forms.CharField(
                label=label, required=False, max_length=255, widget=widget
            )
            self.fields[f"reach_{kind}"].widget.attrs.pop(
                "maxlength", None
            )  # the server says what is too long
            self.fields[f"level_{kind}"] = forms.TypedChoiceField(
                label=_("Visible for"), choices=Level.choices, coerce=int, initial=int(Level.COORDINATION)
            )

    @property
    def contacts(self) -> list[ContactPoint]:
        """What was typed under „How to reach it“."""
        return [
            ContactPoint(kind=kind, value=value, display=display, level=self.cleaned_data[f"level_{kind}"])
            for kind in REACHED_BY
            if (pair := self.cleaned_data.get(f"reach_{kind}"))
            for value, display in [pair]
        ]

    def _clean_contacts(self, cleaned: dict[str, Any]) -> None:
        for kind in REACHED_BY:
            name = f"reach_{kind}"
            if not (text := cleaned.get(name)):
                continue
            try:
                pair = normal(kind, text)
            except values.WrongValue as wrong:
                self.add_error(name, wrong)
            else:
                cleaned[name] = pair if pair[0] else None

    def clean_postcode(self) -> str:
        return values.normalise_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("type")
        self.becomes_protected = bool(
            not self.is_protected
            and (cleaned.get("protected_place") or (kind is not None and kind.protected_by_default))
        )
        if self.becomes_protected:
            for name in ADDRESS:
                cleaned[name] = ""
                self.errors.pop(name, None)
            self.instance.municipality = None
        elif not self.is_protected:
            self._find_municipality(cleaned)
        self._clean_contacts(cleaned)
        if self.is_protected or self.becomes_protected:
            self._refuse_addresses(cleaned)
        if not self.errors and not self.instance.pk and not cleaned.get("similar_seen"):
            self.alike = similar(Institution.objects.visible_to(self.user), cleaned["name"])
            if self.alike:
                raise forms.ValidationError(
                    _(
                        "There are entries of a very similar name, see above. If yours is another one, save again."
                    ),
                    code="similar",
                )
        return cleaned

    def _refuse_addresses(self, cleaned: dict[str, Any]) -> None:
        """Where a shelter is must not stand in a free text either."""
        for name in ("name", "short_name", "other_names", "description"):
            if found := address_in(cleaned.get(name, "")):
                sentence = _(
                    "“%(text)s” looks like an address. A protected place has none, please take it out."
                )
                self.add_error(
                    name, forms.ValidationError(sentence, params={"text": found[:80]}, code="address")
                )

    def _find_municipality(self, cleaned: dict[str, Any]) -> None:
        """By postcode and town; where several are possible the person chooses, nothing is guessed."""
        postcode, city = cleaned.get("postcode"), cleaned.get("city", "")
        if not postcode:
            self.instance.municipality = None if "postcode" not in self.errors else self.instance.municipality
            return
        answer = ask(postcode, city)
        place = answer.place
        if answer.outcome is Outcome.UNKNOWN and {"postcode", "city"} & set(self.changed_data):
            ours = CatchmentMunicipality.objects.filter(municipality__in=[each.id for each in answer.meant])
            if answer.meant and ours.exists():
                said = f"{answer.sentence} {answer.hint}".rstrip()
                self.add_error("postcode", forms.ValidationError(said, code="postcode_mismatch"))
                return
        if place is None and answer.candidates:
            choice = self.data.get(self.add_prefix("municipality"))
            place = next((one for one in answer.candidates if one.ags == choice), None)
            if place is None or answer.outcome is Outcome.MISMATCH:
                self._offer(answer.candidates)
            if place is None:
                self.add_error("municipality", answer.sentence)
                return
        self.instance.municipality_id = place.id if place else None
        if place and not city:
            cleaned["city"] = place.name

    def choices(self) -> list[dict[str, Any]]:
        """The long lists of boxes, each with what is chosen in words, to be folded away."""
        found = []
        for name in TRAITS:
            field = self[name]
            words = said(field)
            found.append({"field": field, "chosen": words, "count": len(field.value() or [])})
        return found

    def _offer(self, candidates: Collection[Any]) -> None:
        field = forms.ChoiceField(
            label=_("Which municipality?"), widget=forms.RadioSelect, required=False,
            choices=[(one.ags, one.label) for one in candidates],
        )  # fmt: skip
        self.fields["municipality"] = field

    def _post_clean(self) -> None:
        """The model checks what will be written: the municipality was set above, the provider comes as an object."""
        before = self.instance.street, self.instance.house_number, self.instance.postcode, self.instance.city
        if "parent" in self.fields:
            self.instance.parent = self.cleaned_data.get("parent")
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, not in its types
        after = self.instance.street, self.instance.house_number, self.instance.postcode, self.instance.city
        if before != after:
            self.instance.latitude = self.instance.longitude = (
                None  # they belonged to the address that is gone
            )
        if self.is_protected:
            for name, nothing in ADDRESS_OF_PROTECTED.items():
                setattr(self.instance, name, nothing)

    @property
    def traits(self) -> dict[str, Collection[Any]]:
        return {name: list(self.cleaned_data[name]) for name in TRAITS}


def _types() -> list[Any]:
    """All types under the headings of their groups."""
    rows = InstitutionType.objects.order_by("sort_order", "id")
    grouped: dict[str, list[tuple[int, str]]] = {}
    for group, types in groupby(rows, key=lambda one: one.get_group_display()):
        grouped.setdefault(group, []).extend((one.pk, one.name) for one in types)
    return [("", _("Please choose")), *grouped.items()]

"""Form to send something on its way: the kit, and whom it addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.forms import grouped
from coordination.directory.models import Institution, InstitutionTopic, InstitutionType, Topic
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from coordination.places.models import Municipality
from network.models import Briefing


class KitForm(forms.Form):
    """What multipliers get: three points, more about it, paper, a mail to send on."""

    title = PlainLineField(label=gettext_lazy("What is it about?"), max_length=160)
    point_1 = PlainLineField(
        label=gettext_lazy("Key point 1"),
        max_length=200,
        help_text=gettext_lazy("What should stay in mind. One sentence."),
    )
    point_2 = PlainLineField(label=gettext_lazy("Key point 2"), max_length=200, required=False)
    point_3 = PlainLineField(label=gettext_lazy("Key point 3"), max_length=200, required=False)
    body = PlainTextField(label=gettext_lazy("More about it"), max_length=4000, required=False, rows=5)
    mail_text = PlainTextField(
        label=gettext_lazy("Suggested mail to colleagues"),
        max_length=3000,
        required=False,
        rows=5,
        help_text=gettext_lazy("Ready to copy. No information about individual children or families."),
    )
    link = forms.URLField(label=gettext_lazy("Link"), required=False, assume_scheme="https")
    sheet = forms.FileField(
        label=gettext_lazy("Sheet or slides"),
        required=False,
        help_text=gettext_lazy("A PDF, at most 10 MB."),
    )
    due_on = GermanDateField(label=gettext_lazy("To be passed on until"), required=False)
    is_duty = forms.BooleanField(
        label=gettext_lazy("Has to be passed on"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise it is an offer: multipliers decide whether it fits their institution."
        ),
    )

    def points(self) -> list[str]:
        return [
            self.cleaned_data[f"point_{number}"]
            for number in (1, 2, 3)
            if self.cleaned_data[f"point_{number}"]
        ]

    def is_past(self, due_on: Any) -> bool:
        return due_on < timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        due_on = cleaned.get("due_on")
        if due_on and self.is_past(due_on):
            self.add_error("due_on", ValidationError(_("The day until when lies in the past."), code="past"))
        if cleaned.get("is_duty") and not due_on and "due_on" not in self.errors:
            self.add_error(
                "due_on",
                ValidationError(_("What has to be passed on needs a day until when."), code="due_missing"),
            )
        return cleaned


class KitEditForm(KitForm):
    """The kit of a briefing that is there already. Its day may lie in the past as long as nobody moves it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    drop_sheet = forms.BooleanField(label=gettext_lazy("Take the attached sheet out"), required=False)

    def __init__(self, *args: Any, briefing: Briefing, **options: Any) -> None:
        self.briefing = briefing
        points = {f"point_{at}": point for at, point in enumerate(briefing.key_points, 1)}
        names = ("title", "body", "mail_text", "link", "due_on", "is_duty", "version")
        initial = {name: getattr(briefing, name) for name in names} | points
        super().__init__(*args, **options | {"initial": initial})
        if briefing.sheet_id is None:
            del self.fields["drop_sheet"]

    def is_past(self, due_on: Any) -> bool:
        return due_on != self.briefing.due_on and super().is_past(due_on)

    def kit(self) -> dict[str, Any]:
        """The fields of the briefing as they are meant now, without the sheet."""
        names = ("title", "body", "mail_text", "link", "due_on", "is_duty")
        return {name: self.cleaned_data[name] for name in names} | {"key_points": self.points()}


class BriefingForm(KitForm):
    """The kit and whom it addresses. Nothing chosen: every active institution of the network."""

    network = forms.ModelChoiceField(
        label=gettext_lazy("Network"), queryset=Network.objects.none(), to_field_name="slug", empty_label=None
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of institutions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    municipalities = forms.MultipleChoiceField(
        label=gettext_lazy("Municipalities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        networks = scope_of(user).may("network.add_briefing")
        rows = Network.objects.filter(pk__in=networks).order_by("name", "id")
        self.fields["network"].queryset = rows  # type: ignore[attr-defined]
        self.only_network = rows.first() if len(networks) == 1 else None
        if self.only_network is not None:
            del self.fields["network"]
        listed = Institution.objects.in_use().listed_in(networks).order_by()
        for name, choices in (
            (
                "types",
                grouped.grouped(
                    InstitutionType.objects.filter(pk__in=listed.values("type")).order_by("sort_order", "id"),
                    grouped.of_type,
                    value="code",
                ),
            ),
            (
                "municipalities",
                Municipality.objects.filter(pk__in=listed.values("municipality"))
                .order_by("sort_key", "id")
                .values_list("ags", "name"),
            ),
            (
                "topics",
                Topic.objects.filter(pk__in=_topics(listed))
                .order_by("name", "id")
                .values_list("code", "name"),
            ),
        ):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def network_chosen(self) -> Network:
        return self.only_network or self.cleaned_data["network"]

    def audience(self) -> dict[str, list[str]]:
        names = ("types", "municipalities", "topics")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def kit_fields(self) -> list[Any]:
        audience = {"network", "types", "municipalities", "topics"}
        return [field for field in self.visible_fields() if field.name not in audience]

    def audience_fields(self) -> list[Any]:
        names = ("network", "types", "municipalities", "topics")
        return [self[name] for name in names if name in self.fields]


def _topics(listed: Any) -> Any:
    return InstitutionTopic.objects.filter(institution__in=listed).values("topic")

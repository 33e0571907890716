"""The form of a relation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Institution
from network.models import Relation


class RelationForm(RecordForm):
    """Which institution, which other one, how and since when. Whose it is shows the coordination's network."""

    network = forms.ModelChoiceField(
        label=_("Network"), queryset=Network.objects.none(), to_field_name="slug", empty_label=None
    )
    source: Any = InstitutionPick(label=_("From institution"))
    target: Any = InstitutionPick(label=_("To institution"))

    class Meta:
        model = Relation
        fields = ["source", "kind", "target", "valid_from", "valid_until", "level", "note"]
        formfield_callback = house_field

    field_order = ["network", "source", "kind", "target", "valid_from", "valid_until", "level", "note"]

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        networks = scope_of(user).may("network.change_relation")
        fixed = self.instance.network_id
        rows = Network.objects.filter(pk__in=[fixed] if fixed else networks).order_by("name", "id")
        self.fields["network"].queryset = rows
        if fixed or len(networks) == 1:
            self.only = rows.first()
            del self.fields["network"]
        else:
            self.only = None
        seen = Institution.objects.visible_to(user).listed_in([fixed] if fixed else networks)
        for name in ("source", "target"):
            self.fields[name].queryset = seen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.network = self.only or cleaned.get("network") or self.instance.network
        return cleaned

    def validate_unique(self) -> None:
        """The verb does."""

    def validate_constraints(self) -> None:
        """The verb does."""

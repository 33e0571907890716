"""Forms of data that belong to one network: asked for which, where several are possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.directory.forms.records import Group, RecordForm


class OwnedForm(RecordForm):
    """``networks``: for which the person may enter this. One is taken unasked; what is there keeps its network."""

    network = forms.ModelChoiceField(
        Network.objects.none(),
        label=_("For which network"),
        empty_label=None,
        help_text=_("It belongs to this network: only there it is read above the public level, and edited."),
    )

    def __init__(self, *args: Any, networks: Sequence[Network] = (), **options: Any) -> None:
        self.networks = networks
        super().__init__(*args, **options)
        if self.instance.pk or len(networks) < 2:
            del self.fields["network"]
            if len(networks) == 1 and self.instance.network_id is None:
                self.instance.network = networks[0]
            return
        self.fields["network"].queryset = Network.objects.filter(pk__in=[one.pk for one in networks])
        self.initial.setdefault("network", networks[0].pk)

    def more_options(self) -> dict[str, Any]:
        return super().more_options() | {"networks": self.networks}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("network"):
            self.instance.network = cleaned["network"]
        return cleaned

    def groups(self) -> list[Group]:
        found = [
            group._replace(fields=[field for field in group.fields if field.name != "network"])
            for group in super().groups()
        ]
        if "network" in self.fields:
            found.insert(0, Group("network", "", "", [self["network"]]))
        return [group for group in found if group.fields]

"""What the operators of the machine set for a network: where it answers, its Land, its part of addresses."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network, NetworkHost

_BETWEEN = re.compile(r"[\s,;]+")
MOST_HOSTS = 20


class MachineNetworkForm(forms.ModelForm):
    """Hosts, Land, slug and whether the network is running. Name, contact and texts are the coordination's."""

    hosts = forms.CharField(
        label=gettext_lazy("Addresses of the public pages"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Names of hosts, one per line, for example netzwerk.example.org. Empty: the pages answer at every address "
            "of this machine, as long as it carries one network only."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Network
        fields = ("slug", "land", "is_active")
        help_texts = {
            "slug": gettext_lazy(
                "Lower-case letters, digits, hyphens. It stands in filters, saved views and in the interface: "
                "programs that name the network by it must be told."
            ),
            "is_active": gettext_lazy(
                "A network that is not running has no public pages and sends no mails of its own accord. "
                "Nothing is deleted."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["hosts"] = "\n".join(row.host for row in self.instance.hosts.all())
        self.initial["version"] = self.instance.version

    def clean_hosts(self) -> list[str]:
        names = list(
            dict.fromkeys(word.lower() for word in _BETWEEN.split(self.cleaned_data["hosts"]) if word)
        )
        if len(names) > MOST_HOSTS:
            raise forms.ValidationError(
                _("At most %(most)s hosts."), params={"most": MOST_HOSTS}, code="too_many"
            )
        for name in names:
            try:
                NetworkHost._meta.get_field("host").clean(name, None)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(host)s” is no name of a host. Right would be, for example: netzwerk.example.org"),
                    params={"host": name[:80]},
                    code="no_host",
                ) from None
        return names

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.instance.version = values.get("version") or self.instance.version
        return values

    def unanswered(self) -> list[str]:
        """Hosts of the form under which the machine itself does not answer."""
        return [
            name for name in self.cleaned_data["hosts"] if not validate_host(name, settings.ALLOWED_HOSTS)
        ]

    def compare(self, current: Network) -> list[dict[str, Any]]:
        """What stands saved beside what was typed, field by field."""
        there = {name: getattr(current, name) for name in self._meta.fields or ()}
        there["hosts"] = [row.host for row in current.hosts.all()]
        rows = []
        for name, value in there.items():
            theirs, mine = _told(value), _told(self.cleaned_data.get(name))
            rows.append(
                {"label": self[name].label, "theirs": theirs, "mine": mine, "differs": theirs != mine}
            )
        return rows

    def renew_version(self, version: int) -> None:
        """Saving again means it: what was typed replaces what has been saved meanwhile."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]  # a QueryDict


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else str(value or "")

"""Who stands in for a service: up to five services, one after the other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from coordination.directory.models import Service

MOST, LONGEST_LIST = 5, 300


class ChainForm(forms.Form):
    """Five selections; empty ones are left out."""

    instance = None  # a chain has no version of its own: its rows are compared one by one

    def __init__(self, *args: Any, choices: Any, chosen: list[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(choices.select_related("provider").order_by("sort_key", "id")[:LONGEST_LIST])
        known = {row.pk: row for row in [*rows, *chosen]}
        self.known = {str(row.uid): row for row in known.values()}
        words = [(uid, self._word(row)) for uid, row in self.known.items()]
        for number in range(MOST):
            field = forms.ChoiceField(
                label=_("First") if number == 0 else _("then"),
                choices=[("", _("– nobody –")), *words],
                required=False,
            )
            self.fields[f"step_{number}"] = field
            if number < len(chosen):
                self.initial[f"step_{number}"] = str(chosen[number].uid)

    @staticmethod
    def _word(row: Service) -> str:
        return f"{row.name} ({row.provider})" if row.provider else row.name

    @property
    def chain(self) -> list[Service]:
        picked = [self.cleaned_data.get(f"step_{number}") for number in range(MOST)]
        return [self.known[uid] for uid in picked if uid]

"""Wherever people write freely, the hint at case data asks first (docs/adr/0003-no-case-data.md)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from django import forms
from django.conf import settings

from coordination.lib.casedata.field import GuardedField

# Names of single lines in which people write sentences.
_LINES = {
    "reason",
    "note",
    "notes",
    "text",
    "comment",
    "answer",
    "description",
    "remark",
    "message",
    "audience",
}
# Several lines that are no sentences.
_NO_SENTENCES = {
    "MachineNetworkForm.hosts": "One address of a website per line.",
    "RotaForm.holders": "One name of a team per line.",
}


def all_forms() -> set[type[forms.BaseForm]]:
    for room in settings.ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not set(module.name.split(".")) & {"migrations", "__main__", "admin", "commands"}:
                importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one not in found:
                found.add(one)
                waiting.append(one)
    return {one for one in found if one.__module__.split(".")[0] in {"coordination", "network", "meetings"}}


def unguarded(kinds: set[type[forms.BaseForm]]) -> Iterator[str]:
    for kind in kinds:
        for name, field in getattr(kind, "base_fields", {}).items():
            writes = isinstance(field.widget, forms.Textarea) or name in _LINES
            is_text = isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)
            if writes and is_text and not isinstance(field, GuardedField):
                yield f"{kind.__name__}.{name}"


def test_every_free_text_asks_before_it_keeps_case_data():
    assert set(unguarded(all_forms())) - set(_NO_SENTENCES) == set()


def test_the_check_sees_a_free_text_without_the_hint():
    """The counter-check."""

    class Open(forms.Form):
        text = forms.CharField(widget=forms.Textarea)
        reason = forms.CharField()
        name = forms.CharField()

    assert set(unguarded({Open})) == {"Open.text", "Open.reason"}

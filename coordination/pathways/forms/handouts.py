"""Forms around handouts: to be told of changes, to withdraw one, to search the register."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib import codes
from coordination.lib.fold import sort_key
from coordination.lib.forms import PlainLineField
from coordination.lib.guests import GuestForm
from coordination.pathways.models import Handout, Pathway
from coordination.pathways.models.handouts import HandoutQuerySet


class NoticeForm(GuestForm):
    """Somebody without an account wants a mail when the print in hand no longer holds."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Only for this mail. It is deleted as soon as you no longer want it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WithdrawForm(forms.Form):
    """Why: whoever looks up the code reads it."""

    instance: Any = None

    reason = PlainLineField(
        label=_("Why is it withdrawn?"),
        max_length=300,
        help_text=_("Whoever holds the paper reads this. No details of individual children or families."),
    )


class FilterForm(forms.Form):
    """The register by code or place, pathway, format and state; everything may be empty."""

    q = forms.CharField(label=_("Code, place or institution"), required=False, max_length=60)
    weg = forms.ChoiceField(label=_("Reporting pathway"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    stand = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, networks: Collection[int]) -> None:
        super().__init__(data)
        ways = Pathway.objects.of_networks(networks).filter(releases__handouts__isnull=False).distinct()
        rows = ways.order_by("code", "id").values_list("uid", "title")
        self.fields["weg"].choices = [("", _("all")), *((str(uid), title) for uid, title in rows)]
        self.fields["format"].choices = [("", _("all")), *Handout.Format.choices]
        self.fields["stand"].choices = [
            ("", _("in circulation")),
            *Handout.State.choices,
            ("replaced", _("issued anew")),
        ]
        self.is_valid()

    def chosen(self, name: str) -> str:
        """What was asked for and is allowed, else nothing."""
        return str(self.cleaned_data.get(name) or "")

    def word_of(self, name: str) -> str:
        value = self.chosen(name)
        return str(dict(getattr(self.fields[name], "choices", {})).get(value, value)) if value else ""

    def narrowed(self, rows: HandoutQuerySet) -> HandoutQuerySet:
        state = self.chosen("stand")
        if state == "replaced":
            rows = rows.filter(replaced_by__isnull=False)
        elif state == Handout.State.WITHDRAWN:
            rows = rows.filter(state=state)
        else:
            rows = rows.in_circulation().filter(**({"state": state} if state else {}))
        if way := self.chosen("weg"):
            rows = rows.filter(release__pathway__uid=way)
        if kind := self.chosen("format"):
            rows = rows.filter(format=kind)
        if text := self.chosen("q").strip():
            place = Q(postcode=text) | Q(municipality__sort_key__startswith=sort_key(text))
            place |= Q(institution__sort_key__startswith=sort_key(text))
            rows = rows.filter(place | Q(code=_code(text)))
        return rows


def _code(text: str) -> str:
    try:
        return codes.read(text)
    except codes.CodeTyped:
        return ""

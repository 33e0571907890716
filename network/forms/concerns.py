"""Forms around concerns: to raise one, and to move it on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.forms.picks import InstitutionPick, label_of
from coordination.directory.models import Institution
from coordination.lib import values
from coordination.lib.casedata.field import Typed
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from network.models import Relay
from network.models.appointments import institutions_of

NO_CASES = _("About structures, never about a child: no names, no dates of birth, no course of a case.")


def own_institutions(user: Any) -> list[Institution]:
    """Where the user works or speaks for, as far as it stands in a network in which concerns may be raised."""
    networks = scope_of(user).may("network.add_concern")
    return list(
        Institution.objects.visible_to(user)
        .listed_in(networks)
        .filter(pk__in=institutions_of(user).values("pk"))
        .order_by("sort_key", "id")
    )


class ConcernForm(forms.Form):
    """What the network should see to. Who works in one institution or speaks for it need not say which."""

    network = forms.ModelChoiceField(
        label=_("Network"), queryset=Network.objects.none(), to_field_name="slug", empty_label=None
    )
    institution: Any = InstitutionPick(label=_("Institution for which you ask"))
    title = PlainLineField(
        label=_("In one sentence"),
        max_length=140,
        help_text=_("For example: After a report we hear nothing for weeks."),
    )
    text = PlainTextField(
        label=_("What should change, and why?"),
        max_length=3000,
        rows=7,
        help_text=NO_CASES,
    )

    def __init__(self, *args: Any, user: Any, relay: Relay | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        networks = scope_of(user).may("network.add_concern")
        if relay is not None:
            networks = networks & {relay.briefing.network_id}
        rows = Network.objects.filter(pk__in=networks).order_by("name", "id")
        self.fields["network"].queryset = rows
        self.only_network = None
        if len(networks) == 1:
            self.only_network = next(iter(networks))
            del self.fields["network"]
        self._offer_institutions(user, networks, relay)

    def _offer_institutions(self, user: Any, networks: frozenset[int], relay: Relay | None) -> None:
        mine = [relay.institution] if relay is not None else own_institutions(user)
        if mine and not networks & scope_of(user).may("network.change_concern"):
            field = forms.ModelChoiceField(
                label=self.fields["institution"].label,
                queryset=Institution.objects.filter(pk__in=[one.pk for one in mine]).order_by(
                    "sort_key", "id"
                ),
                to_field_name="uid",
                empty_label=None,
                error_messages={"invalid_choice": _("Please choose one of the institutions named here.")},
            )
            field.label_from_instance = label_of  # type: ignore[method-assign]
            self.fields["institution"] = field
            self.initial.setdefault("institution", mine[0].uid)
            return
        self.fields["institution"].queryset = Institution.objects.visible_to(user).listed_in(networks)
        if mine:
            self.initial.setdefault("institution", label_of(mine[0]))

    def clean_title(self) -> str:
        return values.text(self.cleaned_data["title"])

    def clean_text(self) -> str:
        return values.text(self.cleaned_data["text"], lines=True)

    def network_chosen(self) -> Network:
        if self.only_network is not None:
            return Network.objects.get(pk=self.only_network)
        return self.cleaned_data["network"]

    @property
    def no_case(self) -> str:
        """What was said to the hint, if it asked: why the text is about no child."""
        return answer_to_hint(self, "text") or answer_to_hint(self, "title")


def answer_to_hint(form: forms.BaseForm, name: str) -> str:
    typed = form[name].data
    return typed.answer if isinstance(typed, Typed) else ""


class AnswerForm(forms.Form):
    """What everybody who asked is told at the end."""

    answer = PlainTextField(label=_("Answer"), max_length=3000, rows=7, help_text=NO_CASES)

    def clean_answer(self) -> str:
        return values.text(self.cleaned_data["answer"], lines=True)


class DeclineForm(forms.Form):
    reason = PlainTextField(
        label=_("Why does the network not take this up?"), max_length=3000, rows=5, help_text=NO_CASES
    )

    def clean_reason(self) -> str:
        return values.text(self.cleaned_data["reason"], lines=True)


class PromiseForm(forms.Form):
    day = GermanDateField(label=_("Answer until"))


class AgendaForm(forms.Form):
    group_name = forms.CharField(label=_("Group"), max_length=120, help_text=_("For example: steering group"))
    meeting_on = GermanDateField(label=_("Meeting on"))

    def clean_group_name(self) -> str:
        return values.text(self.cleaned_data["group_name"])


class DecisionForm(forms.Form):
    decision = PlainTextField(label=_("What was decided?"), max_length=3000, rows=5, help_text=NO_CASES)
    publish = forms.BooleanField(
        label=_("Everybody who may read the concern may read the decision"), required=False
    )

    def clean_decision(self) -> str:
        return values.text(self.cleaned_data["decision"], lines=True)


class TakeOutForm(forms.Form):
    """Nothing to say: the press of the button is the answer."""

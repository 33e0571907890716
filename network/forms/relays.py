"""Forms around relays: the answer (in the workspace and behind the link of a mail), handing over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from network.models import Appointment, Relay

STATE = Relay.State
# The word in the address and on the button → the answer.
ANSWERS = {
    "erledigt": STATE.DONE,
    "geplant": STATE.PLANNED,
    "passt-nicht": STATE.NOT_RELEVANT,
    "hilfe": STATE.NEEDS_HELP,
}


class AnswerForm(forms.Form):
    """One form for all answers; the button pressed says which. Only what belongs to it is read."""

    done_on = GermanDateField(
        label=gettext_lazy("Passed on on"),
        required=False,
        help_text=gettext_lazy("Empty: today."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("", gettext_lazy("No information")), *Relay.Format.choices],
        required=False,
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("How many people heard it"),
        choices=[("", gettext_lazy("No information")), *Relay.Reach.choices],
        required=False,
        help_text=gettext_lazy("A rough number is enough. No names."),
    )
    questions = PlainTextField(
        label=gettext_lazy("Questions that came up"), max_length=1000, required=False, rows=3
    )
    planned_for = GermanDateField(label=gettext_lazy("Planned for"), required=False)
    why = PlainLineField(label=gettext_lazy("Why does it not fit?"), max_length=300, required=False)
    help_text = PlainLineField(label=gettext_lazy("What would help?"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, answer: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.answer = answer if answer in ANSWERS else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.answer:
            raise ValidationError(_("Please press one of the buttons."), code="answer_missing")
        if self.answer == "geplant" and not cleaned.get("planned_for") and "planned_for" not in self.errors:
            self.add_error("planned_for", ValidationError(_("For which day is it planned?"), code="required"))
        if self.answer == "passt-nicht" and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", ValidationError(_("Please say why it does not fit here."), code="required"))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the verb wants to know."""
        chosen, state = self.cleaned_data, ANSWERS[self.answer]
        match state:
            case STATE.DONE:
                names = {"day": "done_on", "how": "format", "reach": "reach", "questions": "questions"}
            case STATE.PLANNED:
                names = {"day": "planned_for"}
            case STATE.NOT_RELEVANT:
                names = {"text": "why"}
            case _:
                names = {"text": "help_text"}
        return {"state": state, **{name: chosen[field] for name, field in names.items()}}


class HandOverForm(forms.Form):
    """To whom a relay goes: active multipliers of the network, those of the same institution first."""

    to = forms.ChoiceField(label=gettext_lazy("Who carries it from now on?"))

    def __init__(self, *args: Any, relay: Relay, **options: Any) -> None:
        super().__init__(*args, **options)
        active = (
            Appointment.objects.active().filter(network=relay.briefing.network_id).select_related("person")
        )
        active = active.exclude(pk=relay.appointment_id).order_by("person__sort_key", "id")
        here = {one.pk for one in active.of_institution([relay.institution_id])}  # type: ignore[attr-defined]
        self.found = {str(one.uid): one for one in active}
        rows = [(uid, str(one.person), one.pk in here) for uid, one in self.found.items()]
        groups: list[Any] = [("", _("Please choose"))]
        if near := [(uid, name) for uid, name, is_near in rows if is_near]:
            groups.append((_("Of the same institution"), near))
        if far := [(uid, name) for uid, name, is_near in rows if not is_near]:
            groups.append((_("Others of the network"), far))
        self.fields["to"].choices = groups  # type: ignore[attr-defined]

    def clean_to(self) -> Appointment:
        return self.found[self.cleaned_data["to"]]

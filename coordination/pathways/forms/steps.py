"""Forms of a pathway and of one step with its contacts and exits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms import grouped
from coordination.directory.forms.records import ManyOf, RecordForm, house_field
from coordination.lib.fold import fold
from coordination.pathways.models import LegalBasis, Pathway, Step, StepSlot, Transition
from coordination.pathways.parts import BRANCH, ExitRow

BACK = gettext_lazy("This leads back on purpose")


class PathwayForm(RecordForm):
    """Title, audience and purpose; the steps have pages of their own."""

    class Meta:
        model = Pathway
        fields = ["title", "who", "purpose"]
        formfield_callback = house_field


class StepForm(RecordForm):
    """One step. An exit names the step it leads to; a decision has two."""

    slots = ManyOf(
        None,
        label=gettext_lazy("Contacts at this step"),
        required=False,
        heading=grouped.of_kind,
        widget=forms.CheckboxSelectMultiple,
    )
    next_to = forms.ChoiceField(label=gettext_lazy("Then"), required=False)
    next_back = forms.BooleanField(label=BACK, required=False)
    yes_to = forms.ChoiceField(label=gettext_lazy("If yes"), required=False)
    yes_label = forms.CharField(label=gettext_lazy("Words for yes"), required=False, max_length=200)
    yes_back = forms.BooleanField(label=BACK, required=False)
    no_to = forms.ChoiceField(label=gettext_lazy("If no"), required=False)
    no_label = forms.CharField(label=gettext_lazy("Words for no"), required=False, max_length=200)
    no_back = forms.BooleanField(label=BACK, required=False)

    groups_of_fields = [
        ("what", gettext_lazy("What is done"), "", ["kind", "title", "body", "responsible"]),
        (
            "when",
            gettext_lazy("By when"),
            gettext_lazy(
                "Only “unverzüglich” and “zeitnah” are law. A day is a proposal until your network sets it."
            ),
            ["time_code", "time_days", "time_is_set"],
        ),
        ("law", gettext_lazy("Law and papers"), "", ["legal_basis", "documents", "source", "checked_on"]),
        ("who", gettext_lazy("Whom to call"), "", ["slots"]),
        (
            "ways",
            gettext_lazy("Where it leads"),
            gettext_lazy("A decision has the exits yes and no, every other step at most one."),
            ["next_to", "next_back", "yes_to", "yes_label", "yes_back", "no_to", "no_label", "no_back"],
        ),
    ]
    in_columns = {"when", "ways"}

    class Meta:
        model = Step
        fields = [
            "kind", "title", "body", "responsible", "time_code", "time_days", "time_is_set", "legal_basis", "documents",
            "source", "checked_on",
        ]  # fmt: skip
        formfield_callback = house_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pathway = self.instance.pathway
        self.fields["legal_basis"].queryset = LegalBasis.objects.order_by("citation", "id")
        self.fields["slots"].queryset = grouped.kinds()
        targets = [("", _("– nowhere, the way ends here –"))]
        if pathway.branch_id and not pathway.is_branch:
            targets.append((BRANCH, _("into the emergency branch")))
        others = Step.objects.filter(pathway=pathway).exclude(pk=self.instance.pk).order_by("position", "id")
        targets += [(row.code, row.title) for row in others]
        for name in ("next_to", "yes_to", "no_to"):
            self.fields[name].choices = targets
        if self.instance.pk:
            self.initial["slots"] = list(
                StepSlot.objects.filter(step=self.instance)
                .order_by("position")
                .values_list("kind_id", flat=True)
            )
            for way in Transition.objects.filter(from_step=self.instance).select_related("to_step"):
                if way.kind == Transition.Kind.EMERGENCY:
                    continue
                self.initial[f"{way.kind}_to"] = BRANCH if way.to_step is None else way.to_step.code
                self.initial[f"{way.kind}_back"] = way.is_loop
                if way.kind != Transition.Kind.NEXT:
                    self.initial[f"{way.kind}_label"] = way.label
        else:
            self.initial.setdefault("checked_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        within = cleaned.get("time_code") == Step.Time.WITHIN_DAYS
        if within and not cleaned.get("time_days"):
            self.add_error("time_days", _("Within how many days?"))
        elif not within and cleaned.get("time_days"):
            self.add_error("time_days", _("A number of days goes with “within days” only."))
        elif within and cleaned["time_days"] > 90:
            self.add_error("time_days", _("More than 90 days are surely a slip."))
        if cleaned.get("kind") == Step.Kind.DECIDE:
            for name in ("yes_to", "no_to"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A decision needs this exit."))
            if cleaned.get("next_to"):
                self.add_error("next_to", _("A decision has the exits yes and no instead."))
        elif cleaned.get("yes_to") or cleaned.get("no_to"):
            self.add_error("kind", _("Exits for yes and no belong to a decision. Please choose “decide”."))
        if not self.instance.code and cleaned.get("title"):
            self.instance.code = self._code(cleaned["title"])
        return cleaned

    def _code(self, title: str) -> str:
        """A short word for the step that no other step of the pathway has."""
        base = slugify(fold(title))[:30] or "schritt"
        taken = set(Step.objects.filter(pathway=self.instance.pathway).values_list("code", flat=True))
        return next(
            code for n in range(len(taken) + 1) if (code := base if not n else f"{base}-{n + 1}") not in taken
        )

    @property
    def exits(self) -> list[ExitRow]:
        chosen = self.cleaned_data
        return [
            ("next", chosen.get("next_to", ""), "", bool(chosen.get("next_back"))),
            ("yes", chosen.get("yes_to", ""), chosen.get("yes_label", ""), bool(chosen.get("yes_back"))),
            ("no", chosen.get("no_to", ""), chosen.get("no_label", ""), bool(chosen.get("no_back"))),
        ]

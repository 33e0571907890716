"""What all forms of records share: dates, clean texts, the version against overwriting, fields in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.lib import values
from coordination.lib.forms import GermanDateField, PlainLineField, PlainTextField
from coordination.lib.models import Tracked

# Single lines in which people write freely.
FREE_LINES = {"note", "reason", "specialisms", "audience"}


def house_field(column: models.Field, **options: Any) -> forms.Field | None:
    """Return the form field of a column: German dates, free texts with their hint, first letters large."""
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        hint = {"help_text": column.help_text} if column.help_text else {}
        return GermanDateField(label=capfirst(column.verbose_name), required=not column.blank, **hint)
    if isinstance(column, models.TextField):
        options["form_class"] = PlainTextField
        options.pop("widget", None)
        return PlainTextField(
            label=capfirst(column.verbose_name), required=not column.blank, max_length=column.max_length,
            help_text=column.help_text or gettext_lazy("No information about individual children or families."),
        )  # fmt: skip
    if column.name in FREE_LINES:
        options.pop("widget", None)
        options["form_class"] = PlainLineField
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    return column.formfield(**options)


def name_the_empty_choice(field: forms.Field) -> None:
    """Say what it means to choose nothing, instead of nine dashes."""
    if not isinstance(field, forms.ChoiceField | forms.ModelChoiceField) or isinstance(
        field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField
    ):
        return
    words = gettext_lazy("Please choose") if field.required else gettext_lazy("No information")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = words
        return
    choices = list(field.choices)
    if choices and choices[0][0] in ("", None):
        field.choices = [("", words), *choices[1:]]


class _UnderHeadings(ModelChoiceIterator):
    """Rows under the headings of the field, in the order in which they come; without headings as they are."""

    def __iter__(self) -> Iterator[Any]:
        heading = self.field.heading
        if heading is None:
            yield from super().__iter__()
            return
        found: dict[str, list[Any]] = {}
        for row in self.queryset:
            found.setdefault(heading(row), []).append(self.choice(row))
        yield from found.items()


class ManyOf(forms.ModelMultipleChoiceField):
    """Several rows of a list. A number no database can hold is as unknown as any other.

    ``heading``: under what a row stands in a long list (``forms/grouped.py``).
    """

    iterator = _UnderHeadings

    def __init__(self, *args: Any, heading: Callable[[Any], str] | None = None, **options: Any) -> None:
        self.heading = heading
        super().__init__(*args, **options)

    def _check_values(self, value: Any) -> Any:
        for one in value:
            if len(str(one)) > 18:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:40]},
                )
        return super()._check_values(value)  # type: ignore[misc]  # not in the stubs


class Group(NamedTuple):
    """Fields under one heading."""

    key: str
    legend: str
    hint: str
    fields: list[BoundField]
    columns: bool = False


class RecordForm(forms.ModelForm):
    """A form over one tracked row. ``version`` is what the person has read; ``reason`` goes into the change set."""

    # (key, legend, hint, names of the fields); what is not named stands under the last one.
    groups_of_fields: list[tuple[str, object, object, list[str]]] = []
    in_columns: set[str] = set()  # keys of groups whose fields stand side by side

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    reason = PlainLineField(
        label=gettext_lazy("Reason of the change"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown in the history. No details of individual children or families."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        else:
            del self.fields["reason"]
        for field in self.fields.values():
            if field.widget.attrs.get(
                "maxlength"
            ):  # the server says what is too long, nothing is cut while typing
                del field.widget.attrs["maxlength"]
            name_the_empty_choice(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            text = cleaned.get(name)
            if isinstance(field, forms.CharField) and isinstance(text, str) and text:
                try:
                    cleaned[name] = values.text(text, lines=isinstance(field.widget, forms.Textarea))
                except values.WrongValue as wrong:
                    self.add_error(name, wrong)
        return cleaned

    @property
    def posted_version(self) -> int | None:
        return self.cleaned_data.get("version")

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason", "")

    def groups(self) -> list[Group]:
        """The visible fields in their groups, in the order written down."""
        found = [
            Group(
                key,
                str(legend),
                str(hint),
                [self[name] for name in names if name in self.fields],
                key in self.in_columns,
            )
            for key, legend, hint, names in self.groups_of_fields
        ]
        named = {name for _key, _legend, _hint, names in self.groups_of_fields for name in names}
        rest = [field for field in self.visible_fields() if field.name not in named]
        if rest:
            found.append(Group("rest", "", "", rest))
        return [group for group in found if group.fields]

    def renew_version(self, version: int) -> None:
        """After a conflict: the next saving is meant to replace what stands there now."""
        data = self.data.copy()
        data[self.add_prefix("version")] = version
        self.data = data

    def compare(self, current: Tracked) -> list[dict[str, Any]]:
        """Return both versions field by field, what differs first, for ``parts/_conflict.html``."""
        theirs = type(self)(instance=current, **self.more_options())
        rows = []
        for field in self.visible_fields():
            if field.name == "reason":
                continue
            mine, saved = said(field), said(theirs[field.name]) if field.name in theirs.fields else ""
            rows.append({"label": field.label, "mine": mine, "theirs": saved, "differs": mine != saved})
        told = [row for row in rows if row["mine"] or row["theirs"]]
        return sorted(told, key=lambda row: not row["differs"])

    def more_options(self) -> dict[str, Any]:
        """What else this form was made with, to make its like."""
        return {}


def said(field: BoundField) -> str:
    """Return the value of a bound field as people read it."""
    value = field.value()
    if isinstance(field.field.widget, forms.CheckboxInput):
        return _("yes") if value in (True, "on", "true", "True", "1") else _("no")
    if isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        wanted = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(
            str(label) for key, label in _flat(field.field.choices) if str(key) in wanted and str(key)
        )
    if hasattr(value, "strftime"):
        return date_format(value, "SHORT_DATE_FORMAT")
    return "" if value is None else str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label

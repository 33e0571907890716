"""What is wrong in a form, in one list: which field, what to do, where to jump."""

from collections.abc import Iterator
from typing import NamedTuple

from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField


class Complaint(NamedTuple):
    """``label`` ends with its colon or question mark; ``target`` is the id of the input to jump to, or empty."""

    label: str
    text: str
    target: str


Complained = BaseForm | BaseFormSet | list[BaseForm] | None


def complaints_of(*forms: Complained) -> list[Complaint]:
    """All complaints of bound forms, lists of forms and formsets, in reading order."""
    return [complaint for form in forms if form for complaint in _of(form)]


def _of(form: BaseForm | BaseFormSet | list[BaseForm]) -> Iterator[Complaint]:
    if isinstance(form, list):
        for inner in form:
            yield from _of(inner)
        return
    if not form.is_bound:
        return
    if isinstance(form, BaseFormSet):
        yield from (Complaint("", str(text), "") for text in form.non_form_errors())
        for inner in form.forms:
            yield from _of(inner)
        return
    for text in form.non_field_errors():
        yield Complaint("", str(text), "")
    for field in form:
        for text in field.errors:
            # A hidden field cannot be jumped to.
            yield Complaint(lead_in(field), str(text), "" if field.is_hidden else first_input(field))


def lead_in(field: BoundField) -> str:
    """The label before its complaint: a question needs no colon."""
    label = str(field.label)
    return label if not label or label.endswith(("?", ":")) else f"{label}:"


def first_input(field: BoundField) -> str:
    """Id of the first input: groups of choices and several inputs number theirs."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.auto_id

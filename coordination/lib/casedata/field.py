"""The hint in forms: free texts ask before they keep what tells of a single child. Nothing refused is stored or logged.

Without script: the page comes back with the place marked and three ways on: take it out, say it in general, or say why
it is about no child. That answer holds for exactly this text.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from coordination.lib.casedata import Found, look

REMOVE, GENERAL = "remove", "general"
NO_CHILD = {
    "colleague": _("it is about a colleague or an adult in office"),
    "structure": _("it is about an institution, an offer or a way of working"),
    "invented": _("it is an invented or anonymous example"),
    "other": _("another reason: nobody can be recognised"),
}
ASKED = _(
    "This may tell of a single child or family. Such data do not belong here: please take them out, say it in general, "
    "or tell us why it is about no child."
)
CHANGED = _("The text was changed as you wished. Please read it once more and save.")


class Typed(str):
    """A text as it was sent, with the answer to the hint. ``before``: what stood there; it is not asked about again."""

    found: Found | None = None
    answer: str = ""
    is_changed: bool = False
    before: str = ""


def digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _marked(found: Found) -> SafeString:
    """The text with the places marked; everything else escaped."""
    pieces = ((("<mark>", "</mark>") if is_place else ("", ""), words) for words, is_place in found.pieces())
    return mark_safe("".join(f"{begin}{escape(words)}{end}" for (begin, end), words in pieces))  # noqa: S308


class Guarded:
    """For widgets: reads the answer beside the text, and shows the place when there is something to ask."""

    template_name = "django/forms/widgets/guarded.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        if not isinstance(text, str):
            return text
        answer = data.get(f"{name}-fall", "")
        if answer in (REMOVE, GENERAL):
            found = look(text)
            typed = Typed(found.removed() if answer == REMOVE else found.generalised())
            typed.is_changed = found.is_told
            return typed
        typed = Typed(text)
        if answer in NO_CHILD and data.get(f"{name}-zu") == digest(text):
            typed.answer = answer
        return typed

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        # KERN's own input shape is drawn by Django's template; ours is wrapped around it.
        context["widget"]["inner"] = super().template_name  # type: ignore[misc]
        found = self._asked(value)
        if found is not None:
            context["asked"] = {
                "marked": _marked(found),
                "digest": digest(value),
                "answer": value.answer,
                "reasons": NO_CHILD.items(),
            }
        return context

    @staticmethod
    def _asked(value: Any) -> Found | None:
        if not isinstance(value, Typed) or value.strip() == value.before.strip():
            return None
        found = look(value)
        return found if found.is_told else None


class GuardedTextarea(Guarded, forms.Textarea):
    """Several lines."""


class GuardedInput(Guarded, forms.TextInput):
    """One line."""


class GuardedField(forms.CharField):
    """A free text that asks before it keeps what tells of a single child."""

    def clean(self, value: Any) -> str:
        cleaned = super().clean(value)
        if isinstance(value, Typed) and cleaned:
            if value.is_changed:
                raise ValidationError(CHANGED, code="case_data_changed")
            if not value.answer and cleaned.strip() != value.before.strip() and look(cleaned).is_told:
                raise ValidationError(ASKED, code="case_data")
        return cleaned

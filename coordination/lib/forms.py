"""How forms look, in one place: KERN's markup and classes for every field, and a few fields of our own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coordination.lib.boxes import boxes
from coordination.lib.casedata.field import GuardedField, GuardedInput, GuardedTextarea, Typed

INPUT, SELECT, CHECKBOX, RADIO = (
    "kern-form-input__input",
    "kern-form-input__select",
    "kern-form-check__checkbox",
    "kern-form-check__radio",
)

# The first kind that fits counts, so subclasses stand before their parents. A list of several choices grows with its
# rows and has no arrow: it takes the shape of an input.
CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, CHECKBOX),
    (forms.RadioSelect, RADIO),
    (forms.CheckboxInput, CHECKBOX),
    (forms.SelectMultiple, INPUT),
    (forms.Select, SELECT),
    (forms.Widget, INPUT),
]


def class_of(widget: forms.Widget) -> str:
    """KERN's class for the input of a widget."""
    return next(css for kind, css in CLASSES if isinstance(widget, kind))


class KernBoundField(BoundField):
    """A field that knows which of KERN's shapes it takes; a free text also what stood there before."""

    @property
    def data(self) -> object:
        data = super().data
        if isinstance(data, Typed):
            data.before = str(self.initial or "")
        return data

    @cached_property
    def shape(self) -> str:
        """``hidden``, ``check`` (one box), ``choices`` (a group), ``select`` or ``input``."""
        widget = self.field.widget
        if self.is_hidden:
            return "hidden"
        if widget.use_fieldset:
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        # A list of several choices grows with its rows and has no arrow, so it takes the shape of an input.
        return (
            "select"
            if class_of(widget) == SELECT and not isinstance(widget, forms.SelectMultiple)
            else "input"
        )

    def build_widget_attrs(
        self, attrs: dict[str, object], widget: forms.Widget | None = None
    ) -> dict[str, object]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if widget.is_hidden:
            return attrs
        css = class_of(widget)
        names = [widget.attrs.get("class", ""), css, f"{css}--error" if self.errors else ""]
        attrs["class"] = " ".join(filter(None, names))
        return attrs


class KernRenderer(TemplatesSetting):
    """Forms by our templates: templates/django/forms/."""

    bound_field_class = KernBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw lists of choices in Python: as two templates per option they were a quarter of a list page's time."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        if template_name == forms.CheckboxSelectMultiple.template_name:
            return boxes(context["widget"], _attributes)
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    parts = [format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"]))]
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(format_html('<optgroup label="{}">', group))
        parts += [
            SafeString(
                f'<option value="{escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
                f"{conditional_escape(option['label'])}</option>"
            )
            for option in options
        ]
        if group:
            parts.append(SafeString("</optgroup>"))
    return SafeString("".join(parts) + "</select>")


def _attributes(values: dict[str, Any]) -> SafeString:
    written = [
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in values.items()
        if value is not False
    ]
    return SafeString("".join(written))


class GermanDateField(forms.DateField):
    """A day as people write it, 21.11.2026; 2026-11-21 is understood as well."""

    default_error_messages = {"invalid": _("There is no such day. Please write it like this: 21.11.2026.")}

    def __init__(self, **options: object) -> None:
        options.setdefault("input_formats", ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"])
        options.setdefault(
            "widget", forms.DateInput(format="%d.%m.%Y", attrs={"data-width": "short", "autocomplete": "off"})
        )
        options.setdefault("help_text", _("For example 21.11.2026"))
        super().__init__(**options)


class PlainTextField(GuardedField):
    """Free text of several lines. It says that nothing about single children or families belongs here (§ 3 KKG)."""

    def __init__(self, *, rows: int = 4, **options: object) -> None:
        options.setdefault("widget", GuardedTextarea(attrs={"rows": rows}))
        options.setdefault("help_text", _("No information about individual children or families."))
        super().__init__(**options)


class PlainLineField(GuardedField):
    """Free text of one line: a note, a reason."""

    widget = GuardedInput

    def __init__(self, **options: object) -> None:
        options.setdefault("help_text", _("No information about individual children or families."))
        super().__init__(**options)

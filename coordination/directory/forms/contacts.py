"""Form of a contact: number or address in its normal form, its visibility, its legal ground."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.owned import OwnedForm
from coordination.directory.forms.records import house_field
from coordination.directory.models import ContactPoint
from coordination.lib import phones, values
from coordination.lib.forms import GermanDateField, PlainLineField
from coordination.lib.levels import Level

LEVELS = _(
    "Public: everybody, without signing in. Professionals: registered people. Network: multipliers and members. "
    "Coordination: the coordination office only."
)


def levels_up_to(level: Level) -> list[tuple[int, str]]:
    """The levels at which a person may put data: not above what the person reads, or they would vanish from view."""
    return [(one.value, str(one.label)) for one in Level if one <= level]


class ContactForm(OwnedForm):
    """``value`` takes what people write; the clean form is E.164, a lower-case mail or a whole web address."""

    given_on = GermanDateField(label=_("Consent given on"), required=False)

    groups_of_fields = [
        ("what", _("Number or address"), "", ["kind", "value", "purpose", "note", "verified_on"]),
        ("level", _("Who may see it"), "", ["level"]),
        (
            "ground",
            _("Why we keep it"),
            _("Private numbers and mail addresses do not belong here, with no legal ground."),
            ["legal_ground", "consent_text", "given_on"],
        ),
    ]

    class Meta:
        model = ContactPoint
        fields = ["kind", "value", "purpose", "note", "verified_on", "level", "legal_ground", "consent_text"]
        formfield_callback = house_field
        help_texts = {
            "value": _(
                "For example 02241 900-0, kita@example.org or www.example.org. For work only, nothing private."
            ),
            "level": LEVELS,
            "note": _(
                "For example: is not read continuously. No details of individual children or families."
            ),
            "consent_text": _("Only with a consent: which wording the person agreed to."),
        }

    def __init__(self, *args: Any, reads: Level = Level.COORDINATION, **options: Any) -> None:
        self.reads = reads
        super().__init__(*args, **options)
        self.fields["level"].choices = levels_up_to(reads)
        if not self.instance.pk:
            self.initial["level"] = min(Level.COORDINATION, reads)
        if self.instance.consented_at:
            self.initial["given_on"] = timezone.localdate(self.instance.consented_at)
        else:
            self.initial.setdefault("given_on", None)
        if self.instance.pk and self.instance.kind not in (ContactPoint.Kind.MAIL, ContactPoint.Kind.WEB):
            self.initial["value"] = self.instance.display or self.instance.value

    def more_options(self) -> dict[str, Any]:
        return super().more_options() | {"reads": self.reads}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind and value:
            try:
                cleaned["value"], self.instance.display = normal(kind, value)
            except values.WrongValue as wrong:
                self.add_error("value", wrong)
            else:
                if not cleaned["value"]:
                    self.add_error("value", _("The number or address is missing."))
        if cleaned.get("legal_ground") == ContactPoint.Ground.CONSENT:
            for name in ("consent_text", "given_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A consent needs its wording and the day on which it was given."))
            if (day := cleaned.get("given_on")) and day > timezone.localdate():
                self.add_error("given_on", _("This day lies in the future."))
        else:
            cleaned["consent_text"] = cleaned["given_on"] = None
        self.instance.consented_at = _noon(cleaned.get("given_on"))
        return cleaned


def normal(kind: str, value: str) -> tuple[str, str]:
    """Return the normal form and what people read."""
    if kind == ContactPoint.Kind.MAIL:
        mail = values.normalise_mail(value)
        return mail.lower(), mail
    if kind == ContactPoint.Kind.WEB:
        web = values.normalise_web(value)
        return web, web.removeprefix("https://").removeprefix("http://").rstrip("/")
    phone = phones.normalise(value, short=True)
    shown = f"{phone.display} App. {phone.extension}" if phone.extension else phone.display
    return phone.e164, shown


def _noon(day: dt.date | None) -> dt.datetime | None:
    """A day as a moment that stays this day in every time zone of Europe."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12))) if day else None


class ReasonForm(forms.Form):
    """The one question of a removal, a protection, a request."""

    reason = PlainLineField(
        label=_("Reason"), max_length=200, help_text=_("No details of individual children or families.")
    )

    def __init__(self, *args: Any, is_required: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = is_required
        self.fields["reason"].widget.attrs.pop("maxlength", None)

    def clean_reason(self) -> str:
        return values.text(self.cleaned_data["reason"])

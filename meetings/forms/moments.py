"""Moments as people write them: 21.11.2026 09:00, Europe/Berlin. The hour that is missing and the one that is twice.

On the last Sunday of March 02:00–03:00 does not exist: refused. In October it is there twice: asked which one.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

BERLIN = ZoneInfo("Europe/Berlin")
_WRITTEN = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})[ ,T]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?: *Uhr)?"
    r"(?: *\(?(?P<zone>[A-Za-z]+)\)?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[ T](?P<hour>\d{2}):(?P<minute>\d{2})(?P<zone>)"
)
_SUMMER, _WINTER = {"sommerzeit", "summer", "mesz", "cest"}, {"winterzeit", "winter", "mez", "cet"}


def read(text: str) -> dt.datetime:
    """Return the moment in UTC; ValidationError with code ``invalid``, ``missing_hour`` or ``double_hour``."""
    text = text.strip()[:41]
    match = _WRITTEN.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        raise forms.ValidationError(
            _("Please write day and time like this: 21.11.2026 09:00."), code="invalid"
        )
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    zone = (match["zone"] or "").lower()
    try:
        local = dt.datetime(
            year,
            int(match["month"]),
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            tzinfo=BERLIN,
        )
    except ValueError:
        raise forms.ValidationError(_("There is no such day or time."), code="invalid") from None
    if zone and zone not in _SUMMER | _WINTER:
        raise forms.ValidationError(
            _("Please write day and time like this: 21.11.2026 09:00."), code="invalid"
        )
    summer, winter = local.replace(fold=0).astimezone(dt.UTC), local.replace(fold=1).astimezone(dt.UTC)
    if summer == winter:
        return summer
    if summer.astimezone(BERLIN).replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0):
        raise forms.ValidationError(
            _("This hour does not exist: the clocks go from 2 to 3 o'clock. Please choose another time."),
            code="missing_hour",
        )
    if not zone:
        raise forms.ValidationError(
            _(
                "This hour is there twice: the clocks are put back. Please add which one you mean:"
                " “summer” (the first) or “winter” (an hour later)."
            ),
            code="double_hour",
        )
    return summer if zone in _SUMMER else winter


def written(moment: dt.datetime) -> str:
    """A moment as ``read`` understands it, unmistakably."""
    local = moment.astimezone(BERLIN)
    other = local.replace(fold=1 - local.fold)
    twice = other.utcoffset() != local.utcoffset()
    zone = (" winter" if local.fold else " summer") if twice else ""
    return f"{local:%d.%m.%Y %H:%M}{zone}"


class MomentField(forms.CharField):
    """Day and time in Berlin; gives a moment in UTC, None for an empty field."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("For example 21.11.2026 09:00"))
        options.setdefault("widget", forms.TextInput(attrs={"data-width": "short", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, dt.datetime) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value
        text = super().to_python(value)
        return read(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except forms.ValidationError:
            return True

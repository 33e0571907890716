"""Sections of an event on its day and afterwards, below the sections of the event itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import Event


def day_tabs(event: Event, current: str) -> list[dict[str, Any]]:
    found = [
        ("event-day", _("On the day")),
        ("certificate-list", _("Certificates")),
        ("event-after", _("Materials and relays")),
        ("feedback-results", _("Feedback")),
        ("event-figures", _("Figures")),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"meetings:{name}", args=[event.uid]),
            "current": name == current,
            "count": None,
        }
        for name, label in found
    ]


def crumbs(event: Event, *here: Any) -> list[tuple[Any, str | None]]:
    way: list[tuple[Any, str | None]] = [(_("Events"), reverse("meetings:event-list"))]
    return [*way, (event.title, event.get_absolute_url()), *((one, None) for one in here)]

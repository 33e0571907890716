"""Sub-pages of the groups: the groups themselves, decisions, tasks, calendars."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def group_tabs(current: str) -> list[dict[str, Any]]:
    found = [
        ("groups", _("Groups"), "meetings:group-list"),
        ("decisions", _("Decisions"), "meetings:decision-list"),
        ("tasks", _("Tasks"), "meetings:task-list"),
        ("calendars", _("Calendars"), "meetings:feed-list"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": key == current, "count": None}
        for key, label, name in found
    ]


def crumbs(*rest: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Groups"), reverse("meetings:group-list")), *rest]

"""The sub-pages of the pathways in the workspace, in their order; what does not exist or is not open is left out."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of

TABS: list[tuple[str, Any, str]] = [
    ("pathways:list", _("Pathways"), "pathways.view_draft"),
    ("pathways:simulation", _("Simulation"), "pathways.view_draft"),
    ("pathways:dead-ends", _("Dead ends"), "pathways.view_draft"),
    ("pathways:handouts", _("Handouts"), "pathways.view_draft"),
    ("pathways:law", _("Legal bases"), "pathways.view_draft"),
]


def tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """The tabs for a person; ``current`` is the name of the page that is open."""
    scope = scope_of(user)
    shown = []
    for name, label, right in TABS:
        if not scope.may(right):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        shown.append({"label": label, "url": url, "current": name == current, "count": None})
    return shown if len(shown) > 1 else []

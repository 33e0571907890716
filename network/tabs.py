"""The sub-pages of the room, in their order; what does not exist or is not open to a person is left out."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import Reach, scope_of

# Name of the page, its label, and the rights of which one is needed, as far as said.
TABS: list[tuple[str, Any, tuple[str, ...], Reach]] = [
    ("network:map", _("Map"), ("network.view_graph",), Reach.OWN),
    ("network:answers", _("Answers"), ("network.view_graph",), Reach.ALL),
    ("network:coverage", _("Coverage"), ("network.view_graph",), Reach.ALL),
    ("network:appointment-list", _("Multipliers"), ("network.view_appointment",), Reach.OWN),
    ("network:briefing-list", _("Relays"), ("network.view_relay", "network.view_briefing"), Reach.OWN),
    ("network:concern-list", _("Concerns"), ("network.view_concern", "network.add_concern"), Reach.OWN),
]


def tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """The tabs for a person; ``current`` is the name of the page that is open. One alone is none."""
    scope = scope_of(user)
    shown = []
    for name, label, rights, reach in TABS:
        if not any(scope.may(right, reach=reach) for right in rights):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        shown.append({"label": label, "url": url, "current": name == current, "count": None})
    return shown if len(shown) > 1 else []

"""The bar of an event: its sections in the workspace, the same on every page of it, each for those who may open it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.permissions import Reach, scope_of
from meetings.models import Event


def event_tabs(event: Event, current: str, user: Any, *, programme: bool = True) -> list[dict[str, Any]]:
    """Return the bar; ``current``: key of the section one is in, ``programme``: the user sees the working version.

    The day and what comes after are for those who read all participants; editors see those of their institution.
    """
    scope, network, here = scope_of(user), event.network_id, event.get_absolute_url()
    everybody = network in scope.may("meetings.view_participant")
    some = network in scope.may("meetings.view_participant", reach=Reach.INSTITUTION)

    def at(name: str) -> str:
        return reverse(f"meetings:{name}", args=[event.uid])

    found = [
        ("", _("Overview"), here, True),
        ("programm", _("Programme"), f"{here}?bereich=programm", programme),
        ("teilnehmende", _("Participants"), f"{here}?bereich=teilnehmende", some),
        ("event-day", _("On the day"), at("event-day"), everybody),
        (
            "certificate-list",
            _("Certificates"),
            at("certificate-list"),
            network in scope.may("meetings.view_certificate"),
        ),
        ("event-after", _("Materials"), at("event-after"), everybody),
        (
            "feedback-results",
            _("Feedback"),
            at("feedback-results"),
            network in scope.may("meetings.view_feedback"),
        ),
        ("event-figures", _("Figures"), at("event-figures"), everybody),
    ]
    return [
        {"label": label, "url": url, "current": key == current, "count": None}
        for key, label, url, open_to_them in found
        if open_to_them
    ]


def crumbs(event: Event, *here: Any) -> list[tuple[Any, str | None]]:
    way: list[tuple[Any, str | None]] = [(_("Events"), reverse("meetings:event-list"))]
    return [*way, (event.title, event.get_absolute_url()), *((one, None) for one in here)]

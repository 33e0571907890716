"""How far a briefing came: sent, answered, passed on, people reached. For the coordination; it counts no names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from network.models import Relay

S = Relay.State


@dataclass
class Funnel:
    """Numbers of one briefing. ``people``: at least so many, the lower borders of the bands added up."""

    sent: int = 0
    answered: int = 0
    done: int = 0
    planned: int = 0
    not_relevant: int = 0
    needs_help: int = 0
    unreached: int = 0
    people: int = 0

    @property
    def open(self) -> int:
        return self.sent - self.answered - self.planned - self.needs_help

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.sent) if self.sent else 0


def funnels(briefings: Iterable[int]) -> dict[int, Funnel]:
    """One question for all: briefing → its numbers. Of several answers of an institution the widest reach counts."""
    found = {pk: Funnel() for pk in briefings}
    rows = Relay.objects.filter(briefing__in=list(found)).order_by()
    counted = rows.values_list("briefing", "institution", "state", "reach", "appointment")
    widest: dict[tuple[int, int], int] = {}
    for pk, institution, state, reach, appointment in counted:
        one = found[pk]
        one.sent += 1
        one.answered += state in Relay.ANSWERED
        one.done += state == S.DONE
        one.planned += state == S.PLANNED
        one.not_relevant += state == S.NOT_RELEVANT
        one.needs_help += state == S.NEEDS_HELP
        one.unreached += appointment is None and state not in Relay.ANSWERED
        if state == S.DONE and reach:
            key = (pk, institution)
            widest[key] = max(widest.get(key, 0), Relay.AT_LEAST[Relay.Reach(reach)])
    for (pk, _institution), people in widest.items():
        found[pk].people += people
    return found

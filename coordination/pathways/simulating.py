"""A way played through at a place and a moment: where each step leads, who answers, what if nobody does."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.directory.reachability import Answer
from coordination.pathways.deadends import State, acting
from coordination.pathways.flow import FlowStep
from coordination.pathways.presence import EMERGENCY, ON_CALL
from coordination.pathways.resolve import Resolved, Slot
from coordination.pathways.wording import Row, rows


@dataclass(frozen=True)
class Played:
    """A step with how it stands. ``state`` None: the step needs nobody from outside."""

    row: Row
    state: State | None
    slots: tuple[Slot, ...]

    @property
    def stand_ins(self) -> list[Answer]:
        """Who stands in for those whom one would call first, each once."""
        firsts = [slot.first for slot in self.slots if slot.first is not None]
        return list({one.service.pk: one for first in firsts for one in first.chain}.values())

    @property
    def step(self) -> FlowStep:
        return self.row.step


@dataclass(frozen=True)
class Play:
    steps: tuple[Played, ...]
    state: State | None
    arrives_at: Answer | None


def play(resolved: Resolved) -> Play:
    """Say for each step who answers, and where a report arrives in the end."""
    slots = {one.step.code: one.slots for one in resolved.steps}
    played = tuple(
        Played(row, _state(slots.get(row.step.code, ())), slots.get(row.step.code, ()))
        for branch in (False, True)
        for row in rows(resolved.flow, resolved, branch=branch)
    )
    last = [one for step in acting(resolved.flow) for one in slots.get(step.code, ())]
    return Play(played, _state(tuple(last)), _first(last))


def state_of(answer: Answer) -> State:
    """How somebody answers at a service: itself, by a stand-in, the police alone, or not at all."""
    if answer.is_reachable:
        return _kind(answer, own=True)
    others = [_kind(one, own=False) for one in answer.chain if one.is_reachable]
    return max(others, default=State.NOBODY)


def _kind(answer: Answer, *, own: bool) -> State:
    service = answer.service
    if service.kind.code in EMERGENCY:
        return State.ONLY_110
    wide = service.catchment == service.Catchment.NATION or service.kind.code == ON_CALL
    return State.STANDBY if wide or not own else State.OPEN


def _state(slots: tuple[Slot, ...]) -> State | None:
    if not slots:
        return None
    return max((state_of(one) for slot in slots for one in slot.answers), default=State.NOBODY)


def _first(slots: list[Slot]) -> Answer | None:
    """Whom one would call: the best that answers, or who stands in for it."""
    answers = [one for slot in slots for one in slot.answers]
    best = max(answers, key=state_of, default=None)
    if best is None or state_of(best) == State.NOBODY:
        return None
    return best if best.is_reachable else best.instead

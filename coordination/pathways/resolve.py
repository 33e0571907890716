"""A version at a place and a moment: each slot becomes services with numbers, hours and stand-ins.

One question for all slots together (``directory/reachability.py``), whatever their number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from coordination.directory.catchment import Finer, Place, finer_question
from coordination.directory.models import CatchmentPart, Service, ServiceKind
from coordination.directory.reachability import Answer, in_charge, reachable
from coordination.pathways.flow import Flow, FlowStep, read
from coordination.pathways.models import Release

MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Slot:
    """A kind of service at a step, with those in charge in the order in which one would call."""

    kind: ServiceKind
    answers: tuple[Answer, ...]

    @property
    def first(self) -> Answer | None:
        return self.answers[0] if self.answers else None

    @property
    def is_reachable(self) -> bool:
        return any(one.is_reachable for one in self.answers)


@dataclass(frozen=True)
class ResolvedStep:
    step: FlowStep
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Resolved:
    """The whole way with its contacts, for a page or a sheet of paper."""

    flow: Flow
    place: Place
    at: dt.datetime
    steps: tuple[ResolvedStep, ...]
    slots: Mapping[str, Slot]

    @property
    def main(self) -> tuple[ResolvedStep, ...]:
        return tuple(one for one in self.steps if not one.step.in_branch)

    @property
    def branch(self) -> tuple[ResolvedStep, ...]:
        return tuple(one for one in self.steps if one.step.in_branch)

    @property
    def contacts(self) -> list[Answer]:
        """Those in charge, the first few of each kind, each once, in the order in which one would call now."""
        seen: dict[int, Answer] = {}
        for slot in self.slots.values():
            for one in slot.answers[:MOST_OF_A_KIND]:
                seen.setdefault(one.service.pk, one)
        return sorted(seen.values(), key=Answer.order)

    @property
    def empty(self) -> list[ServiceKind]:
        """Kinds of services that nobody fills here."""
        return [slot.kind for slot in self.slots.values() if not slot.answers]


def resolve(release: Release, place: Place, at: dt.datetime, *, user: Any = None) -> Resolved:
    """Return a frozen version with the services in charge at a place and whether they answer at a moment."""
    return resolve_flow(read(release.content), place, at, user=user)


def resolve_flow(flow: Flow, place: Place, at: dt.datetime, *, user: Any = None) -> Resolved:
    """The same for a flow that is still being edited."""
    kinds = {kind.code: kind for kind in ServiceKind.objects.filter(code__in=flow.slots)}
    answers: dict[str, list[Answer]] = {code: [] for code in kinds}
    for one in reachable(in_charge(kinds, place), at, user=user, place=place):
        answers[one.service.kind.code].append(one)
    slots = {code: Slot(kinds[code], tuple(answers[code])) for code in flow.slots if code in kinds}
    steps = tuple(
        ResolvedStep(step, tuple(slots[code] for code in step.slots if code in slots)) for step in flow.steps
    )
    return Resolved(flow, place, at, steps, slots)


def shared_by(flow: Flow, place: Place, *, user: Any = None) -> QuerySet[Service] | None:
    """Those in charge of the town, where some of them share it by parts or streets; None where nobody does."""
    parts = CatchmentPart.objects.filter(municipality=place.municipality, service__kind__code__in=flow.slots)
    if not parts.exists():  # most towns: then nobody looks through all services of these kinds
        return None
    rows = Service.objects.visible_to(user).of_kind(*flow.slots)
    return rows.serving(municipality=place.municipality, postcode=place.postcode)


def finer_of(flow: Flow, place: Place, *, user: Any = None) -> Finer | None:
    """What a page must ask because some slot is filled by part of the town or street."""
    shared = shared_by(flow, place, user=user)
    return finer_question(shared, place) if shared is not None else None

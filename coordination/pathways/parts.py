"""The parts of a pathway as plain rows: to load a template, to adopt it, to compare both. Written as one change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Prefetch

from coordination.lib import history
from coordination.pathways.models import (
    Pathway,
    PathwayAudience,
    PathwayBasis,
    Step,
    StepSlot,
    StepVariant,
    Transition,
)

WORDS = (
    "position", "code", "kind", "title", "body", "responsible", "time_code", "time_days", "time_is_set", "documents",
    "source", "checked_on",
)  # fmt: skip
Variant = tuple[Any, str, str, Any, str, Any]  # Land, text, time, law, source, checked on
ExitRow = tuple[str, str, str, bool]  # kind, code or „E0“, words, way back
BRANCH = "E0"


@dataclass
class Part:
    step: Step
    slots: list[Any] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    exits: list[ExitRow] = field(default_factory=list)


@dataclass
class Parts:
    """Everything of a pathway but its own columns. The steps in it are not stored yet, or not by this object."""

    law: list[Any] = field(default_factory=list)
    types: list[Any] = field(default_factory=list)
    professions: list[Any] = field(default_factory=list)
    steps: list[Part] = field(default_factory=list)

    def add(self, step: Step, *, slots: list[Any], variants: list[Variant], exits: list[ExitRow]) -> None:
        self.steps.append(Part(step, slots, variants, exits))

    @classmethod
    def of(cls, pathway: Pathway) -> Self:
        """Read the parts of a stored pathway."""
        parts = cls(
            law=[row.legal_basis for row in pathway.bases.select_related("legal_basis").order_by("id")]
        )
        for row in pathway.audience.select_related("institution_type", "profession").order_by("id"):
            if row.institution_type is not None:
                parts.types.append(row.institution_type)
            else:
                parts.professions.append(row.profession)
        rows = Step.objects.filter(pathway=pathway).select_related("legal_basis").order_by("position", "id")
        for step in rows.prefetch_related(
            Prefetch("slots", StepSlot.objects.select_related("kind").order_by("position", "id")),
            Prefetch("variants", StepVariant.objects.select_related("land", "legal_basis").order_by("id")),
            Prefetch("exits", Transition.objects.select_related("to_step").order_by("id")),
        ):
            parts.add(
                step,
                slots=[slot.kind for slot in step.slots.all()],
                variants=[
                    (one.land, one.body, one.time_code, one.legal_basis, one.source, one.checked_on)
                    for one in step.variants.all()
                ],
                exits=[
                    (one.kind, BRANCH if one.to_step is None else one.to_step.code, one.label, one.is_loop)
                    for one in step.exits.all()
                ],
            )
        return parts

    def mark(self) -> tuple[Any, ...]:
        """What two pathways are compared by: every word, no id of a row."""
        return (
            [row.pk for row in self.law],
            [row.pk for row in self.types],
            [row.pk for row in self.professions],
            [
                (
                    [getattr(part.step, name) for name in WORDS],
                    part.step.legal_basis_id,
                    [row.pk for row in part.slots],
                    sorted(
                        (land.pk, body, time, law.pk if law else None, source, str(day))
                        for land, body, time, law, source, day in part.variants
                    ),
                    sorted(part.exits),
                )
                for part in self.steps
            ],
        )


def write_parts(pathway: Pathway, parts: Parts) -> None:
    """Put these parts in the place of those a pathway has. Steps keep their rows by code, so their history goes on."""
    with history.changes():
        there = {step.code: step for step in Step.objects.filter(pathway=pathway)}
        _drop_around(pathway)
        rows: dict[str, Step] = {}
        for part in parts.steps:
            row = there.pop(part.step.code, None) or Step(pathway=pathway)
            before = [getattr(row, name) for name in (*WORDS, "legal_basis_id")]
            for name in (*WORDS, "legal_basis"):
                setattr(row, name, getattr(part.step, name))
            if row.pk is None or before != [getattr(row, name) for name in (*WORDS, "legal_basis_id")]:
                row.full_clean(validate_unique=False)
                row.save()
            rows[row.code] = row
        history.bulk_delete(Step, [row.pk for row in there.values()])
        _write_around(pathway, parts, rows)


def _drop_around(pathway: Pathway) -> None:
    for model, owner in (
        (Transition, "from_step__pathway"), (StepSlot, "step__pathway"), (StepVariant, "step__pathway"),
        (PathwayAudience, "pathway"), (PathwayBasis, "pathway"),
    ):  # fmt: skip
        rows = model._default_manager.filter(**{owner: pathway})
        history.bulk_delete(model, list(rows.values_list("pk", flat=True)))


def _write_around(pathway: Pathway, parts: Parts, rows: dict[str, Step]) -> None:
    history.bulk_create([PathwayBasis(pathway=pathway, legal_basis=law) for law in parts.law])
    history.bulk_create(
        [PathwayAudience(pathway=pathway, institution_type=kind) for kind in parts.types]
        + [PathwayAudience(pathway=pathway, profession=one) for one in parts.professions]
    )
    slots, variants, exits = [], [], []
    for part in parts.steps:
        step = rows[part.step.code]
        slots += [
            StepSlot(step=step, kind=kind, position=number) for number, kind in enumerate(part.slots, 1)
        ]
        variants += [
            StepVariant(
                step=step,
                land=land,
                body=body,
                time_code=time,
                legal_basis=law,
                source=source,
                checked_on=day,
            )
            for land, body, time, law, source, day in part.variants
        ]
        exits += [
            Transition(
                from_step=step,
                to_step=None if target == BRANCH else rows[target],
                to_branch=target == BRANCH,
                kind=kind,
                label=label,
                is_loop=is_loop,
            )
            for kind, target, label, is_loop in part.exits
        ]
    history.bulk_create(slots)
    history.bulk_create(variants)
    history.bulk_create(exits)

"""Changing the steps of a network's pathway. Published versions stay as they were: they are frozen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.pathways.models import Pathway, Step, StepSlot, Transition
from coordination.pathways.parts import BRANCH, ExitRow

MOST_STEPS = 60


@transaction.atomic
def save_pathway(*, by: Any, pathway: Pathway, reason: str = "") -> Pathway:
    """Change title, audience and purpose of a pathway."""
    _may(by, pathway)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        pathway.save()
    return pathway


@transaction.atomic
def save_step(
    *,
    by: Any,
    step: Step,
    slots: Collection[Any],
    exits: Sequence[ExitRow],
    after: Step | None = None,
    reason: str = "",
) -> Step:
    """Add or change a step with its contacts and exits.

    A new one stands behind ``after``, which leads to it, and takes over its way on; a decision keeps its own exits.
    """
    _may(by, step.pathway)
    fresh = step.pk is None
    if fresh and Step.objects.filter(pathway=step.pathway).count() >= MOST_STEPS:
        raise RuleBroken(
            _("At most %(n)s steps fit into a pathway.") % {"n": MOST_STEPS}, code="too_many_steps"
        )
    if any(target == step.code for _kind, target, _label, _loop in exits):
        raise RuleBroken(_("A step cannot lead to itself."), code="to_itself")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        if fresh:
            step.position = _position_after(step.pathway, after)
        step.save()
        if fresh and after is not None and after.kind != Step.Kind.DECIDE:
            onward = _take_over(step, after)
            exits = exits if step.kind == Step.Kind.DECIDE else onward or exits
        _set_slots(step, slots)
        _set_exits(step, exits)
    return step


@transaction.atomic
def move_step(*, by: Any, step: Step, down: bool) -> None:
    """Swap a step with its neighbour. The order is that of reading; where the ways lead stays."""
    _may(by, step.pathway)
    rows = list(Step.objects.filter(pathway=step.pathway).order_by("position", "id"))
    here = next(number for number, row in enumerate(rows) if row.pk == step.pk)
    there = here + (1 if down else -1)
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        for number, row in enumerate(rows, 1):
            if row.position != number * 10:
                row.position = number * 10
                row.save(update_fields=["position"])


@transaction.atomic
def delete_step(*, by: Any, step: Step) -> None:
    """Delete a step; what led to it leads on to where it led, if that was one place."""
    _may(by, step.pathway)
    ways = list(Transition.objects.filter(from_step=step).exclude(kind=Transition.Kind.EMERGENCY))
    onward = ways[0] if len(ways) == 1 else None
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        for entry in Transition.objects.filter(to_step=step):
            if onward is None or onward.to_step_id == entry.from_step_id:
                entry.delete()
            else:
                entry.to_step, entry.to_branch = onward.to_step, onward.to_branch
                entry.save()
        step.delete()


def _may(by: Any, pathway: Pathway) -> None:
    if pathway.network is None:
        raise RuleBroken(_("A template belongs to no network; adopt it first."), code="template")
    require(by, "pathways.change_draft", pathway.network)


def _position_after(pathway: Pathway, after: Step | None) -> int:
    """Make room behind a step (or at the end) and return the place."""
    rows = list(Step.objects.filter(pathway=pathway).order_by("position", "id"))
    index = next((number for number, row in enumerate(rows, 1) if after and row.pk == after.pk), len(rows))
    for number, row in enumerate(rows, 1):
        wanted = (number if number <= index else number + 1) * 10
        if row.position != wanted:
            row.position = wanted
            row.save(update_fields=["position"])
    return (index + 1) * 10


def _take_over(step: Step, after: Step) -> list[ExitRow]:
    """The way on of ``after`` becomes that of the new step, and ``after`` leads to it."""
    onward = (
        Transition.objects.filter(from_step=after, kind=Transition.Kind.NEXT)
        .select_related("to_step")
        .first()
    )
    if onward is None:
        Transition(from_step=after, to_step=step, kind=Transition.Kind.NEXT).save()
        return []
    target = BRANCH if onward.to_step is None else onward.to_step.code
    onward.to_step, onward.to_branch = step, False
    onward.save()
    return [("next", target, "", False)]


def _set_slots(step: Step, slots: Collection[Any]) -> None:
    there = {row.kind_id: row for row in StepSlot.objects.filter(step=step)}
    wanted = {kind.pk for kind in slots}
    history.bulk_delete(StepSlot, [row.pk for kind, row in there.items() if kind not in wanted])
    fresh = [kind for kind in slots if kind.pk not in there]
    start = len(there) + 1
    history.bulk_create([StepSlot(step=step, kind=kind, position=n) for n, kind in enumerate(fresh, start)])


def _set_exits(step: Step, exits: Sequence[ExitRow]) -> None:
    known = {row.code: row for row in Step.objects.filter(pathway=step.pathway)}
    wanted = {kind: (target, label, loop) for kind, target, label, loop in exits if target}
    if not step.pathway.is_branch and step.pathway.branch_id:
        wanted["emergency"] = (BRANCH, "", False)
    there = {row.kind: row for row in Transition.objects.filter(from_step=step)}
    history.bulk_delete(Transition, [row.pk for kind, row in there.items() if kind not in wanted])
    for kind, (target, label, loop) in wanted.items():
        if target != BRANCH and target not in known:
            raise RuleBroken(_("The step an exit leads to is gone."), code="target_gone")
        row = there.get(kind) or Transition(from_step=step, kind=kind)
        goal = None if target == BRANCH else known[target]
        values = (goal.pk if goal else None, goal is None, label, loop)
        if row.pk is None or (row.to_step_id, row.to_branch, row.label, row.is_loop) != values:
            row.to_step, row.to_branch, row.label, row.is_loop = goal, goal is None, label, loop
            row.save()

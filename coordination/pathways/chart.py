"""The flow chart beside the editor: the rows of the handout's sheet, also with a step that is only typed so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from coordination.pathways.flow import DANGER, Exit, Flow, FlowStep, numbered
from coordination.pathways.models import Step, Transition
from coordination.pathways.paper import Sheet
from coordination.pathways.paper_rows import PaperRow
from coordination.pathways.parts import BRANCH, ExitRow


def chart_of(flow: Flow) -> list[PaperRow]:
    """Return the rows as paper draws them, without contacts: these depend on a place."""
    sheet = Sheet(flow, {"slots": {}, "contacts": []}, code="", phrase="", address="", issued_on=dt.date.min)
    return sheet.rows


def with_typed(flow: Flow, step: Step, exits: Sequence[ExitRow], after: Step | None = None) -> Flow:
    """Return the flow as it would be if ``step`` were saved as it is typed; nothing is written.

    A new step stands behind ``after`` and takes over its way on, as saving does; a decision keeps its own exits.
    """
    door = next((one.to for row in flow.main for one in row.exits if one.kind == DANGER), "")
    ways = [
        Exit(kind, door if target == BRANCH else target, label, is_loop)
        for kind, target, label, is_loop in exits
        if target
    ]
    typed = FlowStep(
        code=step.code,
        kind=step.kind,
        title=step.title.strip() or _("(no title yet)"),
        body=step.body,
        responsible=step.responsible,
        time_code=step.time_code,
        time_days=step.time_days,
        is_proposal=step.is_proposal,
        exits=(*ways, Exit(DANGER, door)) if door else tuple(ways),
    )
    main = list(flow.main)
    place = next((at for at, one in enumerate(main) if one.code == step.code), None)
    if place is not None:
        main[place] = typed
    else:
        _put_behind(
            main,
            typed,
            after.code if after else "",
            is_decision=after is not None and after.kind == Step.Kind.DECIDE,
        )
    steps = [replace(one, number=number) for one, number in numbered([*main, *flow.branch])]
    return replace(flow, steps=tuple(steps), _known={})


def _put_behind(main: list[FlowStep], typed: FlowStep, code: str, *, is_decision: bool) -> None:
    at = next((at for at, one in enumerate(main) if one.code == code), None)
    if at is None:
        main.append(typed)
        return
    if not is_decision:
        before = main[at]
        onward = [one for one in before.exits if one.kind == Transition.Kind.NEXT]
        others = [one for one in before.exits if one.kind != Transition.Kind.NEXT]
        main[at] = replace(before, exits=(Exit(Transition.Kind.NEXT.value, typed.code), *others))
        if onward and not typed.is_decision:
            typed = replace(typed, exits=(*onward, *(one for one in typed.exits if one.kind == DANGER)))
    main.insert(at + 1, typed)

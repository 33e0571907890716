"""Taking back a change of very many rows, some thousands at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError

from coordination.lib import history
from coordination.lib.models.history import ChangeSet, Tracked
from coordination.lib.undo import Undone, conflicts_of, drop_units, plan_of, taken_meanwhile, write_plans


def undo_in_parts(
    change_set: ChangeSet,
    *,
    by: Any,
    model: type[Tracked],
    parts: Sequence[type[Tracked]] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
    size: int = 5_000,
) -> Undone:
    """The same for a change of very many rows, some units at a time: of all of them only three numbers each are kept.

    Only for changes that added and deleted nothing. The units are rows of ``model``; ``parts`` point to it by the field
    their ``part_of`` names first. All in one transaction.
    """
    columns = {model: "id", **{part: f"{part.part_of[0]}_id" for part in parts}}
    ordered = [each for each in history.tracked_models() if each in columns]
    # By their history rows, so that each part is found without a look at all the others: (unit, which model, row).
    touched: list[tuple[int, int, int]] = []
    for place, each in enumerate(ordered):
        rows = each.history.model._base_manager.filter(change_set=change_set).order_by()
        touched += (
            (unit, place, row) for unit, row in rows.values_list(columns[each], "history_id").iterator()
        )
    touched.sort()
    result, done = Undone(), 0
    try:
        with history.changes(by=by, source=ChangeSet.Source.UNDO, undoes=change_set) as frame:
            for chunk in _whole_units(touched, size):
                found = {
                    each: plan_of(
                        each,
                        change_set,
                        None,
                        {"history_id__in": [row for _unit, at, row in chunk if at == n]},
                    )
                    for n, each in enumerate(ordered)
                }
                plans = {each: plan for each, plan in found.items() if plan.units}
                stuck = drop_units(plans)
                result.conflicts += conflicts_of(stuck, plans) if stuck else []
                result.rows += write_plans([plans[each] for each in ordered if each in plans])
                done += len(chunk)
                progress(done, len(touched))
            result.change_set = frame.change_set
    except IntegrityError as error:
        raise taken_meanwhile() from error
    return result


def _whole_units(touched: list[tuple[int, int, int]], size: int) -> Iterator[list[tuple[int, int, int]]]:
    """Cut a list sorted by unit into parts of about ``size``, never through a unit."""
    start = 0
    while start < len(touched):
        end = min(start + size, len(touched))
        while end < len(touched) and touched[end][0] == touched[end - 1][0]:
            end += 1
        yield touched[start:end]
        start = end

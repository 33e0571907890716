"""Taking a change back: one record's part of it, or a whole import, leaving alone what somebody has changed since.

A *unit* is a record with all rows that are part of it (contacts, topics …, see ``Tracked.part_of``). A unit is undone
whole or not at all; what stays is told as a :class:`Conflict`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models.history import ChangeSet, Tracked

Unit = tuple[str, int]


@dataclass(frozen=True)
class Conflict:
    """A record that keeps its present state, because of a later change or because something else needs it."""

    label: str
    unit: Unit
    later: ChangeSet | None


@dataclass
class Undone:
    """What an undo did: its own change set (None: nothing was left to do), how many rows, and what stayed."""

    change_set: ChangeSet | None = None
    rows: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass
class _Plan:
    """What has to happen to the rows of one model."""

    model: type[Tracked]
    delete: dict[int, Any] = field(default_factory=dict)
    create: dict[int, Any] = field(default_factory=dict)
    restore: dict[int, tuple[tuple[str, ...], list[Any]]] = field(default_factory=dict)
    blocked: dict[int, int | None] = field(default_factory=dict)
    units: dict[int, set[Unit]] = field(default_factory=dict)

    def ids(self) -> set[int]:
        return {*self.delete, *self.create, *self.restore}


def units_of(model: type[Tracked], values: dict[str, Any]) -> set[Unit]:
    """Return the units a row belongs to; a row that is part of nothing is its own unit."""
    owners = {
        (history.target_of(history.column(model, name))._meta.label_lower, values[f"{name}_id"])
        for name in model.part_of
        if values[f"{name}_id"] is not None
    }
    return owners or {(model._meta.label_lower, values["id"])}


def _before_and_now(
    model: type[Tracked], firsts: dict[int, int], names: list[str]
) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """Return, by id, the last history row before the change and the row as it stands today.

    ``firsts``: id → the first history row of the change.
    """
    rows = model.history.model._base_manager.order_by()
    before: dict[int, dict[str, Any]] = {}
    now: dict[int, dict[str, Any]] = {}
    for chunk in history.in_chunks(firsts):
        latest: dict[int, int] = {}
        for row_id, history_id in rows.filter(id__in=chunk).values_list("id", "history_id"):
            if latest.get(row_id, 0) < history_id < firsts[row_id]:
                latest[row_id] = history_id
        found = rows.filter(history_id__in=list(latest.values()))
        for row in found.values("history_type", "id", "uid", *names):
            before[row["id"]] = row
        for row in model._base_manager.filter(pk__in=chunk).order_by().values("id", "version", *names):
            now[row["id"]] = row
    return before, now


def plan_of(
    model: type[Tracked], change_set: ChangeSet, unit: Unit | None, only: dict[str, Any] | None = None
) -> _Plan:
    """Compare, for each row touched by the change (``only``: of those), the state before, after and now."""
    plan = _Plan(model)
    rows = model.history.model._base_manager
    names = [f.attname for f in history.concrete(model)]
    wanted = ["history_id", "history_type", "id", "uid", *names]
    touched = rows.filter(change_set=change_set, **(only or {}))
    spans: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in touched.order_by("history_id").values(*wanted):
        spans[row["id"]].append(row)
    if not spans:
        return plan
    newest = dict(rows.filter(id__in=touched.values("id")).values_list("id").annotate(Max("history_id")))
    looked_at = [
        i
        for i, span in spans.items()
        if span[0]["history_type"] != history.CREATED or newest[i] > span[-1]["history_id"]
    ]
    firsts = {i: spans[i][0]["history_id"] for i in looked_at}
    before, now = _before_and_now(model, firsts, names)

    for row_id, span in spans.items():
        first, last = span[0], span[-1]
        units = units_of(model, last)
        if unit is not None and unit not in units:
            continue
        plan.units[row_id] = units
        later = newest[row_id] if newest[row_id] > last["history_id"] else None
        current = now.get(row_id) if later or first["history_type"] != history.CREATED else last
        _decide(plan, row_id, first, last, before.get(row_id, first), current, later, names)
    return plan


def _decide(
    plan: _Plan,
    row_id: int,
    first: dict[str, Any],
    last: dict[str, Any],
    old: dict[str, Any],
    current: dict[str, Any] | None,
    later: int | None,
    names: list[str],
) -> None:
    """Say what has to happen to one row; values count, so what was changed and changed back is as if untouched."""
    if first["history_type"] == history.CREATED:
        if last["history_type"] == history.DELETED or current is None:  # gone already
            return
        if all(current[name] == last[name] for name in names):
            plan.delete[row_id] = last
        else:
            plan.blocked[row_id] = later
        return
    if last["history_type"] == history.DELETED:
        if current is None and later is None:
            plan.create[row_id] = old
        elif current is None or any(current[name] != old[name] for name in names):
            plan.blocked[row_id] = later
        return
    changed = tuple(name for name in names if old[name] != last[name])
    if current is None or any(current[name] not in (last[name], old[name]) for name in changed):
        plan.blocked[row_id] = later
        return
    open_ones = tuple(name for name in changed if current[name] != old[name])
    if open_ones:
        plan.restore[row_id] = (open_ones, [current["version"], *(old[name] for name in open_ones)])


def _one_of(name: str, ids: Collection[int]) -> Iterable[dict[str, Any]]:
    """Yield filters that together find ``name`` being one of ``ids``, or near: an import's ids lie side by side."""
    if not ids:
        return
    least, most = min(ids), max(ids)
    if most - least < 2 * len(ids):
        yield {f"{name}__gte": least, f"{name}__lte": most}
        return
    for chunk in history.in_chunks(ids):
        yield {f"{name}__in": chunk}


def _needed_elsewhere(plan: _Plan, plans: dict[type[Tracked], _Plan]) -> Iterable[tuple[int, int | None]]:
    """Yield the ids of rows to delete to which rows point that would stay."""
    for relation in plan.model._meta.related_objects:
        source: Any = relation.related_model
        if not relation.field.concrete or source is plan.model.history.model:
            continue
        leaving = plans[source].delete if source in plans else {}
        for condition in _one_of(relation.field.name, plan.delete):
            pointing = source._base_manager.filter(**condition)
            for pk, target in pointing.values_list("pk", relation.field.attname):
                if pk not in leaving and target in plan.delete:
                    yield target, None


def drop_units(plans: dict[type[Tracked], _Plan]) -> dict[Unit, int | None]:
    """Take every unit with a blocked row out of the plans, until nothing that stays needs what goes."""
    stuck: dict[Unit, int | None] = {}

    def block(plan: _Plan, row_id: int, later: int | None) -> None:
        for unit in plan.units[row_id]:
            stuck.setdefault(unit, later)

    for plan in plans.values():
        for row_id, later in plan.blocked.items():
            block(plan, row_id, later)
    for _round in range(20):
        size = len(stuck)
        for plan in plans.values():
            for row_id in plan.ids():
                if plan.units[row_id] & stuck.keys():
                    for part in (plan.delete, plan.create, plan.restore):
                        part.pop(row_id, None)
        for plan in plans.values():
            if plan.delete:
                for row_id, later in _needed_elsewhere(plan, plans):
                    block(plan, row_id, later)
        if len(stuck) == size:
            return stuck
    return stuck


def write_plans(plans: list[_Plan]) -> int:
    """Carry the plans out, those first that others point to; return the number of rows written."""
    for plan in plans:
        if plan.create:
            names = [f.attname for f in history.concrete(plan.model)]
            history.bulk_create(
                [
                    plan.model(**{"id": row_id, "uid": old["uid"], **{name: old[name] for name in names}})
                    for row_id, old in plan.create.items()
                ]
            )
        groups: dict[tuple[str, ...], list[Tracked]] = defaultdict(list)
        for row_id, (changed, (version, *old)) in plan.restore.items():
            values = dict(zip(changed, old, strict=True))
            groups[changed].append(plan.model(**{"id": row_id, "version": version, **values}))
        for changed, rows in groups.items():
            history.bulk_update(rows, changed)
    for plan in reversed(plans):
        history.bulk_delete(plan.model, plan.delete.keys())
    return sum(len(plan.ids()) for plan in plans)


def conflicts_of(stuck: dict[Unit, int | None], plans: dict[type[Tracked], _Plan]) -> list[Conflict]:
    from django.apps import apps  # noqa: PLC0415 -- the registry is only needed when something is stuck

    by_label: dict[str, list[int]] = defaultdict(list)
    for label, pk in stuck:
        by_label[label].append(pk)
    labels = {
        (label, row.pk): str(row)
        for label, ids in by_label.items()
        for row in apps.get_model(label)._base_manager.filter(pk__in=ids)
    }
    later: dict[Unit, ChangeSet] = {}
    for plan in plans.values():
        rows = plan.model.history.model._base_manager.filter(history_id__in=[n for n in stuck.values() if n])
        sets = {row.history_id: row.change_set for row in rows.select_related("change_set__user")}
        for row_id, history_id in plan.blocked.items():
            if history_id in sets:
                for unit in plan.units[row_id]:
                    later.setdefault(unit, sets[history_id])
    return [
        Conflict(labels.get(unit, str(_("deleted entry"))), unit, later.get(unit))
        for unit in sorted(stuck, key=lambda unit: (labels.get(unit, ""), unit))
    ]


def undo(change_set: ChangeSet, *, by: Any, unit: Unit | None = None, reason: str = "") -> Undone:
    """Take a change back, or of it only what concerns one unit (``("directory.institution", 17)``).

    A unit in which somebody has changed the same field since is left whole and reported as a conflict.
    Raises RuleBroken if the earlier state can no longer stand (a name or number was given away meanwhile).
    """
    ordered = history.tracked_models()
    try:
        with history.changes(by=by, source=ChangeSet.Source.UNDO, reason=reason, undoes=change_set) as frame:
            plans = {model: plan_of(model, change_set, unit) for model in ordered}
            plans = {model: plan for model, plan in plans.items() if plan.units}
            stuck = drop_units(plans)
            result = Undone(conflicts=conflicts_of(stuck, plans) if stuck else [])
            with transaction.atomic():
                result.rows = write_plans([plans[model] for model in ordered if model in plans])
            result.change_set = frame.change_set
            return result
    except IntegrityError as error:
        raise taken_meanwhile() from error


def taken_meanwhile() -> RuleBroken:
    return RuleBroken(
        _("The earlier state can no longer be restored: something in it has been taken meanwhile."),
        code="cannot_undo",
    )

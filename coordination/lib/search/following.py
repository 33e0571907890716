"""Following the changes: each change set queues one task, however many rows it writes; it reads what was touched."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction

from coordination.lib import history
from coordination.lib.models.history import ChangeSet
from coordination.lib.search.documents import kind_of, kinds
from coordination.lib.search.writing import refresh
from coordination.lib.tasks import in_queue, task


def follow(change_set: ChangeSet) -> None:
    """Queue the work, in the transaction of the change. Without a queue it is done after the commit."""
    uid = str(change_set.uid)
    if in_queue():
        follow_change.enqueue(uid)
    else:
        transaction.on_commit(lambda: follow_change(uid), robust=True)


@task(priority=5)
def follow_change(uid: str) -> int:
    """Bring the index up to date after one change set; return how many records were written."""
    touched = touched_by(uid)
    return sum(refresh(kind, sorted(set(kind.concerned(touched)))) for kind in kinds()) if touched else 0


def follow_row(model: str, pk: int) -> None:
    """The same for a record without history: whoever saves it calls this."""
    if in_queue():
        follow_records.enqueue(model, [pk])
    else:
        transaction.on_commit(lambda: follow_records(model, [pk]), robust=True)


@task(priority=5)
def follow_records(model: str, ids: list[int]) -> int:
    return sum(refresh(kind, ids) for kind in kind_of(model))


def touched_by(uid: str) -> dict[str, set[int]]:
    """Return the units a change set touched: model label → ids. What was erased from history is told by nobody."""
    touched: dict[str, set[int]] = defaultdict(set)
    for model in history.tracked_models():
        owners = [
            (name, history.target_of(history.column(model, name))._meta.label_lower) for name in model.part_of
        ]
        rows: Any = model.history.model._base_manager.filter(change_set__uid=uid).order_by()
        for pk, *keys in rows.values_list("id", *(f"{name}_id" for name, _label in owners)).distinct():
            if not owners:
                touched[model._meta.label_lower].add(pk)
            for (_name, label), key in zip(owners, keys, strict=True):
                if key is not None:
                    touched[label].add(key)
    return touched

"""Taking values out of history: for what must not be remembered (a shelter's address) or must be forgotten (Art. 17).

The history rows stay, so that what was done when remains answerable; only the values in them go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import models, transaction

from coordination.lib import history, search
from coordination.lib.models import Tracked

Values = dict[str, Any]


@transaction.atomic
def rewrite_history(
    model: type[Tracked], ids: Collection[int], fields: Collection[str], change: Callable[[Values], Values]
) -> int:
    """Let ``change`` see the ``fields`` of every history row of these ids and say what is new; return how many did."""
    rows = model.history.model._base_manager
    rewritten = 0
    for row in rows.filter(id__in=list(ids)).order_by("history_id").values("history_id", *fields):
        different = {
            name: value for name, value in change(dict(row)).items() if name in row and row[name] != value
        }
        if different:
            rows.filter(history_id=row["history_id"]).update(**different)
            rewritten += 1
    return rewritten


def forget_history(model: type[Tracked], ids: Collection[int]) -> None:
    """Delete every history row of these ids, and what the search index knows of them. Nothing can bring them back."""
    rows = model.history.model._base_manager
    for chunk in history.in_chunks(ids):
        rows.filter(id__in=chunk).delete()
    search.forget(model._meta.label_lower, ids)


def text_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the columns in which people write."""
    kinds = (models.CharField, models.TextField)
    return [f.name for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]

"""Forgetting a person (Art. 17 GDPR), by the rules of the catalogue: rows, history, search index, texts of others.

Called by the erasers of the rooms, which know accounts and people and write the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.text import capfirst

from coordination.lib import erasure, search
from coordination.lib.models import Tracked
from coordination.lib.personal import sweep
from coordination.lib.personal.collected import holdings
from coordination.lib.personal.shapes import Fate, Holding, Subject


@dataclass(frozen=True)
class Line:
    """One line of the preview: what, how many, what happens, why something stays."""

    title: str
    count: int
    fate: Fate
    why: str


def preview(subject: Subject) -> list[Line]:
    """Return what would go and what would stay. Changes nothing."""
    lines: dict[tuple[str, Fate], Line] = {}
    for holding in holdings():
        if count := holding.rows(subject).count():
            title = str(capfirst(holding.of._meta.verbose_name_plural))
            before = lines.get((title, holding.fate))
            lines[title, holding.fate] = Line(
                title, count + (before.count if before else 0), holding.fate, str(holding.why)
            )
    return list(lines.values())


@transaction.atomic
def erase(subject: Subject) -> int:
    """Delete, empty or leave every row of this person as its model's rule says; return how many rows were dealt with.

    Texts of others come first: they are searched by the names that are forgotten afterwards.
    """
    done = sweep.take_out(subject)
    for holding in holdings():
        rows = list(holding.rows(subject))
        done += len(rows)
        if holding.fate is Fate.DELETE:
            _delete(holding, rows)
        elif holding.fate is Fate.EMPTY:
            _empty(holding, rows)
    return done


def _delete(holding: Holding, rows: list[Any]) -> None:
    for row in rows:
        row.delete()
    _forget(holding.of, [row.pk for row in rows], rows)


def _empty(holding: Holding, rows: list[Any]) -> None:
    """Empty the columns past the history, which then goes as well: it would remember."""
    ids = [row.pk for row in rows]
    for row in rows:
        values = {name: rule(row) if callable(rule) else rule for name, rule in holding.empty.items()}
        holding.of._base_manager.filter(pk=row.pk).update(**values)
    if issubclass(holding.of, Tracked):
        _forget(holding.of, ids, rows)


def _forget(model: type[models.Model], ids: list[int | None], rows: list[Any]) -> None:
    """History and index; ``delete`` has set the keys to None, history still knows them by public id."""
    if not issubclass(model, Tracked) or not rows:
        return
    past = model.history.model._base_manager.filter(uid__in=[row.uid for row in rows])
    known = {pk for pk in ids if pk} | set(past.order_by().values_list("id", flat=True))
    erasure.forget_history(model, known)
    search.forget(model._meta.label_lower, known)

"""Names, mail addresses and telephone numbers of one person in everybody else's texts: found and taken out.

For erasure only. Last names alone are left: they may be anybody's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from coordination.lib import search
from coordination.lib.models import Tracked
from coordination.lib.personal.collected import mentions
from coordination.lib.personal.shapes import Subject

_SHORTEST = 5  # what is shorter would hit other words


class Needles:
    """What gives a person away in a text."""

    def __init__(self, subject: Subject) -> None:
        words = {*subject.names, *subject.mails, *subject.phones, *(_spelt(subject.phones))}
        self.words = sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True)
        alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in self.words)
        self.pattern = re.compile(rf"(?i)(?<!\w)(?:{alternatives})(?!\w)") if self.words else None

    def taken_out_of(self, value: Any) -> Any:
        """Return a text, or anything JSON holds, without them."""
        if self.pattern is None:
            return value
        if isinstance(value, str):
            return self.pattern.sub(_("[erased]"), value)
        if isinstance(value, list):
            return [self.taken_out_of(one) for one in value]
        if isinstance(value, dict):
            return {self.taken_out_of(key): self.taken_out_of(one) for key, one in value.items()}
        return value

    def within(self, columns: list[str]) -> Q:
        """Rows with one of them in one of these columns, as text or as JSON writes it."""
        condition = Q(pk=None)
        for word in self.words:
            for spelling in {word, json.dumps(word)[1:-1]}:
                for column in columns:
                    condition |= Q(**{f"{column}__icontains": spelling})
        return condition


def _spelt(phones: frozenset[str]) -> Iterator[str]:
    for phone in phones:
        if phone.startswith("+49"):
            yield f"0{phone[3:]}"


def _rows(model: type[models.Model], columns: list[str], needles: Needles) -> models.QuerySet[Any]:
    texts = {}
    for name in columns:
        if isinstance(model._meta.get_field(name), models.JSONField):
            texts[f"_text_{name}"] = Cast(name, models.TextField())
    searched = [name for name in columns if f"_text_{name}" not in texts]
    rows = model._base_manager.annotate(**texts)
    return rows.filter(needles.within([*searched, *texts])).order_by("pk")


def found(subject: Subject) -> dict[str, int]:
    """Return in how many rows of which kind the person is mentioned: label → count. Changes nothing."""
    needles = Needles(subject)
    counts: dict[str, int] = {}
    if needles.pattern is None:
        return {}
    for mention in mentions():
        if count := _rows(mention.of, list(mention.fields), needles).count():
            label = str(mention.why or mention.of._meta.verbose_name_plural)
            counts[label] = counts.get(label, 0) + count
    return counts


def take_out(subject: Subject) -> int:
    """Take the person out of every text of others, of history rows as well; return how many rows were rewritten.

    Live tracked rows go through ``save``, so that what is derived from them (search text, index) follows.
    """
    needles, count = Needles(subject), 0
    if needles.pattern is None:
        return 0
    for mention in mentions():
        columns = list(mention.fields)
        if rows := list(_rows(mention.of, columns, needles)):
            with mention.opened():
                for row in rows:
                    _rewrite(mention.of, row, columns, needles)
        count += len(rows)
        if issubclass(mention.of, Tracked):
            count += _rewrite_history(mention.of, columns, needles)
    return count


def _rewrite(model: type[models.Model], row: Any, columns: list[str], needles: Needles) -> None:
    for name in columns:
        _set(row, name, needles.taken_out_of(getattr(row, name)))
    if isinstance(row, Tracked):
        row.save()
        _forget_in_search(row)
    else:
        model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})


def _forget_in_search(row: Tracked) -> None:
    """The record and what it is part of, at once; they come back into the index when the change is followed."""
    search.forget(row._meta.label_lower, [row.pk])
    for name in row.part_of:
        field = row._meta.get_field(name)
        if pk := getattr(row, f"{name}_id"):
            search.forget(field.related_model._meta.label_lower, [pk])  # type: ignore[union-attr]


def _rewrite_history(model: type[Tracked], columns: list[str], needles: Needles) -> int:
    past = model.history.model
    derived = [f.name for f in past._meta.concrete_fields if f.name == "search_text"]
    rows = list(_rows(past, [*columns, *derived], needles))
    for row in rows:
        values = {name: needles.taken_out_of(getattr(row, name)) for name in columns}
        past._base_manager.filter(pk=row.pk).update(**values, **dict.fromkeys(derived, ""))
    return len(rows)


def _set(row: Any, name: str, value: Any) -> None:
    longest = row._meta.get_field(name).max_length
    setattr(row, name, value[:longest] if longest and isinstance(value, str) else value)

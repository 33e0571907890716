"""The time line of a record in plain words, from the history rows of the record and of what is part of it.

Entries are change sets, newest first. Whatever their number, a page of them costs three queries: the change sets,
the rows with their predecessors, the names behind foreign keys; a fourth where somebody acted who is not told by name.
What a reader may not see is named by a :class:`Reading`; a change of which a part is hidden cannot be undone by this
reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from coordination.lib import history
from coordination.lib.models import ChangeSet, Tracked
from coordination.lib.timeline_rows import Memory, Reading, Row, Words

__all__ = ["Change", "Entry", "Reading", "Timeline", "Words"]

_LONGEST = 200


class Change(NamedTuple):
    """One line: what, the old words, the new words; either may be empty."""

    label: str
    old: str
    new: str


@dataclass
class Entry:
    """What one change set did to the record."""

    change_set: ChangeSet
    text: str = ""
    changes: list[Change] = field(default_factory=list)
    who: str = ""
    source: str = ""
    reason: str = ""
    may_undo: bool = False
    undo_url: str = ""

    @property
    def at(self) -> dt.datetime:
        return self.change_set.at


class Timeline(Memory):
    """The time line of one record for one reader."""

    def change_sets(self) -> QuerySet[ChangeSet]:
        """Return the change sets that touched what the reader may see, newest first: to count, to slice, to page."""
        reads = self.reading.rows
        branches = [
            ChangeSet.objects.filter(pk__in=rows.filter(reads[model]).values("change_set"))
            .annotate(is_known=self._is_known())
            .select_related("user")
            .order_by()
            for model, rows in self.branches()
            if model in reads
        ]
        first, *rest = branches
        return first.union(*rest).order_by("-id") if rest else first.order_by("-id")

    def _is_known(self) -> Case | Value:
        knows = self.reading.knows_people
        if knows:
            return Case(When(knows, then=Value(True)), default=Value(False))
        return Value(knows is not None)

    def entries(self, change_sets: Iterable[ChangeSet]) -> list[Entry]:
        """Tell these change sets, in their order; those without a word for this reader are left out."""
        wanted = list(change_sets)
        if not wanted:
            return []
        found = self.found([change_set.pk for change_set in wanted])
        rows, hidden, undone = self.sorted_by_change(found)
        names = self.names([row for mine in rows.values() for row in mine])
        strangers = [one for one in wanted if one.user_id and not getattr(one, "is_known", False)]
        called = self.reading.called(strangers) if self.reading.called and strangers else {}
        told = (self._entry(one, rows[one.pk], names, called.get(one.pk, "")) for one in wanted)
        entries = [entry for entry in told if entry.text or entry.changes]
        for entry in entries:
            pk = entry.change_set.pk
            entry.may_undo = pk not in hidden and pk not in undone and not self._stays(rows[pk])
        return entries

    def _entry(self, change_set: ChangeSet, rows: list[Row], names: Mapping, called: str) -> Entry:
        entry = Entry(change_set, who=called)
        if getattr(change_set, "is_known", False):
            entry.who, entry.reason = str(change_set.user or ""), change_set.reason
        if change_set.source not in (ChangeSet.Source.FORM, ChangeSet.Source.SYSTEM):
            entry.source = str(change_set.get_source_display())
        own = [row for row in rows if row.model is type(self.record)]
        if any(row.kind == history.CREATED for row in own):
            entry.text = _("Entry created")
            if change_set.source == ChangeSet.Source.IMPORT and entry.reason:
                entry.text = _("Created by import %(file)s") % {"file": entry.reason}
                entry.source = entry.reason = ""
            return entry
        for row in own:
            moved = self._moved_to_bin(row)
            entry.text = moved or entry.text
            entry.changes += self._changed(row, names, prefix="")
        for row in rows:
            if row.model is not type(self.record):
                entry.changes += self._part(row, names)
        return entry

    @staticmethod
    def _moved_to_bin(row: Row) -> str:
        if row.before is None or "removed_at" not in row.values:
            return ""
        was, now = row.before["removed_at"], row.values["removed_at"]
        if was is None and now is not None:
            return _("Put into the bin")
        return _("Restored from the bin") if was is not None and now is None else ""

    def _part(self, row: Row, names: Mapping) -> Iterator[Change]:
        label, value = self._called(row.model, row.values, names)
        gone = bool(row.values.get("removed_at"))
        moved = row.before is not None and bool(row.before.get("removed_at")) != gone
        if row.kind == history.DELETED or (moved and gone):
            yield Change(label, value or "–", "")
        elif row.kind == history.CREATED or row.before is None or moved:
            yield Change(_("%(what)s added") % {"what": label}, "", value or "–")
        else:
            yield from self._changed(row, names, prefix=label, value=value)

    def _changed(self, row: Row, names: Mapping, *, prefix: str, value: str = "") -> Iterator[Change]:
        """Yield a line per column that differs; of a part, the value's own columns carry only its name."""
        if row.before is None:
            return
        words = self.reading.words.get(row.model, Words())
        for column in history.concrete(row.model):
            old, new = row.before.get(column.attname), row.values.get(column.attname)
            if old == new or self.is_quiet(row.model, column):
                continue
            label = capfirst(str(column.verbose_name))
            if prefix:
                named = "" if prefix == value else value
                label = (
                    prefix
                    if column.name in words.value
                    else f"{joined(prefix, named)}, {column.verbose_name}"
                )
            yield Change(label, self._said(column, old, names), self._said(column, new, names))

    def _called(self, model: type[Tracked], values: dict[str, Any], names: Mapping) -> tuple[str, str]:
        """Return how a part is called: „Telefon (Zentrale)“, and its value: „02241 1“."""
        words = self.reading.words.get(model, Words())

        def said(columns: Sequence[str]) -> list[str]:
            fields = (history.column(model, name) for name in columns)
            return [text for f in fields if (text := self._said(f, values.get(f.attname), names))]

        label = str(capfirst(model._meta.verbose_name))
        if words.label:
            first, *rest = said(words.label) or [label]
            label = f"{first} ({', '.join(rest)})" if rest else first
        others = [
            f.name
            for f in history.concrete(model)
            if f.is_relation and f.related_model is not type(self.record) and not self.is_quiet(model, f)
        ]
        return label, ", ".join(said(words.value or others))

    def _said(self, column: models.Field, value: Any, names: Mapping) -> str:
        if value is None or value == "":
            return ""
        if column.is_relation:
            return names.get((column.related_model, value), "–")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(column, models.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(value, Decimal):
            return number_format(value.normalize())
        if isinstance(value, dt.datetime):
            return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        if isinstance(value, dt.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        return Truncator(str(value)).chars(_LONGEST)

    def _stays(self, rows: list[Row]) -> bool:
        """What is not undone from here: that the record came into being, went into the bin, and what is for good."""
        for row in rows:
            if row.model is type(self.record):
                if row.kind != history.CHANGED or self._moved_to_bin(row):
                    return True
                attributes = [history.column(row.model, name).attname for name in row.model.for_good]
                if row.before and any(row.before.get(name) != row.values.get(name) for name in attributes):
                    return True
        return False


def joined(label: str, value: str) -> str:
    """„Eintrag im Netzwerk“ and „Netzwerk Kinderschutz“: a word that ends the one and begins the other stands once."""
    first, _space, rest = value.partition(" ")
    if rest and label.rpartition(" ")[2].casefold() == first.casefold():
        value = rest
    return f"{label} {value}".strip()

"""What happened to a pathway, and taking one change of it back: its head, its steps, their contacts and exits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coordination.directory.reading import reading_of
from coordination.lib.models import ChangeSet, Tracked
from coordination.lib.timeline import Change, Entry, Timeline, Words
from coordination.lib.timeline_rows import Row
from coordination.pathways.models import (
    LegalBasis,
    Pathway,
    PathwayAudience,
    PathwayBasis,
    Release,
    Step,
    StepSlot,
    StepVariant,
    Transition,
)

OF_STEPS: dict[type[Tracked], str] = {Transition: "from_step", StepSlot: "step", StepVariant: "step"}
WORDS: dict[type[Tracked], Words] = {
    Step: Words(value=("title",), quiet=frozenset({"position", "code"})),
    Transition: Words(value=("from_step", "kind", "to_step"), quiet=frozenset({"to_branch"})),
    StepSlot: Words(value=("step", "kind"), quiet=frozenset({"position"})),
    StepVariant: Words(value=("step", "land")),
    Release: Words(
        value=("number",),
        quiet=frozenset(
            {"content", "submitted_by", "submitted_at", "approved_by", "approved_at", "published_at"}
        ),
    ),
}


class PathwayStory(Timeline):
    """The time line of a pathway for one reader; contacts and exits belong to the pathway of their step."""

    record: Pathway

    def branches(self) -> Iterator[tuple[type[Tracked], QuerySet]]:
        yield from super().branches()
        steps = Step.history.model._base_manager.filter(pathway_id=self.record.pk).values("id")
        for model, name in OF_STEPS.items():
            yield model, model.history.model._base_manager.filter(**{f"{name}_id__in": steps})

    def names(self, rows: list[Row]) -> dict[tuple[type[models.Model], int], str]:
        """Steps by their title, also those that are gone; law by its citation."""
        found = super().names(rows)
        past = Step.history.model._base_manager.filter(pathway_id=self.record.pk).order_by("history_id")
        found |= {(Step, pk): title for pk, title in past.values_list("id", "title")}
        law = {pk for model, pk in found if model is LegalBasis}
        if law:
            rows_of_law = LegalBasis.objects.filter(pk__in=law).values_list("pk", "citation")
            found |= {(LegalBasis, pk): citation for pk, citation in rows_of_law}
        return found

    def _entry(self, change_set: ChangeSet, rows: list[Row], names: Mapping, called: str) -> Entry:
        entry = super()._entry(change_set, rows, names, called)
        moved = [
            row.values["title"]
            for row in rows
            if row.model is Step and row.before and row.before["position"] != row.values["position"]
        ]
        if moved and not entry.changes and not entry.text:
            entry.changes.append(
                Change(_("Order of the steps"), "", ", ".join(f"„{one}“" for one in moved[:4]))
            )
        return entry

    def _said(self, column: models.Field, value: Any, names: Mapping) -> str:
        if column.name == "to_step" and value is None:
            return _("into the emergency branch")
        return super()._said(column, value, names)

    def _stays(self, rows: list[Row]) -> bool:
        """A version goes its own way; what was copied from a template comes and goes with the pathway."""
        return super()._stays(rows) or any(row.model is Release for row in rows)


def story_of(user: Any, pathway: Pathway) -> PathwayStory | None:
    """The time line as this person may read it; None for who does not read drafts there."""
    if pathway.network_id is None:
        return None
    reading = reading_of(user, pathway, {pathway.network_id})
    if reading is None:
        return None
    told: tuple[type[Tracked], ...] = (Pathway, Step, PathwayAudience, PathwayBasis, Release, *OF_STEPS)
    return PathwayStory(pathway, replace(reading, rows={model: Q() for model in told}, words=WORDS))


def is_alone(change_set: ChangeSet, pathway: Pathway) -> bool:
    """Whether a change touched no other pathway: only then it is taken back whole."""
    steps = Step.history.model._base_manager.filter(pathway_id=pathway.pk).values("id")
    others = [
        Pathway.history.model._base_manager.exclude(id=pathway.pk),
        Step.history.model._base_manager.exclude(pathway_id=pathway.pk),
        *(
            model.history.model._base_manager.exclude(**{f"{name}_id__in": steps})
            for model, name in OF_STEPS.items()
        ),
    ]
    return not any(rows.filter(change_set=change_set).exists() for rows in others)

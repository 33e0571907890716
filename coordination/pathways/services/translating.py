"""Writing texts of a pathway in another language. Public pages show what has been checked, at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, Translation
from coordination.lib.models.translations import mark_of
from coordination.pathways.models import Pathway
from coordination.pathways.tongues import mark_all


@transaction.atomic
def save_texts(
    *,
    by: Any,
    pathway: Pathway,
    of: UUID,
    language: str,
    german: Mapping[str, str],
    texts: Mapping[str, str],
    is_checked: bool,
    seen: str,
) -> None:
    """Keep the texts of one step (or of the head) in one language; an emptied one goes.

    ``german``: field → the German words they translate. ``seen``: ``mark_all`` of what was read before.
    """
    if pathway.network is None:
        raise RuleBroken(_("A template belongs to no network; adopt it first."), code="template")
    require(by, "pathways.change_draft", pathway.network)
    rows = {row.field: row for row in Translation.objects.filter(of=of, language=language)}
    if mark_all(rows.values()) != seen:
        raise RuleBroken(
            _(
                "Somebody else has saved these texts meanwhile. Theirs stand beside yours; saving again keeps yours."
            ),
            code="changed_meanwhile",
        )
    state = Translation.State.CHECKED if is_checked else Translation.State.TO_CHECK
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        for name, words in german.items():
            text, row = texts.get(name, "").strip(), rows.get(name)
            if not text:
                if row is not None:
                    row.delete()
                continue
            row = row or Translation(of=of, field=name, language=language)
            values = (text, state, mark_of(words))
            if row.pk is None or (row.text, row.state, row.german_mark) != values:
                row.text, row.state, row.german_mark = values
                row.save()

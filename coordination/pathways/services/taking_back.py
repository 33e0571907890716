"""Taking one change of a pathway back, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.undo import Conflict, Undone, undo
from coordination.pathways.models import Pathway
from coordination.pathways.story import is_alone


class StandsInTheWay(RuleBroken):
    """Somebody has changed the same since. ``conflicts`` says what."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        self.conflicts = conflicts
        super().__init__(
            _("The same has been changed since. Taking it back would overwrite that."), code="changed_since"
        )


@transaction.atomic
def take_back(*, by: Any, pathway: Pathway, change_set: ChangeSet) -> Undone:
    """Take a change of head, steps, contacts or exits back. Raises StandsInTheWay and then writes nothing."""
    if pathway.network is None:
        raise RuleBroken(_("A template belongs to no network; adopt it first."), code="template")
    require(by, "pathways.change_draft", pathway.network)
    if not is_alone(change_set, pathway):
        raise RuleBroken(_("This change touched other pathways too."), code="touches_others")
    undone = undo(change_set, by=by)
    if undone.conflicts:
        raise StandsInTheWay(undone.conflicts)
    return undone

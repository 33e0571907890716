"""Writing down, changing, ending and deleting ties between institutions. The triggers raise the graph's version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.directory.models import Listing
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from network.models import Relation


@transaction.atomic
def save_relation(*, by: Any, relation: Relation, reason: str = "") -> Relation:
    """Add or change a relation between two institutions that the network lists, at no time twice."""
    require(by, "network.change_relation", relation.network_id)
    check(relation)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        relation.save()
    return relation


@transaction.atomic
def end_relation(*, by: Any, relation: Relation, on: dt.date | None = None) -> Relation:
    """Let a relation end on a day (today). It stays in pictures of earlier days."""
    require(by, "network.change_relation", relation.network_id)
    day = on or timezone.localdate()
    if relation.valid_from and day < relation.valid_from:
        raise RuleBroken(_("The relation begins only after that day. Delete it instead."), code="ends_before")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        relation.end_on(day)
    return relation


@transaction.atomic
def delete_relation(*, by: Any, relation: Relation) -> None:
    """Delete a relation that never was. What has come to an end is ended, not deleted."""
    require(by, "network.delete_relation", relation.network_id)
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        relation.delete()


def check(relation: Relation) -> None:
    """Raise the rule a relation breaks: a loop, a foreign end, the wrong order of days, the same at the same time."""
    if relation.source_id == relation.target_id:
        raise RuleBroken(_("A relation needs two different institutions."), code="self_loop")
    if relation.valid_from and relation.valid_until and relation.valid_until < relation.valid_from:
        raise RuleBroken(_("“Valid until” lies before “valid from”."), code="ends_before_it_begins")
    ends = {relation.source_id, relation.target_id}
    listed = Listing.objects.filter(network=relation.network_id, institution__in=ends).order_by()
    if len(set(listed.values_list("institution_id", flat=True))) < len(ends):
        raise RuleBroken(_("Both institutions must be listed in the network."), code="not_listed")
    if _same_at_the_time(relation).exists():
        raise RuleBroken(_("This relation stands here already."), code="relation_twice")


def _same_at_the_time(relation: Relation) -> Any:
    """Relations of the same ends and kind whose days overlap with those of this one."""
    rows = Relation.objects.filter(
        network=relation.network_id, source=relation.source_id, target=relation.target_id, kind=relation.kind
    )
    if relation.pk:
        rows = rows.exclude(pk=relation.pk)
    if relation.valid_until:
        rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=relation.valid_until))
    if relation.valid_from:
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=relation.valid_from))
    return rows

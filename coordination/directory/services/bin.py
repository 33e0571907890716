"""The bin: what is removed can be restored for 30 days, with all that belongs to it; then it is gone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services import audit
from coordination.directory.models import Institution, Person, Service
from coordination.directory.reading import networks_of
from coordination.lib import erasure, history, search
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, Tracked

Record = Institution | Person | Service
KEPT = dt.timedelta(days=30)


def remove(*, by: Any, record: Record, reason: str) -> Record:
    """Put a record into the bin. Nothing of it is deleted, it is only hidden."""
    if not reason.strip():
        raise RuleBroken(_("Please say why; the others see it in the bin."), code="reason_missing")
    if record.removed_at is not None:
        raise RuleBroken(_("This entry already lies in the bin."), code="already_removed")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        record.removed_at = timezone.now()
        record.save()
        search.forget(record._meta.label_lower, [record.pk])
        _note(by, record, AuditEntry.Did.REMOVED)
    return record


def restore(*, by: Any, record: Record) -> Record:
    """Take a record out of the bin, with its contacts, functions and services as they were."""
    if record.removed_at is None:
        raise RuleBroken(_("This entry does not lie in the bin."), code="not_removed")
    if isinstance(record, Service) and record.provider and record.provider.removed_at is not None:
        raise RuleBroken(_("Please restore its institution first."), code="provider_removed")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        record.removed_at = None
        record.save()
        _note(by, record, AuditEntry.Did.RESTORED)
    return record


def empty(*, now: dt.datetime | None = None) -> int:
    """Delete for good what has lain in the bin for 30 days, history included; return how many records."""
    before = (now or timezone.now()) - KEPT
    count = 0
    for model in (Service, Person, Institution):
        for record in model.objects.filter(removed_at__lte=before).order_by("id"):
            with (
                transaction.atomic(),
                history.changes(source=ChangeSet.Source.SYSTEM, reason=_("30 days in the bin")),
            ):
                _delete(record)
            count += 1
    return count


def _delete(record: Record) -> None:
    """Delete a record with all parts, without leaving a value of it in history."""
    left_alone: list[Person] = []
    if isinstance(record, Institution):
        for house in record.houses.all():
            house.parent = None
            house.save()
        for service in record.services.all():
            _delete(service)
        left_alone = list(Person.objects.filter(affiliations__institution=record, user=None).distinct())
    gone: dict[type[Tracked], list[int]] = defaultdict(list)
    gone[type(record)].append(record.pk)
    for model in history.tracked_models():
        for name in model.part_of:
            if model._meta.get_field(name).related_model is type(record):
                gone[model] += model.objects.filter(**{name: record.pk}).values_list("pk", flat=True)
                rows = model.history.filter(**{f"{name}_id": record.pk})
                gone[model] += rows.order_by().values_list("id", flat=True)
    record.delete()
    for model, ids in gone.items():
        erasure.forget_history(model, set(ids))
    for person in left_alone:
        if not person.affiliations.exists():
            _delete(person)


def _note(by: Any, record: Record, did: AuditEntry.Did) -> None:
    networks: set[int | None] = {*networks_of(record)}
    for network in networks or {None}:
        audit.record(by=by, did=did, to=record, network=network)

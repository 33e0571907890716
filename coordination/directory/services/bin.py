"""The bin: what is removed can be restored for 30 days, with all that belongs to it; then it is gone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.permissions import scope_of
from coordination.accounts.services import audit
from coordination.directory.models import Institution, Listing, Person, Service
from coordination.directory.reading import networks_of
from coordination.directory.services.ownership import settle
from coordination.lib import erasure, history, search
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, StoredFile, Tracked

Record = Institution | Person | Service
KEPT = dt.timedelta(days=30)


def led_elsewhere(record: Institution, networks: Collection[int]) -> bool:
    """Whether a network other than these leads the institution: then it stays, only the entry here ends."""
    others = record.listings.exclude(network__in=networks)
    return others.exclude(status=Listing.Status.ENDED).exists()


def remove(*, by: Any, record: Record, reason: str) -> Record:
    """Put a record into the bin. Nothing of it is deleted, it is only hidden.

    An institution that another network leads as well stays: the entries of the user's networks end. A person who works
    for another network, too, stays as well: RuleBroken ``works_elsewhere``.
    """
    if not reason.strip():
        raise RuleBroken(_("Please say why; the others see it in the bin."), code="reason_missing")
    if record.removed_at is not None:
        raise RuleBroken(_("This entry already lies in the bin."), code="already_removed")
    if isinstance(record, Institution):
        mine = scope_of(by).may("directory.delete_institution")
        if led_elsewhere(record, mine):
            return _end_listings(by, record, mine, reason.strip())
    else:
        settle(by=by, row=record, institution=None)
    if isinstance(record, Person):
        others = record.affiliations.in_force().exclude(network=record.network_id)
        if others.exists():
            sentence = _(
                "This person also works for another network. Please end the functions in yours instead."
            )
            raise RuleBroken(sentence, code="works_elsewhere")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        record.removed_at = timezone.now()
        record.save()
        search.forget(record._meta.label_lower, [record.pk])
        audit.record_in(networks_of(record), by=by, did=AuditEntry.Did.REMOVED, to=record)
    return record


def _end_listings(by: Any, record: Institution, networks: Collection[int], reason: str) -> Institution:
    """End the entries in these networks. What belongs to them stays theirs, seen by their coordination only."""
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        rows = list(record.listings.filter(network__in=networks).exclude(status=Listing.Status.ENDED))
        if not rows:
            raise RuleBroken(_("The entry in your network has already ended."), code="already_ended")
        for listing in rows:
            listing.status = Listing.Status.ENDED
            listing.save()
            audit.record(by=by, did=AuditEntry.Did.REMOVED, to=record, network=listing.network_id)
    return record


def lead_again(*, by: Any, institution: Institution) -> list[Listing]:
    """Take up the paused or ended entries of the user's networks again; what belongs to them counts again."""
    mine = scope_of(by).may("directory.change_institution")
    rows = list(institution.listings.filter(network__in=mine).exclude(status=Listing.Status.ACTIVE))
    if not rows or institution.removed_at is not None:
        raise RuleBroken(_("There is no entry of your network to take up again."), code="nothing_rests")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        for listing in rows:
            listing.status = Listing.Status.ACTIVE
            listing.save()
            audit.record(by=by, did=AuditEntry.Did.RESTORED, to=institution, network=listing.network_id)
    return rows


def restore(*, by: Any, record: Record) -> Record:
    """Take a record out of the bin, with its contacts, functions and services as they were."""
    if record.removed_at is None:
        raise RuleBroken(_("This entry does not lie in the bin."), code="not_removed")
    if isinstance(record, Person):
        settle(by=None, row=record, institution=None)
    if isinstance(record, Service) and record.provider and record.provider.removed_at is not None:
        raise RuleBroken(_("Please restore its institution first."), code="provider_removed")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        record.removed_at = None
        record.save()
        audit.record_in(networks_of(record), by=by, did=AuditEntry.Did.RESTORED, to=record)
    return record


def empty(*, now: dt.datetime | None = None) -> int:
    """Delete for good what has lain in the bin for 30 days, history included; return how many records."""
    before = (now or timezone.now()) - KEPT
    count = 0
    for model in (Service, Person, Institution):
        rows = model.objects.filter(removed_at__lte=before)
        if model is Person:  # what is restricted only looks as if it lay here
            rows = rows.filter(restricted_at__isnull=True)
        for record in rows.order_by("id"):
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
    photo: StoredFile | None = None
    if isinstance(record, Institution):
        for house in record.houses.all():
            house.parent = None
            house.save()
        for service in record.services.all():
            _delete(service)
        free = Person.objects.filter(user=None, restricted_at__isnull=True)
        left_alone = list(free.filter(affiliations__institution=record).distinct())
        photo = record.photo
    gone: dict[type[Tracked], list[int]] = defaultdict(list)
    gone[type(record)].append(record.pk)
    for model in history.tracked_models():
        for name in model.part_of:
            if model._meta.get_field(name).related_model is type(record):
                gone[model] += model.objects.filter(**{name: record.pk}).values_list("pk", flat=True)
                rows = model.history.filter(**{f"{name}_id": record.pk})
                gone[model] += rows.order_by().values_list("id", flat=True)
    record.delete()
    if photo is not None:
        photo.delete()
    for model, ids in gone.items():
        erasure.forget_history(model, set(ids))
    for person in left_alone:
        if not person.affiliations.exists():
            _delete(person)

"""What is done to many entries at once, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.services.audit import record
from coordination.directory.models import Institution, Listing
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from coordination.lib.undo import Undone, undo

FIELDS: dict[str, list[int] | list[str]] = {"level": Level.values, "status": Listing.Status.values}


@dataclass(frozen=True)
class Done:
    """How many entries changed, how many stay as they were, and the change by which it can be taken back."""

    count: int
    left: int = 0
    change_set: ChangeSet | None = None


def listings_to_change(*, by: User, institutions: Collection[int]) -> list[Listing]:
    """Return the entries of some institutions in the networks where the user may change them."""
    networks = scope_of(by).may("directory.change_institution")
    rows = Listing.objects.filter(institution__in=institutions, network__in=networks)
    return list(rows.order_by("id"))


def confirm_many(*, by: User, institutions: Collection[int], reason: str = "") -> Done:
    """Note for many entries that they were checked today."""
    today, name = timezone.localdate(), by.get_full_name()
    listings = listings_to_change(by=by, institutions=institutions)
    stale = [one for one in listings if (one.confirmed_on, one.confirmed_by) != (today, name)]
    for listing in stale:
        listing.confirmed_on, listing.confirmed_by = today, name
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        history.bulk_update(stale, ["confirmed_on", "confirmed_by"])
    return Done(len(listings), 0, frame.change_set)


def set_many(
    *, by: User, institutions: Collection[int], field: str, value: str | int, reason: str = ""
) -> Done:
    """Set status or visibility of many entries; what already is so is left alone."""
    if field not in FIELDS or value not in FIELDS[field]:
        raise RuleBroken(_("Please choose a value."), code="unknown_value")
    listings = listings_to_change(by=by, institutions=institutions)
    others = [listing for listing in listings if getattr(listing, field) != value]
    for listing in others:
        setattr(listing, field, value)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        history.bulk_update(others, [field])
    return Done(len(others), len(listings) - len(others), frame.change_set)


def remove_many(*, by: User, institutions: Collection[int], reason: str) -> Done:
    """Put many institutions into the bin for 30 days; of what another network leads as well the own entry ends."""
    if not reason.strip():
        raise RuleBroken(_("Please say why; the others see it in the bin."), code="reason_missing")
    networks = scope_of(by).may("directory.delete_institution")
    rows = list(Institution.objects.filter(pk__in=institutions).in_use().listed_in(networks).order_by("id"))
    places = Listing.objects.filter(institution__in=[row.pk for row in rows])
    led = places.exclude(network__in=networks).exclude(status=Listing.Status.ENDED)
    shared = set(led.values_list("institution", flat=True))
    mine = [row for row in rows if row.pk not in shared]
    ending = list(places.filter(institution__in=shared, network__in=networks).order_by("id"))
    ending = [listing for listing in ending if listing.status != Listing.Status.ENDED]
    for listing in ending:
        listing.status = Listing.Status.ENDED
    now = timezone.now()
    for row in mine:
        row.removed_at = now
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        history.bulk_update(mine, ["removed_at"])
        history.bulk_update(ending, ["status"])
        touched = places.filter(institution__in=[row.pk for row in mine]).values_list("network", flat=True)
        for network in sorted({*touched, *(listing.network_id for listing in ending)}):
            record(by=by, did=AuditEntry.Did.REMOVED, network=network, detail=str(len(mine) + len(ending)))
    return Done(len(mine), len(shared), frame.change_set)


def undo_bulk(*, by: User, change_set: ChangeSet) -> Undone:
    """Take a bulk action of one's own back. Raises RuleBroken if it touched anything the user may not change today."""
    if change_set.user_id != by.pk or not _is_bulk_of(
        change_set, scope_of(by).may("directory.change_institution")
    ):
        raise RuleBroken(_("This change cannot be taken back here any more."), code="not_yours")
    if change_set.undone_by.exists():
        raise RuleBroken(_("This change has already been taken back."), code="already_undone")
    with history.changes(by=by, source=ChangeSet.Source.UNDO, undoes=change_set):
        undone = undo(change_set, by=by)
        for network in _networks_of(change_set):
            record(by=by, did=AuditEntry.Did.UNDID, network=network, detail=str(undone.rows))
    return undone


def _networks_of(change_set: ChangeSet) -> set[int]:
    """Return the networks whose entries, or whose institutions, a change touched."""
    listings = Listing.history.model._base_manager.filter(change_set=change_set)
    institutions = Institution.history.model._base_manager.filter(change_set=change_set)
    found = set(listings.order_by().values_list("network_id", flat=True).distinct())
    led = Listing.objects.exclude(status=Listing.Status.ENDED)
    places = led.filter(institution__in=institutions.values("id"))
    return found | set(places.order_by().values_list("network", flat=True).distinct())


def _is_bulk_of(change_set: ChangeSet, networks: frozenset[int]) -> bool:
    """Whether a change touched entries and institutions of these networks only, and nothing else at all."""
    for model in history.tracked_models():
        if model in (Listing, Institution):
            continue
        if model.history.model._base_manager.filter(change_set=change_set).exists():
            return False
    touched = _networks_of(change_set)
    return bool(touched) and touched <= networks

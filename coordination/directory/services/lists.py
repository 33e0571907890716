"""What is done to many entries at once, and taken back as a whole. Some thousands at a time: memory stays the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
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
from coordination.lib.undo import Undone
from coordination.lib.undo_parts import undo_in_parts

FIELDS: dict[str, list[int] | list[str]] = {"level": Level.values, "status": Listing.Status.values}
AT_A_TIME = 2_000
Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Done:
    """How many entries changed, how many stay as they were, and the change by which it can be taken back."""

    count: int
    left: int = 0
    change_set: ChangeSet | None = None


def check(what: str, value: str, reason: str) -> None:
    """Raise RuleBroken where a bulk action lacks its value or its reason."""
    if what == "remove" and not reason.strip():
        raise RuleBroken(_("Please say why; the others see it in the bin."), code="reason_missing")
    if what not in {"confirm", "remove"} and value not in {str(one) for one in FIELDS.get(what, ())}:
        raise RuleBroken(_("Please choose a value."), code="unknown_value")


def confirm_many(
    *, by: User, institutions: Iterable[int], reason: str = "", progress: Progress = _silent
) -> Done:
    """Note for many entries that they were checked today."""
    today, name = timezone.localdate(), by.get_full_name()
    count = 0
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        for listings in _listings(by, institutions, progress):
            stale = [one for one in listings if (one.confirmed_on, one.confirmed_by) != (today, name)]
            for listing in stale:
                listing.confirmed_on, listing.confirmed_by = today, name
            history.bulk_update(stale, ["confirmed_on", "confirmed_by"])
            count += len(listings)
    return Done(count, 0, frame.change_set)


def set_many(
    *,
    by: User,
    institutions: Iterable[int],
    field: str,
    value: str | int,
    reason: str = "",
    progress: Progress = _silent,
) -> Done:
    """Set status or visibility of many entries; what already is so is left alone."""
    check(field, str(value), reason)
    count = left = 0
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        for listings in _listings(by, institutions, progress):
            others = [listing for listing in listings if getattr(listing, field) != value]
            for listing in others:
                setattr(listing, field, value)
            history.bulk_update(others, [field])
            count, left = count + len(others), left + len(listings) - len(others)
    return Done(count, left, frame.change_set)


def _listings(by: User, institutions: Iterable[int], progress: Progress) -> Iterator[list[Listing]]:
    """The entries in the networks where the user may change them, some thousands at a time."""
    networks = scope_of(by).may("directory.change_institution")
    ids = list(institutions)
    for turn, chunk in enumerate(history.in_chunks(ids, AT_A_TIME)):
        progress(turn * AT_A_TIME, len(ids))
        rows = Listing.objects.filter(institution__in=chunk, network__in=networks).defer("notes")
        yield list(rows.order_by("id"))


def remove_many(*, by: User, institutions: Iterable[int], reason: str, progress: Progress = _silent) -> Done:
    """Put many institutions into the bin for 30 days; of what another network leads as well the own entry ends."""
    check("remove", "", reason)
    networks, now = scope_of(by).may("directory.delete_institution"), timezone.now()
    ids = list(institutions)
    removed, stayed, touched = 0, 0, Counter[int]()
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()) as frame:
        for turn, chunk in enumerate(history.in_chunks(ids, AT_A_TIME)):
            progress(turn * AT_A_TIME, len(ids))
            rows = Institution.objects.filter(pk__in=chunk).in_use().listed_in(networks)
            mine = list(rows.only("version", "removed_at").order_by("id"))
            shared = led_elsewhere([row.pk for row in mine], networks)
            mine = [row for row in mine if row.pk not in shared]
            ours = Listing.objects.filter(institution__in=shared, network__in=networks)
            ending = list(ours.exclude(status=Listing.Status.ENDED).defer("notes").order_by("id"))
            for listing in ending:
                listing.status = Listing.Status.ENDED
            for row in mine:
                row.removed_at = now
            history.bulk_update(mine, ["removed_at"])
            history.bulk_update(ending, ["status"])
            places = Listing.objects.filter(institution__in=[row.pk for row in mine]).order_by()
            touched.update(places.values_list("network", flat=True))
            touched.update(listing.network_id for listing in ending)
            removed, stayed = removed + len(mine), stayed + len(shared)
        for network in sorted(touched):
            record(by=by, did=AuditEntry.Did.REMOVED, network=network, detail=str(removed + stayed))
    return Done(removed, stayed, frame.change_set)


def led_elsewhere(institutions: Collection[int], networks: Collection[int]) -> set[int]:
    """Return those of the institutions that a network besides these leads as well."""
    others = Listing.objects.exclude(network__in=networks).exclude(status=Listing.Status.ENDED)
    return set(others.filter(institution__in=institutions).values_list("institution", flat=True))


def undo_bulk(*, by: User, change_set: ChangeSet, progress: Progress = _silent) -> Undone:
    """Take a bulk action of one's own back. Raises RuleBroken if it touched anything the user may not change today."""
    if change_set.user_id != by.pk or not _is_bulk_of(
        change_set, scope_of(by).may("directory.change_institution")
    ):
        raise RuleBroken(_("This change cannot be taken back here any more."), code="not_yours")
    if change_set.undone_by.exists():
        raise RuleBroken(_("This change has already been taken back."), code="already_undone")
    with history.changes(by=by, source=ChangeSet.Source.UNDO, undoes=change_set):
        undone = undo_in_parts(change_set, by=by, model=Institution, parts=[Listing], progress=progress)
        for network in _networks_of(change_set):
            record(by=by, did=AuditEntry.Did.UNDID, network=network, detail=str(undone.rows))
    return undone


def size_of(change_set: ChangeSet) -> int:
    """Return how many entries and institutions a change touched."""
    found = (
        model.history.model._base_manager.filter(change_set=change_set).order_by().count()
        for model in (Listing, Institution)
    )
    return sum(found)


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

"""Restriction of processing (Art. 18 GDPR): the entry is kept and nothing else.

A restricted entry leaves every page, list, search, file and interface like one in the bin, but nothing deletes it there
and nobody changes it. By name only the coordinator who handles it finds it; the others see that there is one, and may
take it over with a reason. What is said about it stands in the history of the entry and, without the name, in the log.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.directory.models import Person
from coordination.lib import history, search
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, StoredFile


def restrict(*, by: Any, person: Person, ground: str, reason: str) -> Person:
    """Restrict the processing of an entry; lists that were written out and may name the person go.

    Also where the person works for other networks: the name is kept by one, and that one answers for it.
    """
    require(by, "directory.change_person", person.network_id)
    if person.is_restricted:
        raise RuleBroken(_("The processing of this entry is restricted already."), code="already_restricted")
    if ground not in Person.Ground.values:
        raise RuleBroken(_("Please choose a ground of Art. 18 GDPR."), code="unknown_ground")
    _said(reason)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        person.restricted_at = person.removed_at = timezone.now()
        person.restricted_by, person.restricted_ground = by, ground
        person.save()
        search.forget(person._meta.label_lower, [person.pk])
        for file in StoredFile.objects.filter(purpose__startswith="export", network_id=person.network_id):
            file.delete()
        _note(by, person, AuditEntry.Did.RESTRICTED, ground)
    return person


def lift(*, by: Any, person: Person, reason: str, told: bool) -> Person:
    """Lift the restriction: the entry is where it was. Whoever obtained it is told before (Art. 18(3) GDPR)."""
    _handles(by, person)
    _said(reason)
    if not told:
        raise RuleBroken(
            _("Please tell the person before the restriction is lifted (Art. 18(3) GDPR)."), code="not_told"
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        person.restricted_at = person.removed_at = person.restricted_by = None
        person.restricted_ground = ""
        person.save()
        _note(by, person, AuditEntry.Did.LIFTED)
    return person


def take_over(*, by: Any, person: Person, reason: str) -> Person:
    """Handle a restriction from now on; who did so until now sees the entry no more."""
    require(by, "directory.change_person", person.network_id)
    if not person.is_restricted:
        raise RuleBroken(_("The processing of this entry is not restricted."), code="not_restricted")
    _said(reason)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        person.restricted_by = by
        person.save()
        _note(by, person, AuditEntry.Did.RESTRICTED, "taken over")
    return person


def _said(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Please say why; it stands in the history of the entry."), code="reason_missing")


def _handles(by: Any, person: Person) -> None:
    if not person.is_restricted:
        raise RuleBroken(_("The processing of this entry is not restricted."), code="not_restricted")
    require(by, "directory.change_person", person.network_id)
    if person.restricted_by_id != by.pk:
        raise RuleBroken(_("Somebody else handles this restriction."), code="not_yours")


def _note(by: Any, person: Person, did: AuditEntry.Did, detail: str = "") -> None:
    audit.record(by=by, did=did, to=person, network=person.network_id, detail=detail)

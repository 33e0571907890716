"""Forgetting a person of the directory, with or without the account (Art. 17 GDPR), and handing out what is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, User
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.accounts.services.erasure import check_erasable, forget_account, subject_of
from coordination.directory.models import ImportRun, Person
from coordination.lib import erasures, history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, StoredFile
from coordination.lib.personal.erase import erase
from coordination.lib.personal.export import Export, everything
from coordination.lib.personal.shapes import Subject

# Files that may name anybody and can be made again.
MADE_AGAIN = ("export", "print", "import")


def entry_alone(person: Person) -> Subject:
    """The entry without the account: the address by which the account signs in is not searched for."""
    whole = subject_of(person=person)
    mails = whole.mails - {person.user.email.lower()} if person.user else whole.mails
    return Subject(person=person, mails=mails, phones=whole.phones)


def export_person(*, by: Any, person: Person, reason: str) -> Export:
    """Collect everything that is kept about a person, for handing it out; who did so and why is logged."""
    if not reason.strip():
        raise RuleBroken(_("Please say who asked and how you made sure who it is."), code="reason_missing")
    require(by, "directory.change_person", person.network_id)
    with transaction.atomic():
        audit.record(
            by=by,
            did=AuditEntry.Did.PERSON_EXPORTED,
            to=person,
            network=person.network_id,
            detail=reason.strip(),
        )
        return everything(subject_of(person=person))


def erase_person(*, by: Any, person: Person, reason: str, with_account: bool = False) -> None:
    """Erase an entry for good, and the account if that is meant. There is no way back, not even by a backup.

    Raises RuleBroken without a reason and for the last coordinator of a network.
    """
    if not reason.strip():
        raise RuleBroken(_("Please say why; it is kept without the name."), code="reason_missing")
    network = person.network_id
    require(by, "directory.change_person", network)
    user = person.user if with_account else None
    if user is not None:
        _check_account(by, user)
    with transaction.atomic():
        erasures.remember("directory.person", person.uid)
        audit.record(by=by, did=AuditEntry.Did.ERASED, to=person, network=network, detail=reason.strip())
        if user is None:
            forget_person(person)
            return
        erasures.remember("accounts.user", user.uid)
        whole = subject_of(person=person)
        _forget_files(network)
        forget_account(user, whole)


def _check_account(by: Any, user: User) -> None:
    if user == by:
        raise RuleBroken(_("Your own account you erase under “My data”."), code="own_account")
    for network in (
        user.memberships.filter(network__isnull=False).values_list("network", flat=True).distinct()
    ):
        require(by, "accounts.change_membership", network)
    check_erasable(user)


def forget_person(person: Person) -> None:
    """Erase the entry alone; journal and log are the caller's."""
    with history.changes(source=ChangeSet.Source.SYSTEM):
        _forget_files(person.network_id)
        erase(entry_alone(person))


def _forget_files(network_id: int) -> None:
    """Lists that were uploaded, written out or printed: they may name the person, and can be made again."""
    for run in ImportRun.objects.filter(network=network_id, file__isnull=False):
        run.file = None
        run.save(update_fields=["file"])
    for purpose in MADE_AGAIN:
        rows = StoredFile.objects.filter(purpose__startswith=purpose, created_at__lte=timezone.now())
        if purpose != "print":  # prints belong to no network
            rows = rows.filter(network_id=network_id)
        for file in rows:
            file.delete()

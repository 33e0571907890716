"""Private contacts: entered with a consent, looked at with a line in the log, gone with the function or role."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Membership
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.directory.models import Affiliation, ConsentText, Person, PrivateContact
from coordination.lib.errors import RuleBroken


def reasons_to_keep(person: Person) -> dict[str, Affiliation | Membership]:
    """Return the functions and roles of today for which a private contact may be kept: key → row."""
    functions = person.affiliations.in_force().filter(network=person.network_id)
    found: dict[str, Affiliation | Membership] = {
        f"a{row.pk}": row for row in functions.select_related("institution", "function").order_by("id")
    }
    if person.user_id:
        roles = Membership.objects.in_force().filter(user=person.user_id, network=person.network_id)
        found |= {f"m{row.pk}": row for row in roles.order_by("id")}
    return found


def enter_private(*, by: Any, contact: PrivateContact) -> PrivateContact:
    """Keep a private contact, by the coordination or by the person; the consent names the wording in force today.

    Raises RuleBroken without a wording to agree to, or when function or role are not the person's.
    """
    person = contact.person
    if person.is_restricted:
        raise RuleBroken(
            _("The processing of this entry is restricted; nobody changes it."), code="restricted"
        )
    if person.user_id != by.pk:
        require(by, "directory.add_privatecontact", person.network_id)
    wording = ConsentText.objects.in_force(person.network_id)
    if wording is None:
        raise RuleBroken(
            _("There is no wording of a consent yet. Please publish one first."), code="no_wording"
        )
    kept_for = contact.affiliation or contact.membership
    if kept_for not in reasons_to_keep(person).values():
        raise RuleBroken(
            _("A private contact is kept for a function or role of today."), code="nothing_to_keep_for"
        )
    contact.network_id, contact.consent_text = person.network_id, wording
    contact.consented_at = contact.consented_at or timezone.now()
    contact.save()
    return contact


def look_at(*, by: Any, contact: PrivateContact) -> str:
    """Return the number or address; who looked is logged first, unless it is the person."""
    if contact.person.user_id != by.pk:
        require(by, "directory.view_privatecontact", contact.network_id)
        audit.record(
            by=by, did=AuditEntry.Did.READ, to=contact.person, network=contact.network_id, detail=str(contact)
        )
    return contact.display or contact.value


@transaction.atomic
def withdraw_private(*, by: Any, contact: PrivateContact) -> None:
    """Delete it at once: the consent was withdrawn (Art. 7(3) GDPR). Nothing of it stays but the line in the log."""
    if contact.person.user_id != by.pk:
        require(by, "directory.change_privatecontact", contact.network_id)
    network, person = contact.network_id, contact.person
    contact.delete()
    audit.record(by=by, did=AuditEntry.Did.WITHDRAWN, to=person, network=network, detail=_("private contact"))


def delete_ended() -> int:
    """Delete what was kept for a function or role that is over; run again it finds nothing."""
    return PrivateContact.objects.ended().order_by().delete()[0]


def note_look(*, by: Any, person: Person) -> None:
    """Log that the coordination opened the entry of a threatened person (not one's own)."""
    if person.threat_flag and person.user_id != by.pk:
        audit.record(
            by=by,
            did=AuditEntry.Did.READ,
            to=person,
            network=person.network_id,
            detail=_("entry of a threatened person"),
        )

"""Telephone, mail and web addresses of institutions, people and services."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.models import ContactPoint
from coordination.directory.services.ownership import settle
from coordination.lib import erasure, history
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet

# What stands in the place of a number whose consent was withdrawn: the proof of the consent stays, the number does not.
GONE = "–"


def save_contact(*, by: Any, contact: ContactPoint, reason: str = "") -> ContactPoint:
    """Add or change a contact. ``value`` and ``display`` come normalised from the form or the sheet.

    Contacts of a person or a service belong to the network that keeps these.
    """
    if (kept := contact.person or contact.service) is not None:
        contact.network = kept.network
    settle(by=by, row=contact, institution=contact.institution)
    if contact.person is not None and contact.person.threat_flag and contact.level < Level.COORDINATION:
        raise RuleBroken(
            _(
                "This person is threatened: contacts stay with the coordination. "
                "Please give the function mailbox instead."
            ),
            code="threatened",
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        contact.save()
    return contact


def delete_contact(*, by: Any, contact: ContactPoint, reason: str = "") -> None:
    """Delete a contact; its change set can bring it back."""
    settle(by=by, row=contact, institution=None)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        contact.delete()


def withdraw_consent(*, by: Any, contact: ContactPoint) -> ContactPoint:
    """Note that the consent was withdrawn (Art. 7(3) GDPR): the number goes for good, from history too.

    What stays is the proof: which wording was agreed to, when, and when it was withdrawn.
    """
    if contact.legal_ground != ContactPoint.Ground.CONSENT:
        raise RuleBroken(_("This contact does not stand on a consent."), code="no_consent")
    if contact.withdrawn_at is not None:
        raise RuleBroken(_("This consent has already been withdrawn."), code="already_withdrawn")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Consent withdrawn")):
        contact.value, contact.display, contact.note = GONE, "", ""
        contact.level, contact.withdrawn_at = Level.COORDINATION, timezone.now()
        contact.save()
        nothing = {"value": GONE, "display": "", "note": ""}
        erasure.rewrite_history(ContactPoint, [contact.pk], list(nothing), lambda row: nothing)
    return contact

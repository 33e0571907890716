"""Protected places: the address goes from everywhere, and comes back only through two people.

Threat: someone looks for a shelter. What is not stored cannot be found; so the address is taken out of the record, its
history, imports with their uploaded files, exports and mails. docs/adr/0006-protected-places.md.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services import audit
from coordination.directory import guards as room_guards
from coordination.directory.models import ADDRESS_OF_PROTECTED, Institution, ProtectionLift
from coordination.directory.reading import networks_of
from coordination.directory.services.purge import Address, purge
from coordination.lib import guards, history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet

_LOOKS_LIKE_AN_ADDRESS = re.compile(
    r"(?i)[\w-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|ufer|damm|pfad)\s+\d{1,4}\s?[a-z]?\b"
)


def address_in(text: str) -> str:
    """Return what looks like a street with a number in a text, for a warning; empty if nothing does."""
    found = _LOOKS_LIKE_AN_ADDRESS.search(text or "")
    return found[0] if found else ""


def name_without_address(institution: Institution) -> str:
    """The name it will bear as a protected place: a street in it is taken out as everywhere."""
    return Address.of(institution).taken_out_of(institution.name)


def protect(*, by: Any, institution: Institution, reason: str = "") -> Institution:
    """Mark a protected place and purge its address. Repeatable: what has come up since goes as well."""
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        address = Address.of(institution)
        for name, nothing in ADDRESS_OF_PROTECTED.items():
            setattr(institution, name, nothing)
        institution.protected_place = True
        institution.save()
        purge(institution, address)
        _note(by, institution, AuditEntry.Did.PROTECTED)
    return institution


def ask_to_lift(*, by: Any, institution: Institution, reason: str) -> ProtectionLift:
    """Ask that the protection be lifted; a second person decides (``decide_lift``)."""
    if not institution.protected_place:
        raise RuleBroken(_("This place is not protected."), code="not_protected")
    if not reason.strip():
        raise RuleBroken(_("Please give the reason: a second person decides by it."), code="reason_missing")
    if institution.lifts.open().exists():
        raise RuleBroken(_("There is already an open request for this place."), code="already_asked")
    with history.changes(by=by):
        lift = ProtectionLift.objects.create(
            institution=institution, asked_by=by, reason=reason.strip()[:300]
        )
        _note(by, institution, AuditEntry.Did.UNPROTECT_ASKED)
    return lift


def decide_lift(*, by: Any, lift: ProtectionLift, grant: bool) -> ProtectionLift:
    """Lift the protection, or refuse to. Raises RuleBroken for whoever asked: four eyes."""
    if lift.decided_at is not None:
        raise RuleBroken(_("This request has already been decided."), code="already_decided")
    if lift.asked_by_id == by.pk:
        raise RuleBroken(_("A second person has to decide."), code="four_eyes")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=lift.reason[:200]):
        lift.decided_by, lift.decided_at, lift.is_granted = by, timezone.now(), grant
        try:
            lift.save(update_fields=["decided_by", "decided_at", "is_granted"])
        except (IntegrityError, ValidationError) as error:
            raise RuleBroken(_("A second person has to decide."), code="four_eyes") from error
        if grant:
            institution = Institution.objects.select_related("type", "parent").get(pk=lift.institution_id)
            institution.protected_place = False
            with guards.opened(room_guards.PROTECTION):
                institution.save()
            _note(by, institution, AuditEntry.Did.UNPROTECTED)
    return lift


def _note(by: Any, institution: Institution, did: AuditEntry.Did) -> None:
    """One line per network that lists the place; never with the address or the reason in it."""
    audit.record_in(networks_of(institution), by=by, did=did, to=institution)

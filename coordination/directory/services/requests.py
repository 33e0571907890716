"""What people ask about their own data: the person proposes, the coordination decides (Art. 16 to 18, 21 GDPR)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services import audit
from coordination.directory.models import ContactPoint, DataRequest, Person
from coordination.directory.services.contacts import withdraw_consent
from coordination.lib import history, mail
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet

# What a person may propose to change in the own entry.
CORRECTABLE = ("title", "first_name", "last_name", "specialisms")


def ask(
    *, by: Any, person: Person, kind: str, wanted: dict[str, str] | None = None, text: str = ""
) -> DataRequest:
    """Ask for a correction, the erasure of one's entry, or object. One open request of each kind is enough."""
    if person.user_id != by.pk:
        raise RuleBroken(_("This entry is not about you."), code="not_yours")
    changed = {
        name: value
        for name, value in (wanted or {}).items()
        if name in CORRECTABLE and value.strip() != getattr(person, name)
    }
    if kind == DataRequest.Kind.CORRECT and not changed and not text.strip():
        raise RuleBroken(_("Nothing is different from what stands there."), code="nothing_wanted")
    if DataRequest.objects.open().filter(person=person, kind=kind).exists():
        raise RuleBroken(
            _("You have asked for this already. The coordination answers within a month."),
            code="already_asked",
        )
    return DataRequest.objects.create(
        network_id=person.network_id, person=person, asked_by=by, kind=kind, wanted=changed, text=text.strip()
    )


@transaction.atomic
def decide(*, by: Any, asked: DataRequest, grant: bool, answer: str = "") -> DataRequest:
    """Grant a request (a correction is written at once) or refuse it with a reason; the person is told by mail.

    Erasure and restriction are done on their own pages; granting here says that it will be done.
    """
    if not DataRequest.objects.decidable_by(by).filter(pk=asked.pk).exists():
        raise RuleBroken(_("This request has already been decided, or it is your own."), code="not_decidable")
    if not grant and not answer.strip():
        raise RuleBroken(_("Whoever refuses says why."), code="reason_missing")
    person = asked.person
    if grant and asked.kind == DataRequest.Kind.CORRECT and person is not None and person.is_restricted:
        raise RuleBroken(
            _("The processing of this entry is restricted; please lift the restriction first."),
            code="restricted",
        )
    if grant and asked.kind == DataRequest.Kind.CORRECT and person is not None:
        with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Correction by the person")):
            for name, value in asked.wanted.items():
                if name in CORRECTABLE:
                    setattr(person, name, value)
            person.save()
    asked.decided_by, asked.decided_at, asked.is_granted = by, timezone.now(), grant
    asked.answer = answer.strip()
    asked.save(update_fields=["decided_by", "decided_at", "is_granted", "answer"])
    audit.record(by=by, did=AuditEntry.Did.CORRECTED, to=person, network=asked.network_id, detail=asked.kind)
    if asked.asked_by is not None:
        mail.queue("directory/mail/request_answered", to=asked.asked_by.email, context={"asked": asked})
    return asked


def withdraw_own_consent(*, by: Any, contact: ContactPoint) -> ContactPoint:
    """Withdraw the consent to a contact of one's own: as easy as giving it (Art. 7(3) GDPR)."""
    if contact.person is None or contact.person.user_id != by.pk:
        raise RuleBroken(_("This entry is not about you."), code="not_yours")
    withdraw_consent(by=by, contact=contact)
    audit.record(
        by=by,
        did=AuditEntry.Did.WITHDRAWN,
        to=contact.person,
        network=contact.network_id,
        detail=contact.kind,
    )
    return contact

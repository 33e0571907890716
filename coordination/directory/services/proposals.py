"""Proposals to entries: taking them in, taking them over, declining them, forgetting them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.models import ADDRESS_OF_PROTECTED, ContactPoint, Institution, Proposal
from coordination.directory.services.contacts import save_contact
from coordination.directory.services.institutions import change_institution
from coordination.directory.services.protection import address_in
from coordination.lib import history, mail
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.places.resolve import ask

Change = dict[str, str]
CONTACT = "contact:"
PLACE = {"postcode", "city"}


@transaction.atomic
def propose(
    *,
    by: Any,
    institution: Institution,
    network: Network | int,
    text: str = "",
    changes: Collection[Change] = (),
    reply_to: str = "",
    language: str = "de",
) -> Proposal:
    """Take a hint in; ``by`` None: somebody without an account. The same hint again is counted, not kept twice.

    Raises RuleBroken for one that says nothing, tells the address of a protected place, or is one too many.
    """
    changes = list(changes)
    if not text and not changes:
        raise RuleBroken(_("Please write what is wrong, or change one of the values."), code="empty")
    if institution.protected_place:
        _refuse_address(text, changes)
    network_id = network if isinstance(network, int) else network.pk
    proposal = Proposal(
        institution=institution, network_id=network_id, made_by=by, text=text, changes=changes,
        reply_to=reply_to, language=language,
    )  # fmt: skip
    proposal.seal()
    open_ones = Proposal.objects.open().filter(institution=institution, network=network_id)
    same = open_ones.filter(fingerprint=proposal.fingerprint)
    if same.update(times=F("times") + 1):
        return same.get()
    if open_ones.count() >= Proposal.MOST_OPEN:
        raise RuleBroken(
            _("There are already many open hints about this entry. Please call the coordination office."),
            code="too_many",
        )
    proposal.save()
    return proposal


def _refuse_address(text: str, changes: Collection[Change]) -> None:
    told = [text, *(one["new"] for one in changes)]
    if any(address_in(one) for one in told) or any(one["what"] in ADDRESS_OF_PROTECTED for one in changes):
        raise RuleBroken(
            _("This is a protected place. Please write no street and no house number; nothing was kept."),
            code="address",
        )


def accept(*, by: Any, proposal: Proposal, chosen: Collection[int] = (), answer: str = "") -> Proposal:
    """Write the chosen rows of the proposal into the entry, and answer whoever asked for it.

    ``chosen``: numbers of rows in ``changes``; none of them: the coordination has changed the entry itself.
    """
    with history.changes(by=by, source=ChangeSet.Source.PROPOSAL, reason=_reason(proposal)):
        proposal = _to_decide(by, proposal)
        rows = [one for number, one in enumerate(proposal.changes) if number in set(chosen)]
        _write_institution(by, proposal, [one for one in rows if not one["what"].startswith(CONTACT)])
        for one in rows:
            if one["what"].startswith(CONTACT):
                _write_contact(by, proposal, one)
        _answer(proposal, answer, accepted=True)
        proposal.decide(Proposal.State.ACCEPTED, by=by, answer=answer)
    return proposal


@transaction.atomic
def decline(*, by: Any, proposal: Proposal, reason: str) -> Proposal:
    """Leave the entry as it is, and tell whoever asked why."""
    if not reason.strip():
        raise RuleBroken(_("Please say why the proposal is not taken over."), code="reason_missing")
    proposal = _to_decide(by, proposal)
    _answer(proposal, reason, accepted=False)
    proposal.decide(Proposal.State.DECLINED, by=by, answer=reason)
    return proposal


def _to_decide(by: Any, proposal: Proposal) -> Proposal:
    """The row as it stands now, locked: two people who decide at once do not both write."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("institution", "network")
    current = rows.get(pk=proposal.pk)
    if current.network_id not in scope_of(by).may("directory.change_proposal"):
        raise RuleBroken(_("Only the coordination decides on proposals."), code="not_yours")
    if not current.is_open:
        raise RuleBroken(_("This proposal has already been decided."), code="already_decided")
    return current


def _reason(proposal: Proposal) -> str:
    day = timezone.localtime(proposal.made_at)
    return _("Proposal of %(day)s") % {"day": f"{day:%d.%m.%Y}"}


def _write_institution(by: Any, proposal: Proposal, rows: list[Change]) -> None:
    if not rows:
        return
    mine = Institution.objects.editable_by(by).select_related("type", "parent")
    record = mine.filter(pk=proposal.institution_id).first()
    if record is None:
        raise RuleBroken(
            _("Name and address of this entry are kept by another network."), code="kept_by_others"
        )
    changed = {one["what"] for one in rows}
    for one in rows:
        setattr(record, one["what"], one["new"])
    if record.protected_place and changed & set(ADDRESS_OF_PROTECTED):
        raise RuleBroken(_("A protected place has no address."), code="address")
    if changed & PLACE:
        place = ask(record.postcode, record.city).place
        record.municipality_id = place.id if place else None
    if changed & set(ADDRESS_OF_PROTECTED):
        record.latitude = record.longitude = None
    record.full_clean(validate_unique=False)
    change_institution(by=by, institution=record, traits={}, listings=[])


def _write_contact(by: Any, proposal: Proposal, row: Change) -> None:
    uid = row["what"].removeprefix(CONTACT)
    mine = ContactPoint.objects.editable_by(by).filter(withdrawn_at__isnull=True)
    contact = mine.filter(uid=uid, institution=proposal.institution_id).first()
    if contact is None:
        raise RuleBroken(
            _("The contact “%(old)s” is gone or kept by another network.") % {"old": row["old"]},
            code="contact_gone",
        )
    contact.value, contact.display = row["value"], row["new"]
    save_contact(by=by, contact=contact)


def _answer(proposal: Proposal, text: str, *, accepted: bool) -> None:
    if not proposal.reply_to:
        return
    context = {
        "entry": proposal.institution.name,
        "network_name": str(proposal.network),
        "accepted": accepted,
        "answer": text,
        "day": proposal.made_at,
    }
    mail.queue(
        "directory/mail/proposal_answer",
        to=proposal.reply_to,
        context=context,
        reply_to=proposal.network.contact_email or None,
        language=proposal.language,
    )

"""Taking many contacts out of the directory needs four eyes: one person asks, a second one decides."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.models import AuditEntry, Membership, Network, User
from coordination.accounts.permissions import require
from coordination.accounts.roles import MAY, Role
from coordination.accounts.services.audit import record
from coordination.directory.models import ExportRequest
from coordination.directory.nouns import NAMES
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.lib.numbers import grouped

# How much a list may grow between the yes and the fetching.
SLACK = 1.1


def deciders(network: Network, *, but: User) -> list[User]:
    """Return the people who may decide on an export of a network, without the one who asks."""
    roles = [role for role in Role if "directory.add_export" in MAY[role]]
    members = Membership.objects.in_force().filter(network=network, role__in=roles, user__is_active=True)
    people = {one.user_id: one.user for one in members.exclude(user=but).select_related("user")}
    return list(people.values())


def ask_for_export(
    *,
    by: User,
    network: Network,
    noun: str,
    kind: str,
    query: str,
    count: int,
    reason: str,
    described: str = "",
) -> ExportRequest:
    """Ask for a list as a file; everybody who may decide is told by mail and on *Heute*. Good for seven days.

    ``described``: which entries, in words.
    """
    require(by, "directory.add_export", network)
    if not reason.strip():
        raise RuleBroken(_("Please give the reason: a second person decides by it."), code="reason_missing")
    others = deciders(network, but=by)
    if not others:
        raise RuleBroken(
            _("There is no second person in this network who could agree. Please invite one first."),
            code="nobody_decides",
        )
    with transaction.atomic():
        asked = ExportRequest.objects.create(
            network=network,
            asked_by=by,
            noun=noun,
            kind=kind,
            query=query,
            described=described[:500],
            count=count,
            reason=reason.strip()[:300],
            expires_at=timezone.now() + ExportRequest.LIFETIME,
        )
        _note(by, asked, AuditEntry.Did.EXPORT_ASKED)
        title = ngettext(
            "%(person)s asks for your yes: export of %(n)s entry",
            "%(person)s asks for your yes: export of %(n)s entries",
            count,
        ) % {"person": by, "n": grouped(count)}
        for person in others:
            _tell(person, title, asked, decides=True)
    return asked


def decide_export(*, by: User, asked: ExportRequest, grant: bool) -> ExportRequest:
    """Agree to an export, or refuse. Raises RuleBroken for whoever asked: four eyes."""
    require(by, "directory.add_export", asked.network)
    with transaction.atomic():
        asked = ExportRequest.objects.select_for_update().get(pk=asked.pk)
        if asked.asked_by_id == by.pk:
            raise RuleBroken(_("A second person has to decide."), code="four_eyes")
        if asked.withdrawn_at is not None:
            raise RuleBroken(_("This request was withdrawn."), code="withdrawn")
        if asked.decided_at is not None:
            raise RuleBroken(_("This request has already been decided."), code="already_decided")
        if asked.is_over:
            raise RuleBroken(_("This request has expired. Please ask again."), code="expired")
        asked.decided_by, asked.decided_at, asked.is_granted = by, timezone.now(), grant
        asked.save(update_fields=["decided_by", "decided_at", "is_granted"])
        _note(by, asked, AuditEntry.Did.EXPORT_GRANTED if grant else AuditEntry.Did.EXPORT_REFUSED)
        title = _("Your export has been released") if grant else _("Your export has been refused")
        _tell(asked.asked_by, title, asked)
    return asked


def withdraw_export(*, by: User, asked: ExportRequest) -> ExportRequest:
    """Take one's own request back, decided or not, as long as nothing was fetched."""
    with transaction.atomic():
        asked = ExportRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if asked.asked_by_id != by.pk:
            raise RuleBroken(_("Only who has asked can withdraw the request."), code="not_yours")
        if not asked.can_be_withdrawn:
            raise RuleBroken(_("There is nothing left to withdraw."), code="nothing_to_withdraw")
        asked.withdrawn_at = timezone.now()
        asked.save(update_fields=["withdrawn_at"])
        _note(by, asked, AuditEntry.Did.EXPORT_WITHDRAWN)
    return asked


def fetch_export(*, by: User, asked: ExportRequest, count: int) -> ExportRequest:
    """Use up a granted export; ``count`` is how many entries the list has now."""
    require(by, "directory.add_export", asked.network)
    if count > asked.count * SLACK:
        raise RuleBroken(
            _("The list has grown from %(then)s to %(now)s entries since. Please ask again.")
            % {"then": asked.count, "now": count},
            code="grown",
        )
    fetched = ExportRequest.objects.ready_for(by).filter(pk=asked.pk).update(used_at=timezone.now())
    if not fetched:
        raise RuleBroken(_("This export is not released, or has been fetched already."), code="not_ready")
    asked.refresh_from_db()
    return asked


def _note(by: User, asked: ExportRequest, did: AuditEntry.Did) -> None:
    detail = f"{asked.noun} {asked.kind} {asked.count}: {asked.reason}"
    record(by=by, did=did, to=asked, network=asked.network_id, detail=detail)


def _tell(person: User, title: str, asked: ExportRequest, *, decides: bool = False) -> None:
    """One mail with all that is needed to decide, or to go on, and one link."""
    context = {
        "title": title,
        "asked": asked,
        "decides": decides,
        "list_name": NAMES[asked.noun],
        "kind": "vCard" if asked.kind == "vcf" else asked.kind.upper(),
        "address": settings.SITE_ADDRESS + reverse("directory:export-detail", args=[asked.uid]),
        "network_name": asked.network.name,
    }
    mail.queue("directory/mail/export", to=person.email, context=context)

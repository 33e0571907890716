"""Inviting people, giving and ending roles. The end of an account stands in ``access``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts import invited
from coordination.accounts.models import AuditEntry, Link, Membership, Network, User
from coordination.accounts.permissions import forget_scope, require
from coordination.accounts.roles import FOLLOWS_FROM_SEAT, Role
from coordination.accounts.services.access import close_without_role, open_invited
from coordination.accounts.services.audit import record
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes

# What a coordinator may give in the own network; state level, auditors of a Land and operators come from the machine.
GRANTABLE = [Role.PROFESSIONAL, Role.MULTIPLIER, Role.INSTITUTION_EDITOR, Role.COORDINATOR, Role.AUDITOR]


def invite(
    *,
    by: User,
    network: Network,
    email: str,
    role: str,
    first_name: str = "",
    last_name: str = "",
    is_deputy: bool = False,
    valid_until: dt.date | None = None,
    more: dict[str, Any] | None = None,
) -> Link:
    """Invite a person by mail into one role; the link is valid for seven days and proves the address.

    ``more`` is what the rooms above have asked (``coordination.accounts.invited``), kept in the link until then.

    Nothing in the answer tells whether the address already has an account.
    """
    require(by, "accounts.add_membership", network)
    _check_role(role, is_deputy=is_deputy, valid_until=valid_until)
    email = mail.address(email.strip().lower())
    if email == by.email:
        raise RuleBroken(_("Nobody gives a role to themselves."), code="self_elevation")
    return _send_invitation(
        by=by,
        network=network,
        email=email,
        role=role,
        data={
            "first_name": first_name,
            "last_name": last_name,
            "is_deputy": is_deputy,
            "valid_until": valid_until.isoformat() if valid_until else None,
            **(more or {}),
        },
    )


def invite_first_coordinator(*, network: Network, email: str) -> Link:
    """Invite whoever begins a network, from the machine itself; only while it has no coordinator."""
    if Membership.objects.in_force().filter(network=network, role=Role.COORDINATOR).exists():
        raise RuleBroken(
            _("This network has a coordinator already, who invites everybody else."), code="has_coordinator"
        )
    address = mail.address(email.strip().lower())
    return _send_invitation(by=None, network=network, email=address, role=Role.COORDINATOR, data={})


def _send_invitation(
    *, by: User | None, network: Network, email: str, role: str, data: dict[str, Any]
) -> Link:
    with transaction.atomic():
        for earlier in Link.objects.usable().filter(
            purpose=Link.Purpose.INVITATION, recipient=email, network=network, data__role=role
        ):
            earlier.revoke()
        link, token = Link.make(
            Link.Purpose.INVITATION,
            recipient=email,
            network=network,
            made_by=by,
            data={"role": role, **data},
        )
        mail.queue(
            "accounts/mail/invitation",
            to=email,
            context={
                "name": f"{data.get('first_name', '')} {data.get('last_name', '')}".strip(),
                "inviter": by.get_full_name() if by else network.name,
                "network_name": network.name,
                "role": Role(role).label,
                "address": settings.SITE_ADDRESS.rstrip("/") + reverse("accounts:invitation", args=[token]),
                "expires_at": link.expires_at,
            },
            tokens=[token],
            delivery=mail.AT_LEAST_ONCE,
        )
        record(by=by, did=AuditEntry.Did.INVITED, network=network, detail=Role(role).value)
    return link


def accept_invitation(*, link: Link, password: str = "", first_name: str = "", last_name: str = "") -> User:
    """Make the account (unless the address has one) and give the role; the link is used up."""
    with changes(reason=str(_("Invitation"))):
        link = Link.objects.select_for_update().get(pk=link.pk)
        if not link.is_usable:
            raise RuleBroken(_("This invitation has been used or has expired."), code="link_spent")
        user = User.objects.filter(email__iexact=link.recipient).first()
        if user is None:
            user = User.objects.create_user(
                link.recipient, password, first_name=first_name, last_name=last_name
            )
        open_invited(user=user, by=link.made_by)
        if not user.is_active:
            raise RuleBroken(
                _("This account has been deactivated. Please ask the coordination."), code="inactive"
            )
        until = link.data.get("valid_until")
        if link.network is None:
            raise RuleBroken(_("This invitation has been used or has expired."), code="link_spent")
        _give(
            user=user,
            network=link.network,
            role=link.data["role"],
            is_deputy=link.data.get("is_deputy", False),
            valid_until=dt.date.fromisoformat(until) if until else None,
        )
        invited.accepted(link=link, user=user)
        link.use_up()
        record(
            by=link.made_by,
            did=AuditEntry.Did.GRANTED,
            to=user,
            network=link.network,
            detail=link.data["role"],
        )
    return user


def grant(
    *,
    by: User,
    user: User,
    network: Network,
    role: str,
    is_deputy: bool = False,
    valid_until: dt.date | None = None,
) -> Membership:
    """Give a role to a person who has an account. Nobody raises themselves."""
    require(by, "accounts.add_membership", network)
    if user == by:
        raise RuleBroken(_("Nobody gives a role to themselves."), code="self_elevation")
    _check_role(role, is_deputy=is_deputy, valid_until=valid_until)
    with changes(by=by):
        membership = _give(
            user=user, network=network, role=role, is_deputy=is_deputy, valid_until=valid_until
        )
        record(by=by, did=AuditEntry.Did.GRANTED, to=user, network=network, detail=role)
    return membership


def end_membership(*, by: User, membership: Membership, last_day: dt.date | None = None) -> Membership:
    """End a role; without a day its rights are gone at the next request."""
    if membership.network is None:
        raise RuleBroken(_("This role is ended on the machine itself."), code="not_here")
    if membership.role in FOLLOWS_FROM_SEAT:
        raise RuleBroken(
            _("This role follows from a seat. Please end the term in the group."), code="follows_from_seat"
        )
    require(by, "accounts.change_membership", membership.network)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    last_day = last_day or yesterday
    with changes(by=by):
        if membership.role == Role.COORDINATOR and not _other_coordinators(membership):
            raise RuleBroken(_("A network needs at least one coordinator."), code="last_coordinator")
        membership.valid_until = last_day
        if membership.valid_from and membership.valid_from > last_day:
            membership.valid_from = last_day
        membership.save()
        record(
            by=by,
            did=AuditEntry.Did.ENDED,
            to=membership.user,
            network=membership.network,
            detail=membership.role,
        )
        close_without_role(user=membership.user, by=by)
    forget_scope(membership.user)
    return membership


def _check_role(role: str, *, is_deputy: bool, valid_until: dt.date | None) -> None:
    if role in FOLLOWS_FROM_SEAT:
        raise RuleBroken(
            _("Group member and chair follow from a seat in the group."), code="follows_from_seat"
        )
    if role not in GRANTABLE:
        raise RuleBroken(_("This role is given on the machine itself."), code="not_grantable")
    if is_deputy and valid_until is None:
        raise RuleBroken(
            _("A deputy is appointed for a limited time: please give the last day."), code="deputy_end"
        )
    if valid_until and valid_until < timezone.localdate():
        raise RuleBroken(_("The last day lies in the past."), code="past")


def _give(
    *, user: User, network: Network, role: str, is_deputy: bool, valid_until: dt.date | None
) -> Membership:
    fields: dict[str, Any] = {"is_deputy": is_deputy, "valid_until": valid_until}
    membership = Membership.objects.in_force().filter(user=user, network=network, role=role).first()
    if membership is None:
        membership = Membership(user=user, network=network, role=role, valid_from=timezone.localdate())
    for name, value in fields.items():
        setattr(membership, name, value)
    membership.save()
    forget_scope(user)
    return membership


def _other_coordinators(membership: Membership) -> bool:
    others = Membership.objects.in_force().filter(network=membership.network_id, role=Role.COORDINATOR)
    return others.filter(is_deputy=False, user__is_active=True).exclude(user=membership.user_id).exists()

"""Roles that come from the machine, not from a network: the operators, and the state level of a Land."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import AuditEntry, Membership, User
from coordination.accounts.permissions import forget_scope
from coordination.accounts.roles import Role
from coordination.accounts.services.access import close_without_role, open_invited
from coordination.accounts.services.audit import record
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.places.models import Land

OF_MACHINE = (Role.OPERATOR, Role.STATE)


def give_on_machine(
    *, email: str, role: str, land: Land | None = None, valid_until: dt.date | None = None
) -> Membership:
    """Give such a role to an address; without an account one is made, whose owner asks for a password by mail.

    Given again, the new last day holds. Raises RuleBroken: ``not_of_machine``, ``land``, ``past``, ``inactive``.
    """
    _check(role, land)
    if valid_until and valid_until < timezone.localdate():
        raise RuleBroken(_("The last day lies in the past."), code="past")
    address = mail.address(email.strip().lower())
    with changes(by=None):
        user = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
        open_invited(user=user, by=None)
        if not user.is_active:
            raise RuleBroken(_("This account has been deactivated."), code="inactive")
        membership = _held(user, role, land) or Membership(
            user=user, role=role, land=land, valid_from=timezone.localdate()
        )
        membership.valid_until = valid_until
        membership.save()
        record(by=None, did=AuditEntry.Did.GRANTED, to=user, detail=role)
    forget_scope(user)
    return membership


def end_on_machine(*, email: str, role: str, land: Land | None = None) -> Membership:
    """End such a role at once; its rights are gone at the next request. Raises RuleBroken: ``not_held``."""
    _check(role, land)
    user = User.objects.filter(email__iexact=email.strip()).first()
    membership = _held(user, role, land) if user is not None else None
    if user is None or membership is None:
        raise RuleBroken(_("Nobody with this address has this role."), code="not_held")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with changes(by=None):
        membership.valid_until = yesterday
        membership.valid_from = min(membership.valid_from or yesterday, yesterday)
        membership.save()
        record(by=None, did=AuditEntry.Did.ENDED, to=user, detail=role)
        close_without_role(user=user)
    forget_scope(user)
    return membership


def _held(user: User, role: str, land: Land | None) -> Membership | None:
    place = Q(land=land) if land is not None else Q(land__isnull=True)
    return Membership.objects.in_force().filter(place, user=user, role=role).first()


def _check(role: str, land: Land | None) -> None:
    if role not in OF_MACHINE:
        raise RuleBroken(
            _("This role is given in its network, on the page of people."), code="not_of_machine"
        )
    if (role == Role.STATE) != (land is not None):
        raise RuleBroken(_("The state level needs its Land; operators have none."), code="land")

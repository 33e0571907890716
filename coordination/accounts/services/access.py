"""The end of an access, and its return: sessions, tokens and links of an account go together, at once."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts import changed
from coordination.accounts.models import AuditEntry, Link, Membership, User, UserSession
from coordination.accounts.permissions import forget_scope, require
from coordination.accounts.services.audit import record
from coordination.accounts.services.tokens import revoke_all
from coordination.lib.errors import RuleBroken


def deactivate(*, by: User, user: User) -> User:
    """Lock an account: its sessions, tokens and links end at once."""
    if user == by:
        raise RuleBroken(_("You cannot deactivate your own account."), code="own_account")
    _require_all(by, user)
    _close(user=user, by=by, because=User.Closed.BY_HAND)
    return user


def reactivate(*, by: User, user: User) -> User:
    """Open a locked account again. Its sessions, tokens and links stay ended; roles are given anew where they ended."""
    _require_all(by, user)
    with transaction.atomic():
        _open(user=user, by=by)
    return user


def open_invited(*, user: User, by: User | None) -> None:
    """Open an account that closed by itself, when its owner accepts a new invitation."""
    if user.closed_because in (User.Closed.IDLE, User.Closed.NO_ROLE):
        _open(user=user, by=by)


def close_without_role(*, user: User, by: User | None = None) -> bool:
    """Lock the account if its last role has ended; return whether it was so."""
    if not without_role().filter(pk=user.pk).exists():
        return False
    _close(user=user, by=by, because=User.Closed.NO_ROLE)
    return True


def close_forgotten(*, now: dt.datetime | None = None) -> dict[str, int]:
    """Lock what nobody has used for ``IDLE_ACCOUNT_MONTHS`` and what lost its last role by its date; return counts."""
    border = (now or timezone.now()) - dt.timedelta(days=settings.IDLE_ACCOUNT_MONTHS * 30.44)
    never = Q(last_login__isnull=True, date_joined__lt=border)
    idle = User.objects.filter(is_active=True).filter(never | Q(last_login__lt=border))
    counts = {"idle": 0, "no_role": 0}
    for because, users in ((User.Closed.NO_ROLE, without_role()), (User.Closed.IDLE, idle)):
        for user in users.order_by("id"):
            _close(user=user, by=None, because=because)
            counts[because] += 1
    return counts


def without_role(day: dt.date | None = None) -> QuerySet[User]:
    """Active accounts all of whose roles have ended; who never had one, and the operator's staff, are none of them."""
    day = day or timezone.localdate()
    roles = Membership.objects.filter(user=OuterRef("pk"))
    lasting = roles.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return User.objects.filter(Exists(roles), ~Exists(lasting), is_active=True, is_staff=False)


def reset_second_factor(*, user: User, by: User | None = None, reason: str = "") -> None:
    """Remove the second factor of somebody who has lost it, end the sessions and tell the person.

    With a role that needs one the person sets up a new one at the next sign-in. ``by`` None: on the machine itself.
    """
    if by is not None and by == user:
        raise RuleBroken(
            _("Nobody does this for the own account: please ask somebody else."), code="own_factor"
        )
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user=user)
        changed.tell_of("factor_reset", user=user, request=None)
        _note(by=by, did=AuditEntry.Did.FACTOR_RESET, user=user, detail=reason.strip())
    forget_scope(user)


def end_sessions(*, user: User, but: UserSession | None = None) -> int:
    """End all sessions of a user (``but`` one); return how many there were."""
    rows = UserSession.objects.filter(user=user)
    return (rows.exclude(pk=but.pk) if but else rows).end()


def end_session(*, by: User, session: UserSession) -> None:
    """End one session of one's own."""
    if session.user_id != by.pk:
        raise RuleBroken(_("This session is not yours."), code="not_yours")
    UserSession.objects.filter(pk=session.pk).end()


def _close(*, user: User, by: User | None, because: str) -> None:
    with transaction.atomic():
        user.is_active, user.closed_because = False, because
        user.save(update_fields=["is_active", "closed_because"])
        end_sessions(user=user)
        revoke_all(user=user, by=by)
        SocialAccount.objects.filter(user=user).delete()
        mine = Q(recipient__iexact=user.email) | Q(made_by=user, purpose=Link.Purpose.ADDRESS)
        Link.objects.usable().filter(mine).update(revoked_at=timezone.now())
        for name in settings.CREDENTIALS:
            import_module(name).end(user)
        _note(by=by, did=AuditEntry.Did.DEACTIVATED, user=user, detail=str(because))
    forget_scope(user)


def _open(*, user: User, by: User | None) -> None:
    user.is_active, user.closed_because, user.last_login = True, "", timezone.now()
    user.save(update_fields=["is_active", "closed_because", "last_login"])
    _note(by=by, did=AuditEntry.Did.REACTIVATED, user=user)


def _require_all(by: User, user: User) -> None:
    """Whoever changes an account must be allowed to in every network where it has or had a role."""
    shared = user.memberships.filter(network__isnull=False).select_related("network")
    if not shared:
        raise RuleBroken(_("This account is not one of your network."), code="not_here")
    for membership in shared:
        require(by, "accounts.change_membership", membership.network)


def _note(*, by: User | None, did: AuditEntry.Did, user: User, detail: str = "") -> None:
    """One line for each network the account has or had a role in."""
    networks = {pk for pk in user.memberships.values_list("network", flat=True) if pk is not None}
    for network in [*sorted(networks)] or [None]:  # type: ignore[list-item]
        record(by=by, did=did, to=user, network=network, detail=detail, among=networks)

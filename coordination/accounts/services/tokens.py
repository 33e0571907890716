"""Making and revoking tokens of the interface."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import ApiToken, AuditEntry, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.services.audit import record
from coordination.lib.errors import RuleBroken

MOST = 20  # usable tokens of one person: more is a program that never looks its token up


def make_token(*, by: User, name: str, scopes: Collection[str], last_day: dt.date) -> tuple[ApiToken, str]:
    """Make a token for oneself, valid up to and including ``last_day``; the text is returned once and never again."""
    if scope_of(by).lacks_second_factor:
        raise RuleBroken(_("Please set up your second factor first."), code="second_factor_missing")
    if not scopes or not set(scopes) <= set(ApiToken.Scope.values):
        raise RuleBroken(_("Please choose what the token may do."), code="unknown_scope")
    today = timezone.localdate()
    if last_day < today:
        raise RuleBroken(_("The last day lies in the past."), code="past")
    if last_day > today + ApiToken.LONGEST:
        raise RuleBroken(_("A token is valid for a year at most."), code="too_long")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # so that two at once do not both count the same
        if by.tokens.usable().count() >= MOST:
            raise RuleBroken(
                _("You have many tokens already. Please revoke one that is no longer used."), code="too_many"
            )
        midnight = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time())
        token, secret = ApiToken.make(
            user=by,
            name=name.strip()[:80],
            scopes=sorted(set(scopes)),
            expires_at=timezone.make_aware(midnight),
        )
        _note(by=by, user=by, did=AuditEntry.Did.TOKEN_MADE, token=token)
    return token, secret


def revoke_token(*, by: User, token: ApiToken) -> ApiToken:
    """End a token at once; one that has ended already is left alone."""
    with transaction.atomic():
        if token.revoked_at is None:
            token.revoke()
            _note(by=by, user=token.user, did=AuditEntry.Did.TOKEN_REVOKED, token=token)
    return token


def revoke_all(*, user: User, by: User | None = None) -> int:
    """End all tokens of a person, when the account is locked or its access was stolen; return how many."""
    with transaction.atomic():
        mine = list(user.tokens.filter(revoked_at__isnull=True))
        for token in mine:
            revoke_token(by=by or user, token=token)
    return len(mine)


def _note(*, by: User, user: User, did: AuditEntry.Did, token: ApiToken) -> None:
    """One line for each network of the person; the name stays theirs, the log keeps the beginning."""
    networks = set(user.memberships.in_force().values_list("network", flat=True))
    for network in sorted(networks - {None}) or [None]:
        detail = f"{token.prefix}… {', '.join(token.scopes)}"
        record(by=by, did=did, to=user, network=network, detail=detail)

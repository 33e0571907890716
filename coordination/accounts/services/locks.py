"""Unlocking a sign-in that wrong passwords have locked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from coordination.accounts import lockout
from coordination.accounts.devices import coarse
from coordination.accounts.models import AuditEntry, User
from coordination.accounts.services.audit import record


@dataclass(frozen=True)
class Lock:
    """One account locked from one network; the address is coarse: enough to know one's own office."""

    user: User
    address: str
    last: dt.datetime


def locked_among(people: QuerySet[User]) -> list[Lock]:
    """Return the locks of these people, by name."""
    rows = list(lockout.locked())
    known = {user.email: user for user in people.filter(email__in={row["username"] for row in rows})}
    locks = [
        Lock(known[row["username"]], coarse(row["ip_address"] or ""), row["last"])
        for row in rows
        if row["username"] in known
    ]
    return sorted(locks, key=lambda lock: (lock.user.sort_key, lock.user.pk, lock.last))


def unlock(*, by: User | None, user: User) -> int:
    """Forget the wrong passwords for an account; return how many rows went. From everywhere: also a thief's."""
    count = lockout.unlock(user.email)
    if count:
        networks = set(user.memberships.in_force().values_list("network", flat=True)) - {None}
        for network in sorted(networks) or [None]:
            record(by=by, did=AuditEntry.Did.UNLOCKED, to=user, network=network)
    return count

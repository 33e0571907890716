"""Writing down who signed in, when and how: nothing of the machine used and nothing of where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.accounts.models import AuditEntry, User
from coordination.accounts.roles import Role
from coordination.accounts.scope import scope_of
from coordination.accounts.services.audit import record


def note_sign_in(*, user: User, steps: Iterable[Mapping[str, Any]] = ()) -> None:
    """Write one line into the log of each network in which the person has a role, or into that of the machine.

    ``steps`` are allauth's records of how: method, and type of a second factor. The state level works in no network.
    """
    how = " ".join(dict.fromkeys(str(step.get("type") or step.get("method", "")) for step in steps))
    roles = scope_of(user).roles
    networks = {network for network, role in roles if network is not None and role is not Role.STATE}
    for network in sorted(networks) or [None]:  # type: ignore[list-item]
        record(by=user, did=AuditEntry.Did.SIGNED_IN, network=network, detail=how)

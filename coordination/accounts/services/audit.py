"""Writing the log."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models

from coordination.accounts.models import AuditEntry, Membership, Network
from coordination.accounts.scope import scope_of


def record(
    *,
    by: Any,
    did: AuditEntry.Did,
    to: models.Model | None = None,
    network: Network | int | None = None,
    detail: str = "",
    among: Collection[int | None] = (),
) -> AuditEntry:
    """Write one line of the log, in the transaction of what it tells about.

    In the log of a network where the person never had a role it names the acting network instead (ADR 32): of several,
    one of those ``among`` which the record belongs to.
    """
    network_id = network if isinstance(network, int) or network is None else network.pk
    acting = _acting_elsewhere(by, network_id, among)
    return AuditEntry.objects.create(
        user_id=None if acting else getattr(by, "pk", None),
        network_id=network_id,
        acting_network_id=acting,
        did=did,
        to_kind=to._meta.label_lower if to is not None else "",
        to_uid=getattr(to, "uid", None),
        detail=detail[:300],
    )


def record_in(networks: Collection[int], *, by: Any, did: AuditEntry.Did, to: models.Model) -> None:
    """Write what happened to a shared record into the log of each network that it belongs to."""
    for network in [*sorted(networks)] or [None]:  # type: ignore[list-item]
        record(by=by, did=did, to=to, network=network, among=networks)


def _acting_elsewhere(by: Any, network: int | None, among: Collection[int | None]) -> int | None:
    """The network for which somebody acts who is not of ``network``; None: the person may be named there."""
    mine = scope_of(by).networks
    if network is None or network in mine or not mine:  # the machine and its operators act for no network
        return None
    if Membership.objects.filter(user=by, network=network).exists():
        return None
    return min(mine & {*among} or mine)

"""Writing the log."""

from __future__ import annotations

from typing import Any

from django.db import models

from coordination.accounts.models import AuditEntry, Network


def record(
    *,
    by: Any,
    did: AuditEntry.Did,
    to: models.Model | None = None,
    network: Network | int | None = None,
    detail: str = "",
) -> AuditEntry:
    """Write one line of the log, in the transaction of what it tells about."""
    network_id = network if isinstance(network, int) or network is None else network.pk
    return AuditEntry.objects.create(
        user_id=getattr(by, "pk", None),
        network_id=network_id,
        did=did,
        to_kind=to._meta.label_lower if to is not None else "",
        to_uid=getattr(to, "uid", None),
        detail=detail[:300],
    )

"""Agreements under sections 8a and 72a SGB VIII, cooperation, protection concepts."""

from __future__ import annotations

from typing import Any

from coordination.directory.models import Agreement
from coordination.directory.services.ownership import settle
from coordination.lib import history
from coordination.lib.models import ChangeSet

MAY_CHANGE = "directory.change_agreement"


def save_agreement(*, by: Any, agreement: Agreement, reason: str = "") -> Agreement:
    """Add or change the dates of an agreement of a network; paper and certificates of conduct are never stored.

    The coordination writes them down; the institution reads (docs/adr/0016-whose-datum-it-is.md).
    """
    settle(by=by, row=agreement, institution=agreement.institution, permission=MAY_CHANGE)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        agreement.save()
    return agreement


def delete_agreement(*, by: Any, agreement: Agreement, reason: str = "") -> None:
    settle(by=by, row=agreement, institution=None, permission=MAY_CHANGE)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        agreement.delete()

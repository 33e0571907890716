"""Agreements under sections 8a and 72a SGB VIII, cooperation, protection concepts."""

from __future__ import annotations

from typing import Any

from coordination.directory.models import Agreement
from coordination.lib import history
from coordination.lib.models import ChangeSet


def save_agreement(*, by: Any, agreement: Agreement, reason: str = "") -> Agreement:
    """Add or change the dates of an agreement; the paper itself and certificates of conduct are never stored."""
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        agreement.save()
    return agreement


def delete_agreement(*, by: Any, agreement: Agreement, reason: str = "") -> None:
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        agreement.delete()

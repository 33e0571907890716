"""Writing the texts of a network's public pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coordination.accounts.models import Network, NetworkText
from coordination.accounts.permissions import scope_of
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.history import changes


def write_text(
    *, by: Any, network: Network, page: str, variant: str, text: str, version: int | None, publish: bool
) -> NetworkText:
    """Keep a draft, or publish the text. ``version``: of the row that was read (None: there was none).

    Raises EditConflict if somebody wrote meanwhile, RuleBroken for an empty text.
    """
    if not text.strip():
        raise RuleBroken(_("The text is empty."), code="text_empty")
    with changes(by=by):
        row = _row(by, network, page, variant)
        if (row.version if row.pk else None) != version:
            raise EditConflict(row if row.pk else None)
        if publish:
            row.publish(text)
        else:
            row.keep_draft(text)
    return row


def back_to_default(*, by: Any, network: Network, page: str, variant: str) -> None:
    """Throw the network's own text away; the page shows the one that comes with us. The history keeps it."""
    with changes(by=by):
        row = _row(by, network, page, variant)
        if row.pk:
            row.delete()


def _row(by: Any, network: Network, page: str, variant: str) -> NetworkText:
    if network.pk not in scope_of(by).may("accounts.change_networktext"):
        raise RuleBroken(_("Only the coordination writes the texts of its network."), code="not_yours")
    found = NetworkText.objects.filter(network=network, page=page, variant=variant).first()
    return found or NetworkText(network=network, page=page, variant=variant)

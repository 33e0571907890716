"""How long a network keeps what: changed within the bounds the law leaves, with a line in the log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.accounts.services.audit import record
from coordination.lib.errors import RuleBroken
from coordination.lib.models import KeepingTime
from coordination.lib.personal.collected import editable_periods


@transaction.atomic
def set_period(*, by: Any, network: Network, key: str, months: int | str) -> KeepingTime:
    """Keep something for so many months from now on. Raises RuleBroken outside the bounds, naming them."""
    if network.pk not in scope_of(by).may("accounts.change_network", reach=Reach.OWN):
        raise RuleBroken(_("Only the coordination changes its network."), code="not_yours")
    period = next((one for one in editable_periods() if one.key == key), None)
    if period is None:
        raise RuleBroken(_("There is no such period."), code="no_period")
    text = str(months).strip()
    if not text.isdecimal() or len(text) > 4 or not period.least <= int(text) <= period.most:
        raise RuleBroken(
            _("“%(title)s”: please give between %(least)d and %(most)d months.")
            % {"title": period.title, "least": period.least, "most": period.most},
            code="out_of_bounds",
        )
    row, _made = KeepingTime.objects.update_or_create(
        network_id=network.pk, key=key, defaults={"months": int(text)}
    )
    record(
        by=by, did=AuditEntry.Did.PERIOD_CHANGED, to=network, network=network, detail=f"{key}: {int(text)}"
    )
    return row

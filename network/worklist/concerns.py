"""What waits among concerns: for the coordination the second look, taking up, late answers; for others their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.lib.numbers import grouped
from coordination.lib.worklist import DECIDE, FOLLOW_UP, Waiting
from network.models import Concern

FEW = 3
SOON = dt.timedelta(days=7)


def waiting(user: Any) -> Iterator[Waiting]:
    """For who takes concerns up. A few by name, many in one line."""
    networks = scope_of(user).may("network.change_concern")
    if not networks:
        return
    soon = timezone.localdate() + SOON
    to_decide, promised = Q(state=Concern.State.RAISED), Q(promised_on__lte=soon)
    rows = Concern.objects.filter(network__in=networks).open().filter(to_decide | promised)
    found = list(rows.defer("search_text", "text").order_by("promised_on", "raised_at", "id")[: 2 * FEW + 2])
    yield from _new([one for one in found if one.state == Concern.State.RAISED], networks)
    for concern in [one for one in found if one.promised_on is not None and one.promised_on <= soon][:FEW]:
        title = _("Answer promised: %(concern)s") % {"concern": concern.title}
        text = concern.group_name or _("With the coordination")
        yield Waiting(
            FOLLOW_UP, "speech", title, text, concern.get_absolute_url(), _("Reply"), concern.promised_on
        )


def _new(rows: list[Concern], networks: frozenset[int]) -> Iterator[Waiting]:
    if len(rows) > FEW:
        n = Concern.objects.filter(network__in=networks).waiting().count()
        title = ngettext("%(n)s concern waits", "%(n)s concerns wait", n) % {"n": grouped(n)}
        oldest = min(row.raised_at for row in rows)
        text = _("The oldest is of %(day)s.") % {"day": f"{timezone.localdate(oldest):%d.%m.%Y}"}
        yield Waiting(
            DECIDE, "speech", title, text, f"{reverse('network:concern-list')}?stand=raised", _("Check")
        )
        return
    for concern in rows:
        title = _("New concern: %(concern)s") % {"concern": concern.title}
        text = _("Released, not taken up yet") if concern.is_released else _("Waits for the second look")
        yield Waiting(DECIDE, "speech", title, text, concern.get_absolute_url(), _("Check"))

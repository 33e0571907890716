"""Hints about entries that wait for the coordination."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Proposal
from coordination.lib.numbers import grouped
from coordination.lib.worklist import DECIDE, Waiting

FEW = 3


def waiting(user: Any) -> Iterator[Waiting]:
    """Each of a few, or one line for many."""
    if not scope_of(user).may("directory.change_proposal"):
        return
    rows = Proposal.objects.decidable_by(user).select_related("institution").order_by("made_at", "id")
    first: list[Any] = list(rows.annotate(together=Window(Count("pk")))[: FEW + 1])  # counted along
    if len(first) > FEW:
        n = first[0].together
        title = ngettext("%(n)s hint about an entry", "%(n)s hints about entries", n) % {"n": grouped(n)}
        text = _("The oldest is of %(day)s.") % {"day": f"{timezone.localdate(first[0].made_at):%d.%m.%Y}"}
        yield Waiting(DECIDE, "edit", title, text, reverse("directory:proposal-list"), _("Check"))
        return
    for proposal in first:
        title = _("Hint: “%(entry)s” is wrong") % {"entry": proposal.institution}
        told = proposal.text or ", ".join(one["new"] for one in proposal.changes)
        yield Waiting(DECIDE, "edit", title, told[:160], proposal.get_absolute_url(), _("Check"))

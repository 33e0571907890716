"""What waits among handouts: printed ones that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.lib.numbers import grouped
from coordination.lib.worklist import FOLLOW_UP, Waiting
from coordination.pathways.affected import affected


def waiting(user: Any) -> Iterator[Waiting]:
    """One line, however many there are: they are issued anew with one button."""
    networks = scope_of(user).may("pathways.change_handout")
    if not networks:
        return
    found = affected(networks, user)
    if not found:
        return
    n = found.handouts
    title = ngettext("%(n)s handout no longer holds", "%(n)s handouts no longer hold", n) % {"n": grouped(n)}
    yield Waiting(FOLLOW_UP, "print", title, sentence(found), reverse("pathways:handouts"), _("Issue anew"))


def sentence(found: Any) -> str:
    """„betrifft 3 Mitteilungswege, 5 Handreichungen, 12 Institutionen“"""
    parts = [
        ngettext("%(n)s pathway", "%(n)s pathways", found.pathways) % {"n": grouped(found.pathways)},
        ngettext("%(n)s handout", "%(n)s handouts", found.handouts) % {"n": grouped(found.handouts)},
        ngettext("%(n)s institution", "%(n)s institutions", found.institutions)
        % {"n": grouped(found.institutions)},
    ]
    return _("concerns %(what)s") % {"what": ", ".join(parts)}

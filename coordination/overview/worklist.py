"""What the public pages ask of the coordination: barriers to answer, details that the law wants to be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.accounts.texts import gaps
from coordination.lib.worklist import FOLLOW_UP, PREPARE, Waiting
from coordination.overview.models import Barrier


def waiting(user: Any) -> Iterator[Waiting]:
    scope = scope_of(user)
    if networks := scope.may("overview.change_barrier"):
        for barrier in Barrier.objects.open().filter(network__in=networks).order_by("made_at", "id")[:5]:
            title = _("Somebody has met a barrier on your pages")
            yield Waiting(
                FOLLOW_UP, "accessible", title, barrier.text[:160], barrier.get_absolute_url(), _("Reply"),
                barrier.due,
            )  # fmt: skip
    if networks := scope.may("accounts.change_network", reach=Reach.OWN):
        empty = Q(host_body="") | Q(contact_name="") | Q(contact_address="") | Q(contact_phone="")
        rows = Network.objects.filter(empty | Q(contact_email=""), pk__in=networks).select_related("land")
        for network in rows.order_by("id"):
            title = _("The imprint of “%(network)s” is not complete") % {"network": network}
            text = _("Missing: %(words)s.") % {"words": ", ".join(gaps(network))}
            yield Waiting(
                PREPARE, "doc", title, text, reverse("accounts:network", args=[network.uid]), _("Fill in")
            )

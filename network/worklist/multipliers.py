"""What waits among multipliers: own relays; for the coordination help, proposals, hand-overs, briefings to send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Institution
from coordination.lib.worklist import DECIDE, FOLLOW_UP, PREPARE, Waiting
from network.models import Appointment, Briefing, Relay

MOST = 5
SOON = dt.timedelta(days=60)


def waiting(user: Any) -> Iterator[Waiting]:
    scope = scope_of(user)
    if scope.may_anywhere("network.change_relay"):
        yield from _own(user)
    if networks := scope.may("network.change_relay"):
        yield from _help(user, networks)
    if networks := scope.may("network.change_appointment"):
        yield from _people(user, networks)
    if networks := scope.may("network.change_briefing"):
        for one in Briefing.objects.proposed().filter(network__in=networks).order_by("id")[:MOST]:
            text = _("Proposed by a group. It goes on its way once you send it.")
            yield Waiting(DECIDE, "relay", one.title, text, one.get_absolute_url(), _("Read and send"))


def _own(user: Any) -> Iterator[Waiting]:
    rows = Relay.objects.visible_to(user).of_user(user).waiting()
    rows = rows.filter(state=Relay.State.OPEN).select_related("briefing", "institution")
    for one in rows.order_by("-briefing__is_duty", "briefing__due_on", "id")[:MOST]:
        text = _("Please pass this on: %(institution)s") % {"institution": one.institution}
        url = one.get_absolute_url()
        yield Waiting(FOLLOW_UP, "relay", one.briefing.title, text, url, _("Answer now"), one.briefing.due_on)


def _help(user: Any, networks: Any) -> Iterator[Waiting]:
    rows = Relay.objects.needing_help().filter(
        briefing__network__in=networks, institution__in=Institution.objects.visible_to(user)
    )
    for one in rows.select_related("briefing", "institution").order_by("briefing__due_on", "id")[:MOST]:
        title = _("%(institution)s needs help") % {"institution": one.institution}
        text = one.help_text or str(one.briefing)
        yield Waiting(FOLLOW_UP, "help", title, text, one.get_absolute_url(), _("Help"), one.briefing.due_on)


def _people(user: Any, networks: Any) -> Iterator[Waiting]:
    mine = Appointment.objects.visible_to(user).filter(network__in=networks).select_related("person")
    proposed = mine.filter(state=Appointment.State.PROPOSED)
    for one in proposed.order_by("valid_from", "id")[:MOST]:
        text = _("Proposed as a multiplier. The head of the institution names the person.")
        yield Waiting(DECIDE, "person", str(one.person), text, one.get_absolute_url(), _("Confirm"))
    leaving = list(
        mine.ending_within(SOON).order_by("valid_until", "id").values_list("valid_until", flat=True)
    )
    if leaving:
        count = len(leaving)
        title = ngettext(
            "%(n)s multiplier leaves within 60 days", "%(n)s multipliers leave within 60 days", count
        )
        text = _("Name successors, renew terms, hand over what is open.")
        due = max(leaving[0], timezone.localdate()) if leaving[0] else None
        url = reverse("network:handover-list")
        yield Waiting(PREPARE, "swap", title % {"n": count}, text, url, _("Hand over"), due)

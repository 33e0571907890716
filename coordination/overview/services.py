"""Taking in reports of barriers, and answering them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.overview.models import Barrier

MOST_OPEN = 100  # of one network; beyond that somebody is playing


@transaction.atomic
def report_barrier(
    *, network: Network, text: str, page: str = "", reply_to: str = "", language: str = "de"
) -> Barrier:
    """Keep the report for the coordination and write to its mail address; the same report again changes nothing."""
    open_ones = Barrier.objects.open().filter(network=network)
    if same := open_ones.filter(text=text, page=page, reply_to=reply_to).first():
        return same
    if open_ones.count() >= MOST_OPEN:
        raise RuleBroken(
            _("There are already many open reports. Please call the coordination office."), code="too_many"
        )
    barrier = Barrier.objects.create(
        network=network, text=text, page=page, reply_to=reply_to, language=language
    )
    if network.contact_email:
        mail.queue(
            "site/mail/barrier",
            to=network.contact_email,
            context={"barrier": barrier, "network_name": str(network)},
        )
    return barrier


@transaction.atomic
def answer_barrier(*, by: Any, barrier: Barrier, text: str) -> Barrier:
    """Say what has been done; whoever left an address gets it by mail, and the address is deleted."""
    barrier = Barrier.objects.select_for_update(of=("self",)).select_related("network").get(pk=barrier.pk)
    if barrier.network_id not in scope_of(by).may("overview.change_barrier"):
        raise RuleBroken(_("Only the coordination answers reports."), code="not_yours")
    if barrier.done_at is not None:
        raise RuleBroken(_("This report has already been answered."), code="already_answered")
    if not text.strip():
        raise RuleBroken(_("Please write what has been done."), code="answer_missing")
    if barrier.reply_to:
        mail.queue(
            "site/mail/barrier_answer",
            to=barrier.reply_to,
            context={"answer": text, "day": barrier.made_at, "network_name": str(barrier.network)},
            reply_to=barrier.network.contact_email or None,
            language=barrier.language,
        )
    barrier.answer_with(text, by=by)
    return barrier

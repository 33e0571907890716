"""What the buttons behind a link from a mail do. The link proves who answers; nobody signs in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Link
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from network.models import Appointment, Briefing, Relay, WeeklyMail
from network.services.relays import answer

PURPOSE = Link.Purpose
LINK = ChangeSet.Source.LINK


def link_of(token: str, purpose: str) -> Link | None:
    """The link of a token, be it spent or not; None for foreign and invented ones."""
    return Link.objects.of_token(token).filter(purpose=purpose).select_related("network").first()


def relays_behind(link: Link) -> tuple[Briefing | None, Appointment | None, list[Relay]]:
    """Briefing, appointment and the relays this person carries there now; moved ones are no longer among them."""
    briefing = Briefing.objects.filter(uid=link.data.get("briefing")).first()
    appointment = (
        Appointment.objects.filter(uid=link.data.get("appointment")).select_related("person").first()
    )
    rows = (
        Relay.objects.filter(briefing=briefing, appointment=appointment)
        if briefing and appointment
        else Relay.objects.none()
    )
    return (
        briefing,
        appointment,
        list(rows.select_related("briefing", "institution").order_by("institution__sort_key", "id")),
    )


@transaction.atomic
def tap_relay(*, link: Link, relays: Collection[UUID], **given: Any) -> list[Relay]:
    """Answer these relays of the link by its holder; ``given`` as in ``services.relays.answer``.

    Once all are answered the link is used up.
    """
    link = Link.objects.select_for_update().get(pk=link.pk)
    if not link.is_usable:
        raise RuleBroken(_("This link has been used or has expired."), code="link_spent")
    _briefing, _appointment, found = relays_behind(link)
    chosen = [relay for relay in found if relay.uid in set(relays) and not relay.is_answered]
    if not chosen:
        raise RuleBroken(
            _("This has been answered already, or somebody else carries it now."), code="nothing_open"
        )
    for relay in chosen:
        answer(by=None, relay=relay, source=LINK, is_checked=True, **given)
    if all(relay.is_answered for relay in found):
        link.use_up()
    return chosen


@transaction.atomic
def tap_term(*, link: Link, goes_on: bool) -> Appointment:
    """The multiplier says whether they would go on for a further term; the head and the coordination decide."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if not link.is_usable:
        raise RuleBroken(_("This link has been used or has expired."), code="link_spent")
    appointment = Appointment.objects.running().filter(uid=link.data.get("appointment")).first()
    if appointment is None:
        raise RuleBroken(_("This appointment has ended already."), code="already_ended")
    with history.changes(by=None, source=LINK):
        appointment.wants_to_stay = goes_on
        appointment.save()
    link.use_up()
    return appointment


def stop_weekly(*, link: Link, day: dt.datetime | None = None) -> None:
    """No more weekly mails to this person of this network. Pressing twice changes nothing."""
    rows = WeeklyMail.objects.filter(network=link.network, person__uid=link.data.get("person"))
    rows.filter(stopped_at__isnull=True).update(stopped_at=day or timezone.now())


def resume_weekly(*, link: Link) -> None:
    """The same page takes it back."""
    WeeklyMail.objects.filter(network=link.network, person__uid=link.data.get("person")).update(
        stopped_at=None
    )

"""The invitation list of an event, computed from the directory, and sending it through the outbox.

Unrepresented institutions stand first: those that sent nobody to any event of the network in the last two years.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.directory.models import ContactPoint, Institution, Listing
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from meetings.mails import when_of
from meetings.models import Event, Invitation, Registration

LOOKED_BACK = dt.timedelta(days=730)
MOST = 3000


@dataclass(frozen=True)
class Line:
    """One institution: its function mailbox, whether it was there lately, is registered, has been invited."""

    institution: Institution
    email: str
    is_new: bool
    is_registered: bool
    is_invited: bool


def lines(event: Event) -> list[Line]:
    """Institutions of the network for whom the event is and that have a mail address, unrepresented ones first."""
    led = Listing.objects.filter(
        institution=OuterRef("pk"), network=event.network_id, status=Listing.Status.ACTIVE
    )
    came = Registration.objects.filter(
        institution=OuterRef("pk"), event__network=event.network_id, state=Registration.State.ADMITTED
    )
    lately = came.filter(
        event__starts_at__gte=timezone.now() - LOOKED_BACK, event__ends_at__lt=timezone.now()
    )
    rows = Institution.objects.filter(Exists(led), removed_at__isnull=True)
    types = [row.institution_type_id for row in event.audience.all() if row.institution_type_id]
    if types:
        rows = rows.filter(type__in=types)
    rows = rows.select_related("type").annotate(
        came=Exists(lately),
        registered=Exists(came.filter(event=event)),
        invited=Exists(Invitation.objects.filter(event=event, institution=OuterRef("pk"))),
    )
    found = list(rows.order_by("came", "sort_key", "id")[:MOST])
    mails = _mails(event, [one.pk for one in found])
    return [
        Line(one, mails[one.pk], not one.came, one.registered, one.invited)
        for one in found
        if one.pk in mails
    ]


def _mails(event: Event, ids: list[int]) -> dict[int, str]:
    """The first function mailbox of each institution that this network keeps."""
    rows = ContactPoint.objects.filter(
        institution__in=ids, network=event.network_id, kind=ContactPoint.Kind.MAIL, person__isnull=True
    )
    found: dict[int, str] = {}
    for pk, value in rows.order_by("institution", "sort_order", "id").values_list("institution", "value"):
        found.setdefault(pk, value)
    return found


def context_of(event: Event, note: str = "") -> dict[str, Any]:
    """What the mail shows."""
    from django.conf import settings  # noqa: PLC0415 -- beside the one use

    address = settings.SITE_ADDRESS.rstrip("/") + (event.get_public_url() if event.is_public else "")
    return {
        "event": event,
        "network_name": event.network.name,
        "when": when_of(event),
        "note": note,
        "address": address,
        "label": _("Programme and registration"),
    }


@transaction.atomic
def invite(*, by: Any, event: Event, institutions: list[int], note: str = "") -> int:
    """Send the invitation to these institutions, each once; return how many mails went into the outbox."""
    event = Event.objects.select_for_update(of=("self",)).select_related("network", "venue").get(pk=event.pk)
    if event.state not in (Event.State.ANNOUNCED, Event.State.OPEN):
        raise RuleBroken(_("Announce the event first."), code="not_announced")
    wanted, sent = set(institutions), 0
    with translation.override("de"):
        for line in lines(event):
            if line.institution.pk not in wanted or line.is_invited:
                continue
            Invitation.objects.create(event=event, institution=line.institution, sent_by=by)
            mail.queue(
                "meetings/mail/event_invitation",
                to=line.email,
                subject=_("Invitation: %(event)s") % {"event": event.title},
                context=context_of(event, note),
                reply_to=event.network.contact_email or None,
                delivery=mail.AT_LEAST_ONCE,
            )
            sent += 1
    if not sent:
        raise RuleBroken(_("Nobody was chosen who has not been invited yet."), code="nobody")
    return sent

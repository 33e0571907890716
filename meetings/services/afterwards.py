"""Afterwards: materials, anonymous feedback, the step from an event to a briefing with relays."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib import files
from coordination.lib.errors import RuleBroken
from meetings.files import MATERIAL
from meetings.models import Event, Feedback, FeedbackTicket, Material, Session

SOURCE = "event"


def add_material(
    *, by: Any, event: Event, upload: Any, title: str, audience: str, session: Session | None = None
) -> Material:
    """Keep a file of an event or of one of its sessions. Raises ``RuleBroken``: file_type, file_size, file_empty."""
    require(by, "meetings.change_event", event.network_id)
    with transaction.atomic():
        stored = files.keep(upload, purpose=MATERIAL, by=by, network_id=event.network_id)
        return Material.objects.create(
            event=event,
            session=session,
            title=title.strip() or stored.name,
            file=stored,
            audience=audience,
            added_by=by,
        )


def remove_material(*, by: Any, material: Material) -> None:
    """Gone for good, file and all."""
    require(by, "meetings.change_event", material.event.network_id)
    with transaction.atomic():
        stored = material.file
        material.delete()
        stored.delete()


def ticket_of(token: str, network: Any) -> FeedbackTicket | None:
    """Return the unused link, or None for used, wrong and foreign ones alike."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    rows = FeedbackTicket.objects.filter(event__network=network, event__removed_at__isnull=True)
    return rows.select_related("event__network").filter(digest=digest).first()


def give_feedback(*, ticket: FeedbackTicket, feedback: Feedback) -> Feedback:
    """Keep what somebody said and forget by which link. Raises ``RuleBroken``: used, nothing_said."""
    said = [getattr(feedback, name) for name in (*Feedback.MARKS, "takes_along", "wishes")]
    if not any(said):
        raise RuleBroken(_("Please give at least one mark."), code="nothing_said")
    with transaction.atomic():
        gone, _by_model = FeedbackTicket.objects.filter(pk=ticket.pk).delete()
        if not gone:
            raise RuleBroken(_("This link has been used already."), code="used")
        feedback.event = ticket.event
        feedback.save()
    return feedback


def brief(
    *,
    by: Any,
    event: Event,
    title: str,
    key_points: Sequence[str],
    body: str = "",
    due_on: dt.date | None = None,
    is_duty: bool = False,
) -> Any:
    """Turn an event and its materials into a briefing: the multipliers carry it into their institutions."""
    from network.services.briefings import issue_briefing  # noqa: PLC0415 -- a step below, needed here alone

    return issue_briefing(
        by=by,
        network=event.network,
        title=title,
        key_points=list(key_points),
        body=body,
        source_kind=SOURCE,
        source_uid=event.uid,
        due_on=due_on,
        is_duty=is_duty,
    )

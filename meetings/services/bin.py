"""The bin of events: what is removed can be restored for 30 days with its programme; then it is gone, history too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services import audit
from coordination.lib import erasure, history, search
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.undo import undo
from meetings.models import Event, EventAudience, Question, Registration, Session, SessionSpeaker, Speaker
from meetings.services import places, waiting

KEPT = dt.timedelta(days=30)
PARTS = (EventAudience, Question, Session, Speaker)


@transaction.atomic
def remove(*, by: Any, event: Event, reason: str) -> Event:
    """Put an event into the bin; pages, search and calendars no longer show it.

    RuleBroken ``registered``: people come, it has to be called off first; ``attended``: it is evidence and stays.
    """
    event = places.locked(event)
    if not reason.strip():
        raise RuleBroken(_("Please say why; the others see it in the bin."), code="reason_missing")
    if event.removed_at is not None:
        raise RuleBroken(_("This event lies in the bin already."), code="already_removed")
    if event.attendances.exists():
        raise RuleBroken(
            _("People have taken part: attendance and certificates are evidence, so the event stays."),
            code="attended",
        )
    called_off = event.state == Event.State.CANCELLED
    if (
        not called_off
        and not event.is_over
        and event.registrations.filter(state__in=Registration.LIVE).exists()
    ):
        raise RuleBroken(
            _("People are registered. Please call the event off first, so that they hear of it."),
            code="registered",
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()):
        event.removed_at = timezone.now()
        event.save()
        search.forget(event._meta.label_lower, [event.pk])
        audit.record(by=by, did=AuditEntry.Did.REMOVED, to=event, network=event.network_id)
    return event


@transaction.atomic
def restore(*, by: Any, event: Event) -> Event:
    """Take an event out of the bin, as it was."""
    event = places.locked(event)
    if event.removed_at is None:
        raise RuleBroken(_("This event does not lie in the bin."), code="not_removed")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        event.removed_at = None
        event.save()
        audit.record(by=by, did=AuditEntry.Did.RESTORED, to=event, network=event.network_id)
    return event


@transaction.atomic
def take_back(*, by: Any, event: Event, change_set: ChangeSet) -> Any:
    """Take back what a change did to an event and its programme; whoever fits into a place that came back moves up."""
    event = places.locked(event)
    undone = undo(change_set, by=by)
    if not undone.conflicts:
        waiting.move_up(places.locked(event))
        audit.record(by=by, did=AuditEntry.Did.UNDID, to=event, network=event.network_id)
    return undone


def empty(*, now: dt.datetime | None = None) -> int:
    """Delete for good what has lain in the bin for 30 days; return how many events."""
    before, count = (now or timezone.now()) - KEPT, 0
    for event in Event.objects.filter(removed_at__lte=before).order_by("id"):
        with history.changes(source=ChangeSet.Source.SYSTEM, reason=_("30 days in the bin")):
            _delete(event)
        count += 1
    return count


def _delete(event: Event) -> None:
    gone: dict[type[Any], set[int]] = {Event: {event.pk}}
    for model in PARTS:
        now = model.objects.filter(event=event.pk).values_list("pk", flat=True)
        once = model.history.filter(event_id=event.pk).order_by().values_list("id", flat=True)
        gone[model] = {*now, *once}
    rows = SessionSpeaker.history.filter(session_id__in=gone[Session]).order_by()
    gone[SessionSpeaker] = set(rows.values_list("id", flat=True))
    event.registrations.all().delete()
    event.delete()
    for model, ids in gone.items():
        erasure.forget_history(model, ids)

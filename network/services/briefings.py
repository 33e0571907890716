"""Sending something on its way: one relay per multiplier and institution, a mail where it has to be passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import require, scope_of
from coordination.directory.models import Institution
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from network.audience import addressed
from network.carriers import Carrier, carriers
from network.models import Appointment, Briefing, Relay
from network.services.mails import send_duty
from network.services.relays import require_answer

STATE = Briefing.State
FORM = ChangeSet.Source.FORM
KEY_POINTS = 3


def issue_briefing(
    *,
    by: Any,
    network: Network,
    title: str,
    key_points: Sequence[str],
    body: str = "",
    source_kind: str = "",
    source_uid: UUID | None = None,
    institutions: QuerySet[Institution] | Iterable[int] | None = None,
    due_on: dt.date | None = None,
    is_duty: bool = False,
    **kit: Any,
) -> Briefing:
    """Make a briefing and send it on its way; a chair, who may not send, leaves it as a proposal.

    ``institutions``: whom it concerns (None: every active one of the network). ``kit``: mail_text, link, sheet,
    audience (the filter in words, as ``network/audience.py`` reads it).
    """
    points = [point.strip() for point in key_points if point.strip()]
    _check(title, points, due_on=due_on, is_duty=is_duty)
    scope = scope_of(by)
    may_send = network.pk in scope.may("network.change_briefing")
    if not may_send and network.pk not in scope.may("network.add_briefing"):
        raise PermissionDenied("network.add_briefing")
    briefing = Briefing(
        network=network,
        title=title.strip(),
        key_points=points,
        body=body.strip(),
        source_kind=source_kind,
        source_uid=source_uid,
        due_on=due_on,
        is_duty=is_duty,
        proposed_by=by,
        **kit,
    )
    if institutions is not None:
        briefing.audience = {**briefing.audience, "institutions": _uids(institutions)}
    with history.changes(by=by, source=FORM):
        briefing.save()
        if briefing.sheet is not None and briefing.sheet.delete_after:
            briefing.sheet.delete_after = None
            briefing.sheet.save(update_fields=["delete_after"])
        if may_send:
            _send(by, briefing)
    return briefing


def edit_kit(*, by: Any, briefing: Briefing, version: int, **kit: Any) -> Briefing:
    """Change what multipliers get: title, points, text, mail, link, sheet, day. Links of mails show it at once.

    What is answered stays answered. Raises EditConflict if somebody else has changed it since ``version``.
    """
    require(by, "network.change_briefing", briefing.network_id)
    if briefing.state == STATE.CLOSED:
        raise RuleBroken(_("This briefing is closed: its kit stays as it was."), code="closed")
    kit["key_points"] = [point.strip() for point in kit["key_points"] if point.strip()]
    moved = kit["due_on"] != briefing.due_on
    _check(kit["title"], kit["key_points"], due_on=kit["due_on"] if moved else None, is_duty=False)
    briefing.version = version
    for name, value in kit.items():
        setattr(briefing, name, value)
    with history.changes(by=by, source=FORM):
        briefing.save()
        if briefing.sheet is not None and briefing.sheet.delete_after:
            briefing.sheet.delete_after = None
            briefing.sheet.save(update_fields=["delete_after"])
    return briefing


def send_out(*, by: Any, briefing: Briefing) -> Briefing:
    """Send a proposal of a chair on its way."""
    require(by, "network.change_briefing", briefing.network_id)
    if briefing.state != STATE.PROPOSED:
        raise RuleBroken(_("This briefing is on its way already."), code="already_issued")
    if briefing.due_on and briefing.due_on < timezone.localdate():
        raise RuleBroken(_("The day until when lies in the past."), code="past")
    with history.changes(by=by, source=FORM):
        _send(by, briefing)
    return briefing


def close_briefing(*, by: Any, briefing: Briefing) -> Briefing:
    """Ask nobody any more; what was answered stays."""
    require(by, "network.change_briefing", briefing.network_id)
    if briefing.state != STATE.ISSUED:
        raise RuleBroken(_("Only a briefing on its way can be closed."), code="not_issued")
    with history.changes(by=by, source=FORM):
        briefing.close()
    return briefing


def save_kit(*, by: Any, briefing: Briefing) -> Briefing:
    """Correct words and day of a briefing; to whom it went stays."""
    require(by, "network.change_briefing", briefing.network_id)
    if briefing.state == STATE.CLOSED:
        raise RuleBroken(_("This briefing is closed; nothing is asked any more."), code="briefing_closed")
    points = [point.strip() for point in briefing.key_points if point.strip()]
    _check(briefing.title, points, due_on=None, is_duty=False)
    with history.changes(by=by, source=FORM):
        briefing.key_points = points
        briefing.save()
    return briefing


def pass_on(*, by: Any, relay: Relay) -> int:
    """A provider's multiplier hands a briefing to the multipliers of its houses that it has not reached yet.

    Returns how many relays were made; houses without a multiplier stay with the provider's.
    """
    require_answer(by, relay)
    briefing = relay.briefing
    if briefing.state != STATE.ISSUED:
        raise RuleBroken(_("This briefing is closed; nothing is asked any more."), code="briefing_closed")
    reached = Relay.objects.filter(briefing=briefing).values("institution")
    listed = addressed(briefing.network, {})
    houses = listed.filter(parent=relay.institution_id).exclude(pk__in=reached)
    found = carriers(briefing.network_id, list(houses.order_by("id").values_list("pk", flat=True)))
    if not found:
        raise RuleBroken(_("This briefing has reached every house of the provider."), code="no_houses")
    with history.changes(by=by, source=FORM):
        _make(briefing, [one for one in found if one.appointment is not None])
        if briefing.is_duty:
            _mail(briefing, {one.appointment for one in found if one.through is None})
    return len(found)


def _send(by: Any, briefing: Briefing) -> None:
    institutions = addressed(briefing.network, briefing.audience)
    found = carriers(briefing.network_id, list(institutions.order_by("id").values_list("pk", flat=True)))
    if not found:
        raise RuleBroken(_("Nobody is addressed. Please choose a wider audience."), code="audience_empty")
    briefing.issue_by(by)
    _make(briefing, found)
    if briefing.is_duty:
        _mail(briefing, {one.appointment for one in found})


def _make(briefing: Briefing, found: Sequence[Carrier]) -> None:
    history.bulk_create(
        [
            Relay(
                briefing=briefing,
                institution_id=one.institution,
                appointment_id=one.appointment,
                through_id=one.through,
            )
            for one in found
        ]
    )


def _mail(briefing: Briefing, appointments: set[int | None]) -> None:
    rows = Appointment.objects.filter(pk__in=appointments - {None}).select_related("person__user", "network")
    for appointment in rows.order_by("id"):
        send_duty(appointment=appointment, briefing=briefing)


def _uids(institutions: QuerySet[Institution] | Iterable[int]) -> list[str]:
    rows = institutions
    if not isinstance(rows, QuerySet):
        rows = Institution.objects.filter(pk__in=[getattr(one, "pk", one) for one in institutions])
    return [str(uid) for uid in rows.order_by("sort_key", "id").values_list("uid", flat=True)]


def _check(title: str, points: Sequence[str], *, due_on: dt.date | None, is_duty: bool) -> None:
    if not title.strip():
        raise RuleBroken(_("The title is missing."), code="title_missing")
    if not 1 <= len(points) <= KEY_POINTS:
        raise RuleBroken(_("One to three key points, please: what should stay in mind."), code="key_points")
    if is_duty and due_on is None:
        raise RuleBroken(_("What has to be passed on needs a day until when."), code="due_missing")
    if due_on and due_on < timezone.localdate():
        raise RuleBroken(_("The day until when lies in the past."), code="past")

"""The role „multiplier“ follows from an appointment: given when it becomes active, ended with the last one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from coordination.accounts.models import AuditEntry, Membership
from coordination.accounts.permissions import forget_scope
from coordination.accounts.roles import Role
from coordination.accounts.services.access import close_without_role
from coordination.accounts.services.audit import record
from network.models import Appointment


def give_role(*, by: Any, appointment: Appointment) -> Membership | None:
    """Let the account of the person have the role until the last day of the term; None where there is no account."""
    user = appointment.person.user
    if user is None or not user.is_active:
        return None
    held = Membership.objects.in_force().filter(
        user=user, network=appointment.network_id, role=Role.MULTIPLIER
    )
    membership = held.order_by("id").first()
    if membership is None:
        membership = Membership(
            user=user,
            network_id=appointment.network_id,
            role=Role.MULTIPLIER,
            valid_from=timezone.localdate(),
            valid_until=appointment.valid_until,
        )
        record(
            by=by, did=AuditEntry.Did.GRANTED, to=user, network=appointment.network_id, detail=Role.MULTIPLIER
        )
    elif membership.valid_until is None or membership.valid_until == appointment.valid_until:
        return membership
    else:
        membership.valid_until = max(
            membership.valid_until, appointment.valid_until or membership.valid_until
        )
    membership.save()
    forget_scope(user)
    return membership


def end_role(*, by: Any, appointment: Appointment) -> None:
    """End the role unless another appointment of the person in this network holds it."""
    user = appointment.person.user
    if user is None:
        return
    others = Appointment.objects.active().filter(person=appointment.person_id, network=appointment.network_id)
    if others.exclude(pk=appointment.pk).exists():
        return
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    held = Membership.objects.in_force().filter(
        user=user, network=appointment.network_id, role=Role.MULTIPLIER
    )
    for membership in held.order_by("id"):
        membership.valid_until = yesterday
        if membership.valid_from and membership.valid_from > yesterday:
            membership.valid_from = yesterday
        membership.save()
        record(
            by=by, did=AuditEntry.Did.ENDED, to=user, network=appointment.network_id, detail=Role.MULTIPLIER
        )
    close_without_role(user=user, by=by)
    forget_scope(user)

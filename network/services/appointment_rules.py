"""What must hold before an appointment is written: who may, which institutions, which term, no overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.models import Institution, Listing
from coordination.lib.errors import RuleBroken
from network.models import Appointment, AppointmentInstitution
from network.models.appointments import institutions_of

STATE, ROLE = Appointment.State, AppointmentInstitution.Role
Institutions = Mapping[Institution, str]


def ids_of(appointment: Appointment) -> set[int]:
    return set(appointment.institutions.values_list("institution", flat=True))


def require_proposing(by: Any, network: Network, institutions: Institutions) -> None:
    scope = scope_of(by)
    if network.pk in scope.may("network.change_appointment"):
        return
    if network.pk in scope.may("network.add_appointment", reach=Reach.INSTITUTION):
        own = set(institutions_of(by).values_list("pk", flat=True))
        if {one.pk for one in institutions} <= own:
            return
    raise PermissionDenied("network.add_appointment")


def check_institutions(
    network: Network, institutions: Institutions, known: Appointment | None = None
) -> None:
    if not institutions:
        raise RuleBroken(_("Please name at least one institution."), code="institution_missing")
    wanted = {one.pk for one in institutions}
    if known is not None:
        wanted -= ids_of(known)
    listed = Listing.objects.filter(network=network, status=Listing.Status.ACTIVE, institution__in=wanted)
    if listed.values("institution").distinct().count() < len(wanted):
        raise RuleBroken(_("This institution is not active in the network."), code="not_listed")
    if unknown := set(institutions.values()) - set(ROLE.values):
        raise RuleBroken(_("“%(word)s” is not known here.") % {"word": min(unknown)}, code="role_unknown")


def check_term(first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise RuleBroken(_("The last day lies before the first."), code="term_order")


def check_overlap(appointment: Appointment, institutions: set[int]) -> None:
    """The sentence for people; the database refuses it as well (``network/guards_multipliers.py``)."""
    if not (appointment.valid_from and appointment.valid_until):
        return
    others = Appointment.objects.filter(
        person=appointment.person_id,
        network=appointment.network_id,
        valid_from__lte=appointment.valid_until,
        valid_until__gte=appointment.valid_from,
    ).exclude(pk=appointment.pk)
    held = others.exclude(state=STATE.PROPOSED).exclude(state=STATE.ENDED, activated_at__isnull=True)
    rows = AppointmentInstitution.objects.filter(appointment__in=held, institution__in=institutions)
    if row := rows.select_related("institution").order_by("id").first():
        raise RuleBroken(
            _("%(person)s already stands for %(institution)s in this time: main or deputy, not both.")
            % {"person": appointment.person, "institution": row.institution},
            code="overlap",
        )


@contextmanager
def guarded() -> Iterator[None]:
    """Two who confirm at once: the database lets one through, the other hears the sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise RuleBroken(
            _("This person already stands for the institution in this time."), code="overlap"
        ) from problem

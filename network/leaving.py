"""What stays when a multiplier leaves on a day: who carries on at each institution, and what is still open there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from network.carriers import carriers
from network.models import Appointment, Relay


@dataclass(frozen=True)
class After:
    """An institution (id) the day after: who speaks for it, perhaps at its provider (id); None: nobody."""

    institution: int
    carrier: Appointment | None
    through: int | None


@dataclass(frozen=True)
class Leaving:
    appointment: Appointment
    last_day: dt.date
    after: tuple[After, ...]
    open_relays: int

    @property
    def lost(self) -> int:
        return sum(one.carrier is None for one in self.after)


def leaving(appointment: Appointment, last_day: dt.date) -> Leaving:
    """A proposed successor counts for nothing yet: only who is active the day after."""
    ids = list(
        appointment.institutions.order_by("institution__sort_key", "id").values_list("institution", flat=True)
    )
    found = carriers(appointment.network_id, ids, day=last_day + dt.timedelta(days=1), but=appointment.pk)
    people = Appointment.objects.select_related("person").in_bulk([one.appointment for one in found])
    first: dict[int, After] = {}
    for one in found:
        carrier = people.get(one.appointment) if one.appointment else None
        first.setdefault(one.institution, After(one.institution, carrier, one.through))
    waiting = Relay.objects.waiting().filter(appointment=appointment).count()
    return Leaving(appointment, last_day, tuple(first.values()), waiting)

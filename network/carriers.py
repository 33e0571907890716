"""Who carries something into an institution on a day: its main multipliers, else a deputy, else the provider's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from coordination.directory.models import Institution
from network.models import Appointment, AppointmentInstitution

MAIN = AppointmentInstitution.Role.MAIN


@dataclass(frozen=True)
class Carrier:
    """An appointment (id) for one institution; ``through``: the provider (id) whose multiplier it is."""

    institution: int
    appointment: int | None
    through: int | None = None


def find_carriers(
    standing: dict[int, list[tuple[str, int]]], parents: dict[int, int | None], institutions: Iterable[int]
) -> list[Carrier]:
    """Return one carrier per main multiplier and institution; where nobody is, one without an appointment.

    ``standing``: institution → (role, appointment); ``parents``: institution → provider. A circle among providers ends
    where it began.
    """
    found: list[Carrier] = []
    for institution in institutions:
        here: int | None = institution
        seen: set[int] = set()
        while here is not None and here not in seen and here not in standing:
            seen.add(here)
            here = parents.get(here)
        if here is None or here not in standing:
            found.append(Carrier(institution, None))
            continue
        through = here if here != institution else None
        found += [Carrier(institution, one, through) for one in _speakers(standing[here])]
    return found


def _speakers(rows: list[tuple[str, int]]) -> list[int]:
    mains = sorted({appointment for role, appointment in rows if role == MAIN})
    return mains or [min(appointment for _role, appointment in rows)]


def carriers(
    network_id: int,
    institutions: Collection[int],
    *,
    day: dt.date | None = None,
    but: int | None = None,
) -> list[Carrier]:
    """Ask the records: who carries into these institutions of a network; ``but``: an appointment that is leaving."""
    active = Appointment.objects.active(day).filter(network=network_id).exclude(pk=but)
    rows = AppointmentInstitution.objects.filter(appointment__in=active).values_list(
        "institution", "role", "appointment"
    )
    standing: dict[int, list[tuple[str, int]]] = {}
    for institution, role, appointment in rows:
        standing.setdefault(institution, []).append((role, appointment))
    return find_carriers(standing, parents_of(institutions), institutions)


def parents_of(institutions: Collection[int]) -> dict[int, int | None]:
    """Providers of these, and theirs, up to the top; one question per level."""
    parents: dict[int, int | None] = {}
    level: set[int] = set(institutions)
    while level:
        rows = dict(Institution.objects.filter(pk__in=level).values_list("pk", "parent_id"))
        parents |= rows
        level = {parent for parent in rows.values() if parent is not None} - parents.keys()
    return parents

"""Seats of a group on one day: who sits there, what is vacant, what ends soon, who is not represented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from coordination.directory.models import InstitutionType
from meetings.models import Group, Seat, SeatTerm

SOON = dt.timedelta(days=60)
# Without these a network for child protection is not complete (§ 3(2) KKG names who shall be part of it).
EXPECTED = (
    "youth_office", "school", "daycare", "paediatrician", "midwife", "health_office", "police", "family_court",
)  # fmt: skip


@dataclass
class Row:
    seat: Seat
    holder: SeatTerm | None = None
    deputy: SeatTerm | None = None
    next: SeatTerm | None = None
    day: dt.date = field(default_factory=timezone.localdate)

    @property
    def is_vacant(self) -> bool:
        return self.holder is None

    @property
    def ends_soon(self) -> bool:
        """The holder's term ends within 60 days, and nobody follows."""
        until = self.holder.valid_until if self.holder else None
        return until is not None and until <= self.day + SOON and self.next is None


@dataclass
class Board:
    rows: list[Row]
    missing: list[str] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return sum(row.is_vacant for row in self.rows)

    @property
    def ending(self) -> int:
        return sum(row.ends_soon for row in self.rows)

    @property
    def votes(self) -> int:
        return sum(row.seat.is_voting for row in self.rows)

    @property
    def without_account(self) -> int:
        return sum(row.holder is not None and row.holder.person.user_id is None for row in self.rows)

    def office(self, word: str) -> SeatTerm | None:
        terms = [term for row in self.rows for term in (row.holder, row.deputy) if term]
        return next((term for term in terms if term.office == word), None)

    @property
    def chair(self) -> SeatTerm | None:
        return self.office(SeatTerm.Office.CHAIR)

    @property
    def deputy_chair(self) -> SeatTerm | None:
        return self.office(SeatTerm.Office.DEPUTY_CHAIR)

    @property
    def secretary(self) -> SeatTerm | None:
        return self.office(SeatTerm.Office.SECRETARY)


def board_of(group: Group, day: dt.date | None = None) -> Board:
    """Read the seats of a group with who fills them, in three questions whatever the number of seats."""
    day = day or timezone.localdate()
    seats = Seat.objects.filter(group=group).standing(day)
    rows = {
        seat.pk: Row(seat, day=day)
        for seat in seats.select_related("institution", "institution_type", "profession").order_by(
            "position", "id"
        )
    }
    terms = SeatTerm.objects.filter(seat__in=rows).exclude(valid_until__lt=day).select_related("person")
    for term in terms.order_by("valid_from", "id"):
        row = rows[term.seat_id]
        if term.valid_from > day:
            if not term.is_deputy and row.next is None:
                row.next = term
        elif term.is_deputy:
            row.deputy = term
        else:
            row.holder = term
    board = Board(list(rows.values()))
    if group.kind in {Group.Kind.STEERING, Group.Kind.PLENARY}:
        board.missing = _missing(rows)
    return board


def _missing(rows: dict[int, Row]) -> list[str]:
    """Types for which no seat speaks: neither one of an institution of it, nor of the type, nor of the profession."""
    types, codes = set(), set()
    for row in rows.values():
        seat = row.seat
        types.add(seat.institution_type_id or (seat.institution.type_id if seat.institution else None))
        if seat.profession is not None:
            codes.add(seat.profession.code)
    wanted = InstitutionType.objects.filter(code__in=[one for one in EXPECTED if one not in codes])
    rest = wanted.exclude(pk__in=[one for one in types if one])
    return list(rest.order_by("name", "id").values_list("name", flat=True))

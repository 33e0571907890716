"""What of the official tables is loaded: everything, or some districts with what lies across their border."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordination.places.postcode_table import PlaceRow
from coordination.places.register import DistrictRow, MunicipalityRow, Register


@dataclass
class Selection:
    """The rows to write. ``scope`` is None for all of Germany, else the keys of the districts that are complete."""

    laender: dict[str, str]
    districts: dict[str, DistrictRow]
    municipalities: dict[str, MunicipalityRow]
    places: dict[PlaceRow, int]
    town_halls: set[PlaceRow]
    neighbours: int = 0
    scope: frozenset[str] | None = None


def select(register: Register, places: dict[PlaceRow, int], *, districts: Sequence[str] = ()) -> Selection:
    """Return all rows, or those of ``districts`` and of every municipality that shares a postcode with them.

    Without the neighbours a postcode across the border would look as if it were clear.
    """
    if not districts:
        return Selection(
            register.laender,
            register.districts,
            register.municipalities,
            places,
            _town_halls(register, places),
        )

    scope = frozenset(districts)
    codes = {row.code for row in places if row.ags[:5] in scope}
    kept = {row: line for row, line in places.items() if row.code in codes}
    inside = {ags for ags in register.municipalities if ags[:5] in scope}
    wanted = inside | ({row.ags for row in kept} & register.municipalities.keys())
    keys = {ags[:5] for ags in wanted} | scope
    return Selection(
        laender=_only(register.laender, {key[:2] for key in keys}),
        districts=_only(register.districts, keys),
        municipalities=_only(register.municipalities, wanted),
        places=kept,
        town_halls={row for row in _town_halls(register, places) if row.ags in inside},
        neighbours=len(wanted) - len(inside),
        scope=scope,
    )


def _only(rows: dict, keys: Iterable[str]) -> dict:
    keys = set(keys)
    return {key: row for key, row in rows.items() if key in keys}


def _town_halls(register: Register, places: dict[PlaceRow, int]) -> set[PlaceRow]:
    """Postcodes of administrations with so much mail that they have one of their own, in no postcode table."""
    delivered = {row.code for row in places}
    return {
        PlaceRow(row.postcode, row.ags, row.name)
        for row in register.municipalities.values()
        if row.postcode and row.postcode not in delivered
    }

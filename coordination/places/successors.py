"""Who took over a municipality that is no longer in the register? Only what the postcodes prove, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coordination.places.names import forms
from coordination.places.postcode_table import PlaceRow


def successor_of(
    name: str, codes: Iterable[str], at: Mapping[str, list[PlaceRow]], names: Mapping[str, str]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the successor's AGS, or None and the AGS of all that come into question.

    ``codes`` are the postcodes of the old municipality, ``at`` the rows of the new table by postcode, ``names`` the
    municipalities in force by AGS. It is clear when only one municipality is left at all these postcodes, or when
    only one there bears the old name (as its own after a new key, or as the name of a part).
    """
    rows = [row for code in codes for row in at.get(code, ()) if row.ags in names]
    left = {row.ags for row in rows}
    wanted = forms(name).full
    same = {row.ags for row in rows if wanted in (forms(row.name).full, forms(names[row.ags]).full)}
    for found in (same, left):
        if len(found) == 1:
            return next(iter(found)), ()
    return None, tuple(sorted(left))
